# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a system owns on a platform, as data: ``owned/<system>.<platform>.yml`` filled from the design.

``named``: whole sections and lines, by patterns over their first line. ``marked``: sections of the given kind in which ``line`` begins a line with
the design's ``mark``, a colon and a word. ``shared``: sections of the customer's in which some lines are ours: ``lines`` (a pattern over canonical
lines), ``while_marked`` (they are ours only where this and our mark begin a line), ``members`` (groups of lines, such as a neighbour's, of which one
carries the mark), ``listed`` (networks of BGP are ours that such a prefix list of the router's holds, in subsections where members of ours live or
whose first line is ``within``), ``rows`` (entries of that form, numbered ``first`` to ``last``), ``furniture`` (lines that we put only where nobody
else lives, and never replace; ``house_mark`` is one that tells the house is ours). ``only_one``: no second section of this kind may stand.
``expects``: lines that sections of the customer's must have; ``forbids``: lines that they must not, ``unless`` the design has something there.
``taken``, ``must_exist``, ``broken``, ``warn``: the codes of what is told.
``{a.b}`` stands for a value of the design, each one of a list's; a pattern whose value is missing falls away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from .. import data_file
from .yamaha_rtx import ownership as rtx

_OWNED = Path(__file__).with_name("owned")
_PLACE = re.compile(r"\{([a-z_][a-z_.]*)\}")


@dataclass(frozen=True, slots=True)
class Shared:
    """Sections of the customer's that hold lines of ours. See the module's text."""

    sections: re.Pattern[str]
    taken: str
    lines: re.Pattern[str] | None = None
    while_marked: str = ""
    listed: re.Pattern[str] | None = None
    within: re.Pattern[str] | None = None
    members: re.Pattern[str] | None = None
    rows: re.Pattern[str] | None = None
    first: int = 0
    last: int = 0
    furniture: re.Pattern[str] | None = None
    house_mark: str = ""
    sensitive: tuple[str, str] = ("", "")
    must_exist: str = ""
    only_one: str = ""


@dataclass(frozen=True, slots=True)
class Expect:
    """A line that a section of the customer's must have (``value``), or must not have (None)."""

    section: str
    key: str
    value: str | None
    broken: str


@dataclass(frozen=True, slots=True)
class Forbid:
    """Lines that a section of the customer's must not hold, at any depth."""

    section: str
    lines: re.Pattern[str]
    broken: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """What one system owns on one device. ``additive``: nothing; intended lines are added or changed, none is removed."""

    named: re.Pattern[str] | None = None
    mark: str = ""
    marked: re.Pattern[str] | None = None
    mark_line: str = ""
    marked_taken: str = ""
    shared: tuple[Shared, ...] = ()
    expects: tuple[Expect, ...] = ()
    forbids: tuple[Forbid, ...] = ()
    additive: bool = False

    def carries_mark(self, text: str, head: str) -> bool:
        """Whether a line is ``head`` followed by our mark: this site's, of whichever data centre, and of no other site."""
        return text.startswith(f"{head}{self.mark}:")


NOTHING = Ownership(additive=True)  #: for lines of the user's own


def load_ownership(platform: str, system: str, design: Mapping[str, Any]) -> Any:
    """The ownership of ``system`` on ``platform``, filled from its design (see docs/architecture.md for the design's keys)."""
    if platform == "yamaha_rtx":
        return rtx.of_design(design)
    data = _data(platform, system)
    marked = data.get("marked", {})
    return Ownership(
        named=_compiled("|".join(data["named"])),
        mark=str(design[data["mark"]]),
        marked=_compiled(marked["sections"]) if marked else None,
        mark_line=marked.get("line", ""),
        marked_taken=marked.get("taken", ""),
        shared=tuple(_shared(rule, sections, design) for rule in data.get("shared", ()) for sections in _patterns(rule["sections"], design)),
        expects=tuple(expect for rule in data.get("expects", ()) for expect in _expects(rule, design)),
        forbids=tuple(forbid for rule in data.get("forbids", ()) for forbid in _forbids(rule, design)),
    )


def as_data(ownership: Any) -> dict[str, Any]:
    """The ownership as plain data, patterns as their text: what a journal keeps. Without what it asks of the customer's sections."""
    if isinstance(ownership, rtx.RtxOwnership):
        return rtx.as_data(ownership)
    data = asdict(ownership, dict_factory=lambda pairs: {name: _text(value) for name, value in pairs})
    return {name: value for name, value in data.items() if name not in ("expects", "forbids")}


def from_data(data: Mapping[str, Any]) -> Any:
    """The ownership that ``as_data`` wrote."""
    if data.get("platform") == "yamaha_rtx":
        return rtx.from_data(data)
    shared = tuple(Shared(**_read(Shared, {**rule, "sensitive": tuple(rule["sensitive"])})) for rule in data["shared"])
    return Ownership(**{**_read(Ownership, data), "shared": shared})


def _text(value: Any) -> Any:
    return value.pattern if isinstance(value, re.Pattern) else value


def _read(kind: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``kind``, patterns compiled."""
    patterns = {each.name for each in fields(kind) if "Pattern" in str(each.type)}
    return {name: _compiled(value) if name in patterns and value is not None else value for name, value in data.items()}


@cache
def _data(platform: str, system: str) -> dict[str, Any]:
    found: dict[str, Any] = data_file.read(_OWNED / f"{system}.{platform}.yml")
    return found


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _shared(rule: Mapping[str, Any], sections: str, design: Mapping[str, Any]) -> Shared:
    def pattern(name: str) -> re.Pattern[str] | None:
        """The rule's expression of that name, None when the rule has none."""
        return _compiled(rule[name]) if name in rule else None

    sensitive = rule.get("sensitive", {})
    return Shared(
        sections=_compiled(sections),
        taken=rule["taken"],
        lines=pattern("lines"),
        while_marked=rule.get("while_marked", ""),
        listed=pattern("listed"),
        within=_compiled("|".join(_patterns(rule["within"], design))) if "within" in rule else None,
        members=pattern("members"),
        rows=pattern("rows"),
        first=rule.get("first", 0),
        last=rule.get("last", 0),
        furniture=pattern("furniture"),
        house_mark=next(_filled(rule.get("house_mark", ""), design), ""),
        sensitive=(sensitive.get("line", ""), sensitive.get("warn", "")),
        must_exist=rule.get("must_exist", ""),
        only_one=rule.get("only_one", ""),
    )


def _expects(rule: Mapping[str, Any], design: Mapping[str, Any]) -> Iterator[Expect]:
    for each in design[rule["each"]]:
        for section in _filled(rule["section"], each):
            yield Expect(section, rule["key"], next(_filled(rule["value"], each), None), rule["broken"])


def _forbids(rule: Mapping[str, Any], design: Mapping[str, Any]) -> Iterator[Forbid]:
    if not design[rule["unless"]] and design["state"] == "present":
        for section in _filled(rule["section"], design):
            yield Forbid(section, _compiled(rule["lines"]), rule["broken"])


def _patterns(pattern: str, design: Mapping[str, Any]) -> Iterator[str]:
    """The pattern with the design's values, taken literally; several values give one pattern each."""
    place = _PLACE.search(pattern)
    if place is None:
        yield pattern
        return
    for value in dict.fromkeys(_values(design, place[1].split("."))):
        yield pattern.replace(place[0], re.escape(value))


def _filled(text: str, design: Mapping[str, Any]) -> Iterator[str]:
    """The text for each value of its place, nothing where that has none; once as it stands, without a place."""
    place = _PLACE.search(text)
    if place is None:
        yield text
        return
    for value in _values(design, place[1].split(".")):
        yield text.replace(place[0], value)


def _values(data: Any, path: list[str]) -> Iterator[str]:
    if isinstance(data, list):
        for item in data:
            yield from _values(item, path)
    elif path:
        yield from _values((data or {}).get(path[0]), path[1:])
    elif data is not None:
        yield str(data)
