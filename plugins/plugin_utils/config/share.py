# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Sections of the customer's that hold lines of ours: what of them is ours now, and what is to be."""

from __future__ import annotations

from collections.abc import Iterator

from ..problem import Problem
from .ownership import Ownership, Shared
from .tree import Node

Sides = tuple[Node | None, Node | None]  #: our share of a section before and after the change


class Sharing:
    """One shared section: ``have`` as it runs (or None), ``want`` as intended (or None). Problems are collected."""

    def __init__(self, rule: Shared, own: Ownership, have: Node | None, want: Node | None) -> None:
        self.rule = rule
        self.own = own
        self.have = have
        self.want = want
        self.problems: list[Problem] = []

    def sides(self) -> Sides:
        """Our share before and after."""
        have, want, rule = self.have, self.want, self.rule
        if have is None:
            if want is not None and rule.must_exist:
                self.problems.append(Problem(rule.must_exist, details={"section": want.text}))
            return None, want
        if rule.rows:
            return self._rows(have, want)
        before = self._ours(have, want, set())
        if want is None and self._only_furniture(have, before):
            return have, None
        return before, self._wanted(have, want, before)

    def _ours(self, have: Node, want: Node | None, inherited: set[str]) -> Node:
        """``have`` with our lines only; every subsection stays as a shell, for it is there."""
        anchored = bool(have.section and have.section.anchor)
        mine = self._members(have, want) if anchored else inherited
        found = have.empty()
        for child in have.children.values():
            if child.section:
                found.put(self._ours(child, want.children.get(child.key) if want else None, mine))
            elif child.member in mine or (self.rule.lines and self.rule.lines.fullmatch(child.canon)):
                found.put(child)
        return found

    def _members(self, have: Node, want: Node | None) -> set[str]:
        """The groups of lines that carry our mark, and unmarked ones that hold nothing but lines of ours: a push that broke off."""
        pattern = self.rule.members
        if pattern is None:
            return set()
        mine = set()
        for child in have.children.values():
            head = pattern.match(child.text)
            if head and self.own.carries_mark(child.text, head[0]):
                mine.add(child.member)
        if want is not None:
            for member in sorted(anchors(want) & anchors(have) - mine):
                if member_lines(have, member) <= member_lines(want, member):
                    mine.add(member)
                else:
                    self._tell(self.rule.taken, want, line=member)
        return mine

    def _wanted(self, have: Node, want: Node | None, before: Node) -> Node:
        """What is to stand: the wanted lines in a section that is there, its other subsections as shells."""
        after = have.empty()
        for child in want.children.values() if want else ():
            there = have.children.get(child.key)
            if child.section:
                mine = before.children.get(child.key)
                after.put(self._wanted(there, child, mine) if there and mine else child)
            elif self._placed(child, there, have, before):
                after.put(child)
        for child in before.children.values():
            if child.section and child.key not in after.children:
                after.put(shell(child))
        return after

    def _placed(self, line: Node, there: Node | None, have: Node, before: Node) -> bool:
        """Whether a wanted line is to be ours in this section."""
        rule = self.rule
        if rule.furniture and rule.furniture.fullmatch(line.canon):
            if there is not None:
                return False
            crowded = bool(neighbours(have) - neighbours(before))
            if crowded and line.canon == rule.sensitive[0]:
                self._tell(rule.sensitive[1], have, level="warning")
            return not crowded
        grouped = have.section is not None and have.section.member and line.text.startswith(f"{have.section.member} ")
        if there is not None and line.key not in before.children and not grouped:
            self._tell(rule.taken, have, line=there.text)
        return True

    def _only_furniture(self, have: Node, before: Node) -> bool:
        """Nothing remains but what our rendering puts there, among it the mark of our house (VC-56)."""
        rule = self.rule
        if not rule.house_mark or all(child.canon != rule.house_mark for child in have.children.values()):
            return False
        return all(rule.furniture and rule.furniture.fullmatch(line.canon) and self._ours_too(line) for line in rest(have, before))

    def _ours_too(self, line: Node) -> bool:
        """A line of the house mark's kind is ours only with its value."""
        kind = self.rule.house_mark.rpartition(" ")[0]
        return not line.canon.startswith(f"{kind} ") or line.canon == self.rule.house_mark

    def _rows(self, have: Node, want: Node | None) -> Sides:
        """Our entries at the head of a list of the customer's (VC-60, VC-61)."""
        rows = list(have.children.values())
        wanted = {row.canon for row in want.children.values()} if want else set()
        mine = [row for row in rows if row.sequence is not None and self.rule.first <= row.sequence <= self.rule.last]
        for row in mine:
            if self.rule.rows and not self.rule.rows.fullmatch(row.canon):
                self._tell(self.rule.taken, have, line=f"{row.sequence} {row.text}")
        if not mine:
            mine = rows[: next((i for i, row in enumerate(rows) if row.canon not in wanted), len(rows))]
        before, after = have.empty(), have.empty()
        before.sequence = after.sequence = self.rule.last
        theirs = {row.key for row in rows} - {row.key for row in mine}
        for side, found in ((before, mine), (after, list(want.children.values()) if want else [])):
            for row in found:
                if row.key not in theirs:
                    side.put(row)
        return before, after

    def _tell(self, code: str, node: Node, line: str = "", level: str = "error") -> None:
        details = {"section": node.text, "line": line, "first": self.rule.first, "last": self.rule.last}
        self.problems.append(Problem(code, level=level, details=details))


def anchors(node: Node) -> set[str]:
    """The members that live in this section (their anchor line stands here)."""
    section = node.section
    if section is None or not section.anchor:
        return set()
    return {child.member for child in node.children.values() if child.key == f"{child.member} {section.anchor}"}


def neighbours(node: Node) -> set[str]:
    """The members of a section and of all sections in it."""
    return {member for inner in node.walk() for member in anchors(inner)}


def member_lines(node: Node, member: str) -> set[tuple[str, str]]:
    """The lines of a member here and in subsections that have no members of their own: (section, line)."""
    found = set()
    for child in node.children.values():
        if child.section and not child.section.anchor:
            found |= {(child.key, line.canon) for line in child.children.values() if line.member == member}
        elif child.member == member:
            found.add(("", child.canon))
    return found


def rest(have: Node, ours: Node | None) -> Iterator[Node]:
    """The lines of ``have`` that are not in ``ours``."""
    for child in have.children.values():
        mine = ours.children.get(child.key) if ours else None
        if child.section:
            yield from rest(child, mine)
        elif mine is None:
            yield child


def shell(node: Node) -> Node:
    """A section with its subsections, without any line."""
    found = node.empty()
    for child in node.children.values():
        if child.section:
            found.put(shell(child))
    return found
