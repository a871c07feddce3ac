# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Sections of the customer's that hold lines of ours: what of them is ours now, and what is to be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from ipaddress import IPv4Network

from ..problem import Problem
from .ownership import Ownership, Shared
from .running import Running
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
        if want is None and only_furniture([rule], have, before):
            return have, None
        return before, self._wanted(have, want, before)

    def _ours(self, have: Node, want: Node | None, inherited: set[str]) -> Node:
        """``have`` with our lines only; a subsection that is wanted stays as a shell, for it is there."""
        anchored = bool(have.section and have.section.anchor)
        mine = self._members(have, want) if anchored else inherited
        lines = self.rule.lines if self._marked(have) and self._at_home(have, mine) else None
        found = have.empty()
        for child in have.children.values():
            if child.section:
                wanted = want.children.get(child.key) if want else None
                inner = self._ours(child, wanted, mine)
                if wanted or inner.children:
                    found.put(inner)
            elif child.member in mine or (lines and lines.fullmatch(child.canon)):
                found.put(child)
        return found

    def _marked(self, have: Node) -> bool:
        """Whether lines of the rule's kind may be ours here."""
        head = self.rule.while_marked
        return not head or any(self.own.carries_mark(child.text, head) for child in have.children.values())

    def _at_home(self, have: Node, mine: set[str]) -> bool:
        """Whether lines of the rule's kind may be ours in this very section: the customer may announce the same networks elsewhere (TI-50)."""
        within = self.rule.within
        return within is None or bool(anchors(have) & mine) or bool(within.fullmatch(have.key))

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
        for key, child in before.children.items():
            if child.section and key not in after.children and not only_ours(have.children[key], child):
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
        if there is not None and not there.hidden and line.key not in before.children and not grouped:
            self._tell(rule.taken, have, line=there.text)
        return True

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


def only_furniture(rules: Sequence[Shared], have: Node, before: Node) -> bool:
    """Nothing of ``have`` remains but what renderings put there, among it the mark of a house of ours (VC-56)."""
    marks = {rule.house_mark for rule in rules} - {""}
    if all(child.canon not in marks for child in have.children.values()):
        return False
    return all(any(_furniture(rule, line) for rule in rules) for line in rest(have, before))


def _furniture(rule: Shared, line: Node) -> bool:
    """A line of the house mark's kind is ours only with its value."""
    kind = rule.house_mark.rpartition(" ")[0]
    return bool(rule.furniture and rule.furniture.fullmatch(line.canon)) and (not line.canon.startswith(f"{kind} ") or line.canon == rule.house_mark)


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


def only_ours(have: Node, mine: Node) -> bool:
    """Whether a subsection that can go holds lines of ours, and none of anybody else's."""
    keep = have.section is not None and have.section.keep
    return not keep and bool(mine.children) and not any(rest(have, mine))


def with_listed(rule: Shared, running: Running) -> Shared:
    """``rule`` with the networks of our running prefix lists among its lines: what a list of ours lets out is announced by us (TI-50)."""
    if rule.listed is None:
        return rule
    lists = [item.node() for item in running.items.values() if rule.listed.match(item.header)]
    found = {IPv4Network(row.canon.split()[1]) for node in lists for row in node.children.values()}
    lines = [f"network {network.network_address} mask {network.netmask}" for network in sorted(found)]
    return replace(rule, lines=re.compile("|".join(map(re.escape, lines)))) if lines else rule


def shell(node: Node) -> Node:
    """A section with its subsections, without any line."""
    found = node.empty()
    for child in node.children.values():
        if child.section:
            found.put(shell(child))
    return found
