# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What of the configuration is ours before the change, and what is to be ours after it: two trees, from which all else follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..problem import Problem
from .driver import Driver, Object
from .ownership import Expect, Forbid, Ownership, Shared
from .rows import placed
from .running import Item, Running
from .share import Sharing, only_furniture, with_listed
from .tree import Node


@dataclass(repr=False)
class Sides:
    """Our share of the configuration before and after, and what stands against the change."""

    before: Node
    after: Node
    problems: list[Problem] = field(default_factory=list)


def sides_of(running: Running, want: Node, own: Ownership) -> Sides:
    """Split the running configuration by one system's ownership."""
    sides = Sides(want.empty(), want.empty())
    if own.additive:
        for child in want.children.values():
            _put(sides, *_added(running.node(child.key), child))
        return sides
    _take_stock(sides, running, own)
    for child in want.children.values():
        if _named(own, child) or _marked_kind(own, child.key):
            sides.problems += _claim(sides, running, own, child)
        elif not any(rule.sections.fullmatch(child.key) for rule in own.shared):
            sides.problems.append(Problem("KO-CF010", details={"line": child.text}))
    _share(sides, running, want, own)
    sides.problems += [problem for expect in own.expects for problem in _expected(running, expect)]
    sides.problems += [problem for forbid in own.forbids for problem in _forbidden(running, forbid)]
    order = [key for key in want.children if key in sides.after.children]
    sides.after.children = {key: sides.after.children[key] for key in dict.fromkeys([*order, *sides.after.children])}
    return sides


def merge(into: Node, other: Node) -> None:
    """Take in what ``other`` holds; sections that both hold are merged."""
    for child in other.children.values():
        there = into.children.get(child.key)
        if there is None or child.section is None:
            into.put(child)
        else:
            merge(there, child)


def _put(sides: Sides, before: Node | None, after: Node | None) -> None:
    if before is not None:
        sides.before.put(before)
    if after is not None:
        sides.after.put(after)


def _named(own: Ownership, node: Node) -> bool:
    return bool(own.named and own.named.match(node.text))


def _marked_kind(own: Ownership, key: str) -> bool:
    return bool(own.marked and own.marked.fullmatch(key))


def _take_stock(sides: Sides, running: Running, own: Ownership) -> None:
    """Whole sections and lines of ours that run now, wanted or not."""
    for item in running.items.values():
        if own.named and own.named.match(item.header):
            sides.before.put(item.node())
        elif item.section and _marked_kind(own, item.key) and item.mentions(own.mark):
            node = item.node()
            if any(own.carries_mark(child.text, own.mark_line) for child in node.children.values()):
                sides.before.put(node)


def _claim(sides: Sides, running: Running, own: Ownership, want: Node) -> Iterator[Problem]:
    """A wanted section or line; what stands in its place without being ours is not taken over (VC-44), unless it is a push that broke off."""
    sides.after.put(want)
    there = running.node(want.key)
    if there is None or want.key in sides.before.children:
        return
    ours = {child.canon for child in want.children.values()}
    if want.section and all(child.canon in ours or child.hidden for child in there.children.values()):
        sides.before.put(there)
    elif want.section:
        description = there.children.get("description")
        text = description.text.partition(" ")[2] if description else ""
        yield Problem(own.marked_taken, details={"name": want.key.partition(" ")[2], "description": text})
    else:
        yield Problem("KO-CF009", details={"section": there.text, "line": there.text})


def _share(sides: Sides, running: Running, want: Node, own: Ownership) -> None:
    """Our lines in sections of the customer's."""
    for rule in (with_listed(each, running) for each in own.shared):
        keys = [key for key in dict.fromkeys([*running.items, *want.children]) if rule.sections.fullmatch(key)]
        stay = []
        for key in keys:
            if key in sides.before.children or (key in want.children and _marked_kind(own, key)):
                continue
            item, wanted = running.items.get(key), want.children.get(key)
            if wanted is None and item and not _concerns(item, rule, own):
                continue
            sharing = Sharing(rule, own, item.node() if item else None, wanted)
            before, after = sharing.sides()
            _put(sides, before, after)
            sides.problems += sharing.problems
            stay += [key] if after is not None else []
        if rule.only_one and len(stay) > 1 and any(key in want.children for key in stay):
            wanted_key = next(key for key in stay if key in want.children)
            other = next(key for key in stay if key != wanted_key)
            sides.problems.append(Problem(rule.only_one, details={"section": wanted_key, "line": other}))


def _concerns(item: Item, rule: Shared, own: Ownership) -> bool:
    """Whether a section in which nothing is wanted can hold lines of ours."""
    if rule.while_marked and not item.mentions(own.mark):
        return False
    return not rule.lines or rule.members is not None or item.mentions(_plain(rule.lines.pattern))


def _plain(pattern: str) -> str:
    """The plain text that a pattern begins with: where it does not occur, nothing can match."""
    return pattern[: next((i for i, char in enumerate(pattern) if char in "\\([.*?|"), len(pattern))]


def _expected(running: Running, expect: Expect) -> Iterator[Problem]:
    """A section of the customer's on which the design builds (VC-26)."""
    node = running.node(expect.section)
    if node is None:
        yield Problem("KO-CF002", details={"section": expect.section})
        return
    line = node.children.get(expect.key)
    actual = line.canon.removeprefix(expect.key).strip() if line else None
    if actual != expect.value:
        details = {"section": expect.section, "key": expect.key, "actual": actual or "-", "wanted": expect.value or "-"}
        yield Problem(expect.broken, details=details)


def _forbidden(running: Running, forbid: Forbid) -> Iterator[Problem]:
    """What a section of the customer's does that the design rules out (TI-14)."""
    section = running.node(forbid.section)
    for node in section.walk() if section else ():
        if forbid.lines.fullmatch(node.canon):
            yield Problem(forbid.broken, value=node.text, details={"section": forbid.section})


def _added(have: Node | None, want: Node) -> tuple[Node | None, Node]:
    """Lines of the user's own: only what has the same key is replaced."""
    if have is None or want.section is None:
        return have, want
    if want.section.rows:
        return _added_rows(have, want)
    before, after = have.empty(), want.empty()
    for key, child in want.children.items():
        there = have.children.get(key)
        old, new = _added(there, child)
        if old is not None:
            before.put(old)
        after.put(new)
    return before, after


def _added_rows(have: Node, want: Node) -> tuple[Node, Node]:
    """Entries of the user's own: one without a number is satisfied wherever it stands, one with a number replaces what stands there."""
    before, after = have.empty(), want.empty()
    numbers = {row.sequence for row in want.children.values()} - {None}
    for row in have.children.values():
        if row.key in want.children or row.sequence in numbers:
            before.put(row)
    rows = [before.children.get(row.key, row) if row.sequence is None else row for row in want.children.values()]
    for row in sorted(rows, key=lambda row: (row.sequence is None, row.sequence)):
        after.put(row)
    return before, after


def keep_secrets(before: Node, after: Node) -> None:
    """What only the device can read counts as equal (``secret_update: on_create``, IX-36)."""
    for key, child in after.children.items():
        there = before.children.get(key)
        if there is None:
            continue
        if child.section:
            keep_secrets(there, child)
        elif there.opaque or child.opaque:
            after.children[key] = there


def vacate(running: Running, sides: Sides, owners: Iterable[Ownership], wanted: Iterable[Node]) -> None:
    """A section that several systems leave at once goes like one that a single system leaves: each took the others for neighbours.

    One that is ``wanted`` without a line in it stays so: a rollback leads back to what a killed run had begun.
    """
    named = {key for want in wanted for key in want.children}
    rules = [rule for own in owners for rule in own.shared if rule.house_mark]
    for key, before in [(key, before) for key, before in sides.before.children.items() if key not in named]:
        here, after, have = [rule for rule in rules if rule.sections.fullmatch(key)], sides.after.children.get(key), running.node(key)
        if have and here and after and not any(line.section is None for line in after.walk()) and only_furniture(here, have, before):
            sides.before.put(have)
            del sides.after.children[key]


def settle(before: Node, after: Node) -> None:
    """Give the entries of ordered lists the numbers that they are to have."""
    for key, child in after.children.items():
        there = before.children.get(key)
        if there is None or child.section is None:
            continue
        if child.section.rows:
            rows = placed(list(there.children.values()), list(child.children.values()), last=there.sequence or 0)
            child.children = {row.key: row for row in rows}
        else:
            settle(there, child)


def missing(running: Running, after: Node, driver: Driver) -> Iterator[Problem]:
    """Objects of the customer's that our lines refer to and that do not exist."""
    defined = {found for node in after.walk() for found in node.defines()}
    told: set[Object] = set()
    for node in after.walk():
        for kind, name in node.uses():
            if kind in driver.required and (kind, name) not in defined and (kind, name) not in running.objects and (kind, name) not in told:
                told.add((kind, name))
                yield Problem("KO-CF004", details={"kind": kind, "name": name, "line": node.text})
