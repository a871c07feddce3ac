# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The config room's door: running and intended text in, an ordered minimal change, its inverse and a readable diff out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from ..problem import OnrampError, Problem, errors
from .diff import diff_lines, touches
from .driver import Driver, Object
from .emit import commands
from .model import Change, Language, Part, Planner, Touch
from .operations import operations
from .order import ordered
from .ownership import Ownership
from .running import Running, truncated
from .sides import Sides, keep_secrets, merge, missing, settle, sides_of, vacate
from .tree import Node, blocks, parse
from .used import keep_used
from .written import written

__all__ = ["Change", "Part", "Touch", "ours", "plan", "same", "sections"]


def plan(language: Language, running: str, parts: Sequence[Part], secret_update: str = "on_create") -> Change:
    """The smallest ordered change that brings ``running`` to what every part wants, touching only what the parts own.

    ``secret_update``: ``on_create`` keeps a secret that only the device can read, ``always`` sends it on each run (IX-36).
    """
    if not isinstance(language, Driver):
        planner = cast(Planner, language)
        return planner.plan(running, parts) if planner.whole(running) else Change(problems=[Problem("KO-CF013")])
    if truncated(language, running):
        return Change(problems=[Problem("KO-CF013")])
    sides = _sides(language, running, parts)
    if secret_update == "on_create":
        keep_secrets(sides.before, sides.after)
    problems = _distinct(_masked(language, problem) for problem in sides.problems)
    if errors(problems):
        return Change(problems=problems)
    try:
        there = _lines(language, sides.before, sides.after)
        back = _lines(language, sides.after, sides.before) if there else []
    except OnrampError as stuck:
        return Change(problems=[*problems, *stuck.problems])
    if not there:
        return Change(problems=problems)
    diff = language.mask("\n".join(diff_lines(sides.before, sides.after)))
    return Change(there, back, diff, list(touches(sides.before, sides.after)), problems)


def same(language: Language, intended: str, running: str, ownership: Ownership | None = None) -> list[str]:
    """What of ``intended`` is missing or differs in ``running``, masked, each with the sections that it stands in; empty when all is there (IX-65).

    With ``ownership`` lines that are only put where nobody else lives do not count (VC-56).
    """
    if not isinstance(language, Driver):
        return cast(Planner, language).same(intended, running, ownership)
    furniture = [rule.furniture for rule in ownership.shared if rule.furniture] if ownership else []
    want = parse(language, intended)
    have = Running(language, running, [want])
    found: list[str] = []
    for child in want.children.values():
        for path, node in _absent(have.node(child.key), child, ()):
            if not any(pattern.fullmatch(node.canon) for pattern in furniture):
                found.append(language.mask(" / ".join((*path, node.text))))
    return found


def ours(language: Language, running: str, part: Part) -> str:
    """What of ``running`` is the part's now, as text with secrets. Intended by the same part later on, it undoes what the part has changed since."""
    if not isinstance(language, Driver):
        return cast(Planner, language).ours(running, part)
    want = parse(language, part.intended)
    own = part.ownership
    return written(sides_of(Running(language, running, [want], [own.named] if own.named else []), want, own).before)


def sections(language: Language, text: str) -> Mapping[str, list[str]]:
    """Every top-level line with the lines below it, without indentation and comments."""
    if not isinstance(language, Driver):
        return cast(Planner, language).sections(text)
    found = blocks(language, text)
    return {header: [line.strip() for line in body.split("\n") if line.strip() and line.strip()[0] != "!"] for header, body in found}


def _sides(driver: Driver, running: str, parts: Sequence[Part]) -> Sides:
    """Our share before and after, over all parts."""
    wanted = [parse(driver, part.intended) for part in parts]
    have = Running(driver, running, wanted, [part.ownership.named for part in parts if part.ownership.named])
    root = Node("", "", "", None, [], driver.root)
    whole = Sides(root.empty(), root.empty())
    for part, want in zip(parts, wanted, strict=True):
        found = sides_of(have, want, part.ownership)
        merge(whole.before, found.before)
        merge(whole.after, found.after)
        whole.problems += found.problems
    vacate(have, whole, [part.ownership for part in parts], wanted)
    whole.problems += missing(have, whole.after, driver)
    keep_used(have, whole)
    settle(whole.before, whole.after)
    return whole


def _lines(driver: Driver, before: Node, after: Node) -> list[str]:
    todo = operations(driver, before, after)
    standing: set[Object] = {found for node in after.walk() for found in node.defines()} if todo else set()
    return commands(ordered(todo, standing))


def _absent(have: Node | None, want: Node, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Node]]:
    if have is None:
        return [] if want.hidden and want.section is None else [(path, want)]
    found = [] if have.canon == want.canon else [(path, want)]
    if want.section:
        here = (*path, want.text)
        for key, child in want.children.items():
            found += _absent(have.children.get(key), child, here)
        order = [key for key in have.children if key in want.children]
        if want.section.rows and not found and order != list(want.children):
            found.append((path, want))
    return found


def _distinct(problems: Iterable[Problem]) -> list[Problem]:
    """Each once, in order."""
    found: list[Problem] = []
    found += (problem for problem in problems if problem not in found)
    return found


def _masked(driver: Driver, problem: Problem) -> Problem:
    """No secret of a quoted line gets into a problem."""
    return replace(problem, details={key: driver.mask(value) if isinstance(value, str) else value for key, value in problem.details.items()})
