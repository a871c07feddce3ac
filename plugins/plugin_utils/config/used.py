# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the customer's lines still refer to stays where it is, and is told (IX-37): a VRF that goes would take their routes and sessions along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..problem import Problem
from .driver import Object
from .running import Running
from .sides import Sides
from .tree import Node


@dataclass(frozen=True)
class _Use:
    """A line that is not ours, in the section of that header (its own, of a single line), and what it refers to."""

    header: str
    line: str
    objects: frozenset[Object]


def keep_used(running: Running, sides: Sides) -> None:
    """Put back among what is to stand whatever is in use; an empty section about something that goes is taken along."""
    while True:
        going = _objects(sides.before) - _objects(sides.after)
        if not going:
            return
        uses = [*_read(running, sides, going), *_mentioned(running, sides, going)]
        kept = {found for use in uses for found in use.objects} | {found for node in sides.after.walk() for found in node.uses()} & going
        if not kept:
            _take_along(running, sides, going)
            return
        for key, child in sides.before.children.items():
            if key not in sides.after.children and kept & set(child.defines()):
                sides.after.put(child)
        for use in uses:
            details = {"name": ", ".join(sorted(name for _kind, name in use.objects)), "section": use.header, "line": use.line}
            sides.problems.append(Problem("KO-CF011", level="warning", details=details))


def _objects(side: Node) -> set[Object]:
    return {found for child in side.children.values() for found in child.defines()}


def _read(running: Running, sides: Sides, going: set[Object]) -> Iterator[_Use]:
    """References that the driver reads."""
    for item, node in running.users({name for _kind, name in going}):
        found = frozenset(node.uses()) & going
        if found and not _hollow(running, node) and any(node is other for other in _foreign(item.node(), sides.before.children.get(item.key))):
            yield _Use(item.header, node.text, found)


def _foreign(have: Node, mine: Node | None) -> Iterator[Node]:
    """The lines, and the headers of sections, of which no side of ours knows."""
    if mine is None:
        yield have
    for key, child in have.children.items():
        yield from _foreign(child, mine.children.get(key) if mine else None)


def _mentioned(running: Running, sides: Sides, going: set[Object]) -> Iterator[_Use]:
    """References by words that every kind of line says them in (``vrf NAME``), also of kinds that the driver knows nothing of."""
    for kind, name in sorted(going):
        pattern = running.driver.mentions(kind, name)
        for header, lines in running.mentioning(pattern) if pattern else ():
            key = running.key_of(header)
            mine = {node.text for node in _part(sides.before, key)} - {node.text for node in _part(sides.after, key)}
            hollow = {node.text for node in _inner(running, key) if _hollow(running, node)}
            for line in lines:
                if line not in mine and line not in hollow:
                    yield _Use(header, line, frozenset({(kind, name)}))


def _part(side: Node, key: str) -> Iterator[Node]:
    node = side.children.get(key)
    return node.walk() if node else iter(())


def _inner(running: Running, key: str) -> list[Node]:
    node = running.node(key)
    return list(node.children.values()) if node else []


def _hollow(running: Running, node: Node) -> bool:
    """A section without a line about something that can only be said with certain words, such as an address family of a VRF: nobody's."""
    return bool(node.section) and not node.children and any(kind in running.driver.mentioned for kind, _name in node.uses())


def _take_along(running: Running, sides: Sides, going: set[Object]) -> None:
    """Empty sections about what goes: a run that broke off left them, or nobody would miss them."""
    for item in list(running.items.values()):
        if not any(item.mentions(name) for _kind, name in going):
            continue
        for child in _inner(running, item.key):
            leaves = item.key in sides.before.children and item.key not in sides.after.children
            if _hollow(running, child) and set(child.uses()) & going and not leaves:
                for side in (sides.before, sides.after):
                    side.children.setdefault(item.key, item.node().empty())
                sides.before.children[item.key].put(child)
