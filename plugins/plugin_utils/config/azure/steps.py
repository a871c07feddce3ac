# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One write to Azure, and a list of them, with what is shown of each. No key stands in what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...problem import SECRET, Problem
from ..objects import Operation
from .values import merged, plain, sendable

Row = dict[str, Any]
Shown = Mapping[str, Row | None]  #: by path; None where there is nothing


@dataclass(frozen=True)
class Step:
    """One write. ``verb``: ``create``, ``update``, ``tags`` (only they differ), ``key`` (the key of a connection), ``delete``.

    ``body`` is what is sent, of a new connection without its key. ``interrupts``: the tunnel is down for a while. ``shown`` is for people.
    """

    verb: str
    resource: Mapping[str, Any]
    body: Row = field(default_factory=dict)
    etag: str = ""
    interrupts: bool = False
    shown: Operation | None = None


@dataclass(frozen=True)
class Plan:
    """``steps`` in the order of references; with a problem of level ``error`` there is nothing to write."""

    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def operations(self) -> list[Operation]:
        """The steps as they are shown and kept in the journal: no key in them."""
        return [step.shown for step in self.steps if step.shown]


def creation(resource: Mapping[str, Any]) -> Step:
    """Make what is not there; the key of a connection is added when it is sent."""
    body = resource["body"]
    key = {"sharedKey": SECRET} if resource["kind"] == "connection" else {}
    shown = {**body, **({"properties": {**body["properties"], **key}} if "properties" in body else {})}
    return Step("create", resource, dict(body), shown=Operation("create", _words(resource["kind"]), resource["name"], shown))


def update(resource: Mapping[str, Any], wanted: Row, row: Row, differs: Row, interrupts: bool) -> Step:
    """Write the whole object, ours over what stands; where only tags differ, only these (AZ-74, AZ-75)."""
    kind, etag = resource["kind"], str(row.get("etag", ""))
    operation = Operation("update", _words(kind), resource["name"], differs, _shown_before(differs, plain(row)))
    if set(differs) == {"tags"} and kind != "resource_group":
        return Step("tags", resource, _without_gone({"tags": wanted["tags"]}), etag, shown=operation)
    return Step("update", resource, _without_gone(sendable(merged(wanted, row))), etag, interrupts, operation)


def key(resource: Mapping[str, Any]) -> Step:
    """Write the key of a connection that stands (AZ-47)."""
    hidden = {"value": SECRET}
    return Step("key", resource, interrupts=True, shown=Operation("update", "connection key", resource["name"], hidden, hidden))


def deletion(resource: Mapping[str, Any], row: Row) -> Step:
    """Take away what stands."""
    return Step("delete", resource, shown=Operation("delete", _words(resource["kind"]), resource["name"], {}, plain(sendable(row))))


def _without_gone(body: Row) -> Row:
    """Tags that are to go are left out."""
    return {**body, **({"tags": {name: value for name, value in body["tags"].items() if value is not None}} if body.get("tags") else {})}


def _shown_before(differs: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Of the whole object only what changes: a journal that keeps it needs no more to go back."""
    return {
        name: _shown_before(value, row[name]) if isinstance(value, Mapping) and isinstance(row.get(name), Mapping) else row.get(name)
        for name, value in differs.items()
    }  # fmt: skip


def _words(kind: str) -> str:
    return kind.replace("_", " ")
