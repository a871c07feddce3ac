# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What has to be done to turn one tree into another, in pieces that references can order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network

from .driver import Driver, Object
from .rows import edits
from .tree import Node

Path = tuple[Node, ...]


@dataclass(eq=False, repr=False)
class Operation:
    """Lines to send in one section (``path``: the headers to enter, outermost first).

    ``rank`` orders where references leave the choice. ``gives``/``ends``: objects that come to be or lose an entry; ``needs``/``drops``: objects that
    lines begin or cease to refer to; ``takes``/``frees``: claims on what only one line may hold (``frees``: with the section and line that hold it).
    """

    path: Path
    lines: list[str] = field(default_factory=list)
    rank: tuple[int, ...] = ()
    gives: set[Object] = field(default_factory=set)
    ends: set[Object] = field(default_factory=set)
    needs: set[Object] = field(default_factory=set)
    drops: set[Object] = field(default_factory=set)
    takes: set[str] = field(default_factory=set)
    frees: dict[str, tuple[Path, Node]] = field(default_factory=dict)

    @property
    def first(self) -> bool:
        """True for a removal that goes before all additions."""
        return self.rank[0] == 0


def operations(driver: Driver, before: Node, after: Node) -> list[Operation]:
    """Every operation between two trees of the whole configuration, unordered."""
    return list(_Transition(driver).between(before, after, ()))


class _Transition:
    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.count = 0

    def between(self, before: Node, after: Node, path: Path, gone: frozenset[str] = frozenset()) -> Iterator[Operation]:
        """Operations inside a section that stands before and after; ``gone`` are members whose removal above took their lines along."""
        section = after.section
        if section and section.member and section.anchor:
            gone = frozenset(_members(before, section.anchor) - _members(after, section.anchor))
        yield from self._removals(before, after, path, gone)
        if path and section and section.rows:
            yield from self._rows(before, after, path)
        elif path:
            yield from self._lines(before, after, path, gone)
        for key, child in after.children.items():
            there = before.children.get(key)
            if child.section is None:
                yield from () if path else self._root_line(there, child)
            elif there is None:
                yield from self._new(child, path)
            else:
                yield from self._kept(there, child, path, gone)

    def _kept(self, there: Node, child: Node, path: Path, gone: frozenset[str]) -> Iterator[Operation]:
        if there.canon != child.canon:
            yield self._operation((*path, child), [], adds=[child], removes=[there])
        yield from self.between(there, child, (*path, child), gone)

    def _new(self, node: Node, path: Path) -> Iterator[Operation]:
        """A section that is to be: header and lines in one piece, subsections after it."""
        here = (*path, node)
        if node.section and node.section.flat:
            yield from self._rows(node.empty(), node, here)
            return
        rows = node.section.rows if node.section else None
        lines = [child for child in node.children.values() if child.section is None]
        text = [rows.write(node.key, child.sequence, child.text) if rows else child.text for child in lines]
        yield self._operation(here, text, adds=[node, *lines], gives=node.defines())
        for child in node.children.values():
            if child.section:
                yield from self._new(child, here)

    def _root_line(self, there: Node | None, line: Node) -> Iterator[Operation]:
        if there is None or there.canon != line.canon:
            yield self._operation((), [line.text], adds=[line], removes=[there] if there else [])

    def _lines(self, before: Node, after: Node, path: Path, gone: frozenset[str]) -> Iterator[Operation]:
        """Changed lines of one section, removals first, of these the description last: it may be what tells that the others are ours."""
        commands: list[str] = []
        adds: list[Node] = []
        removes: list[Node] = []
        wiped = self._wiped(before, after)
        for key, line in sorted(before.children.items(), key=lambda item: item[0] == "description"):
            if line.section or key in after.children or line.hidden or (gone and line.member in gone) or self._rank(path, line.text) >= 0:
                continue
            removes.append(line)
            commands += [] if key in wiped else [negation(line)]
        for key, line in after.children.items():
            there = before.children.get(key)
            if line.section or (key not in wiped and _equal(there, line)):
                continue
            if there and line.rule and line.rule.remove_first:
                commands.append(negation(there))
            commands.append(line.text)
            adds.append(line)
            removes += [there] if there else []
        if commands:
            yield self._operation(path, commands, adds, removes)

    def _wiped(self, before: Node, after: Node) -> set[str]:
        """Keys whose lines the device drops when another line changes: an address, by a new VRF (IX-30)."""
        wiped: set[str] = set()
        for key in {*before.children, *after.children}:
            old, new = before.children.get(key), after.children.get(key)
            rule = (new or old or before).rule
            if rule and rule.wipes and (old.canon if old else "") != (new.canon if new else ""):
                wiped |= set(rule.wipes)
        return wiped

    def _rows(self, before: Node, after: Node, path: Path) -> Iterator[Operation]:
        """An ordered list, edit by edit in one piece."""
        section = after.section
        if section is None or section.rows is None:
            return
        rows, commands = section.rows, []
        for edit in edits(list(before.children.values()), list(after.children.values())):
            write = rows.take_away if edit.remove else rows.write
            commands.append(write(after.key, edit.row.sequence, edit.row.text))
        if commands:
            yield self._operation(path[:-1] if section.flat else path, commands, gives=after.defines())

    def _removals(self, before: Node, after: Node, path: Path, gone: frozenset[str]) -> Iterator[Operation]:
        """Whole sections and root lines that go, members that go, and lines whose removal comes first (VC-52)."""
        for member in sorted(gone & _members(before, after.section.anchor if after.section else "")):
            lines = [line for node in before.walk() for line in node.children.values() if line.section is None and line.member == member]
            yield self._removal(path, f"no {member}", lines)
        for key, child in before.children.items():
            if key in after.children or (child.section and child.section.keep):
                if key not in after.children:
                    yield from self.between(child, child.empty(), (*path, child), gone)
                continue
            if child.section:
                yield self._removal(path, negation(child), list(child.walk()), ends=child.defines(), inside=(*path, child))
            elif (not path or self._rank(path, child.text) >= 0) and not (gone and child.member in gone) and not child.hidden and not _is_row(before):
                yield self._removal(path, negation(child), [child])

    def _removal(self, path: Path, command: str, nodes: list[Node], ends: Iterable[Object] = (), inside: Path = ()) -> Operation:
        made = self._operation(path, [command], removes=nodes, ends=ends, inside=inside)
        rank = self._rank(path, command.removeprefix("no "))
        if rank >= 0 or not path:
            made.rank = (0, max(rank, 0), self.count)
        return made

    def _rank(self, path: Path, text: str) -> int:
        return self.driver.removal_rank(" / ".join([*(node.key for node in path), text]))

    def _operation(
        self,
        path: Path,
        lines: list[str],
        adds: Iterable[Node] = (),
        removes: Iterable[Node] = (),
        gives: Iterable[Object] = (),
        ends: Iterable[Object] = (),
        inside: Path = (),
    ) -> Operation:
        self.count += 1
        adds, removes = list(adds), list(removes)
        now = {found for node in adds for found in node.uses()}
        return Operation(
            path=path,
            lines=lines,
            rank=(1, self.count),
            gives=set(gives),
            ends=set(ends),
            needs=now - set(gives),
            drops={found for node in removes for found in node.uses()} - now,
            takes={claim for node in adds for claim in claims(node)},
            frees={claim: (inside or path, node) for node in removes for claim in claims(node)},
        )


def negation(node: Node) -> str:
    """The command that takes a line or section away."""
    if node.text.startswith("no "):
        return node.text.removeprefix("no ")
    section = node.section
    if section and section.rows and section.flat:
        return f"no {node.key}"
    if section and section.remove:
        return section.remove.format(*node.groups)
    if section and node.rule and node.rule.key:
        return f"no {node.key}"
    if node.rule and node.rule.negate:
        return node.rule.negate.format(*node.groups)
    return f"no {node.text}"


def claims(node: Node) -> Iterator[str]:
    """What only one line of the device may hold: an interface's network (written as its prefix), or a thing by name."""
    if node.rule is None or not node.rule.claims or node.text.startswith("no "):
        return
    if node.rule.claims != "address":
        yield node.rule.claims
        return
    try:
        yield str(IPv4Network(node.groups[1].replace(" ", "/"), strict=False))
    except ValueError:
        return


def _equal(there: Node | None, line: Node) -> bool:
    """Whether nothing has to be sent: the same, or a default that the device hides."""
    return line.hidden if there is None else there.canon == line.canon


def _members(node: Node, anchor: str) -> set[str]:
    return {child.member for child in node.children.values() if child.section is None and child.key == f"{child.member} {anchor}"}


def _is_row(parent: Node) -> bool:
    return bool(parent.section and parent.section.rows)
