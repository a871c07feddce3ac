# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The way back: the writes that undo others, made of what was read before these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .model import Operation, Row
from .values import sendable


def inverse(operations: Sequence[Operation]) -> list[Operation]:
    """The writes that undo ``operations``, last first."""
    return [back for operation in reversed(operations) for back in undo(operation)]


def undo(operation: Operation) -> Iterator[Operation]:
    """The writes that undo one: a deleted row is made again, and put where it stood."""
    table, key, former = operation.table, operation.key, operation.former or {}
    if operation.verb == "create":
        yield Operation("delete", table, key, {}, operation.body)
    elif operation.verb == "update":
        yield Operation("update", table, key, _former(operation.body, former), {**former, **operation.body})
    elif operation.verb == "move":
        yield Operation("move", table, key, operation.place, former, operation.body)
    else:
        yield Operation("create", table, key, sendable(former))
        if operation.place:
            yield Operation("move", table, key, operation.place, former)


def _former(body: Row, former: Row) -> dict[str, Any]:
    """The fields of ``body`` as they were. What the device had not shown is not known, and stays."""
    found: dict[str, Any] = {}
    for name, value in body.items():
        was = former.get(name)
        if isinstance(value, dict) and isinstance(was, dict):
            found[name] = _former(value, was)
        elif name in former:
            found[name] = sendable(was)
    return found
