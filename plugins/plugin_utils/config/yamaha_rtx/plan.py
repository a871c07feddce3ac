# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The config room's door for a Yamaha RTX: what to type, what takes it back, and how it reads (BZ-41, RX-36)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...problem import SECRET, Problem, errors
from ..model import Change, Part
from .added import added
from .conditions import conditions
from .forms import kinds, secrets
from .limits import limits
from .lines import FORMS, Key, Line, Lines, in_contexts, known, read, sent
from .lists import Numbers
from .models import header, known_models, model
from .ownership import RtxOwnership, owned
from .shown import shown, touched
from .wanted import Laying, companions

_LAST = 1  # the highest rank of what others refer to: it goes first when it comes, last when it leaves
_GATE = 2  # the rank of lists of filters: of what leaves they are the first
#: what changes from reading to reading, or is our own session's (RX-17, RX-45)
_NOISE = re.compile(r"console (?:character|columns|lines|info) |schedule at \d+ \S+ \S+ \* restart\Z")
_INSIDE = re.compile(r"(?:no )?(?:ip|queue) (?:pp|tunnel) ")


@dataclass(frozen=True)
class RtxLanguage:
    """The language of an RTX, as ``config.change`` asks for it."""

    platform: str = "yamaha_rtx"

    def mask(self, text: str) -> str:
        """``text`` with every secret, up to the end of its line, hidden (RX-31)."""
        return secrets().sub(rf"\1 {SECRET}", text)

    def plan(self, running: str, parts: Sequence[Part]) -> Change:
        """The smallest ordered change over all parts. A text without its header is no configuration of an RTX."""
        lines = list(in_contexts(running))
        there = known(lines)
        found: dict[Key, Line] = dict(there)
        problems: list[Problem] = []
        for part in parts:
            if part.ownership.additive:
                theirs, want = added(lines, part.intended, self.mask)
                there, found = there | theirs, found | theirs | want
                continue
            laid, _want = _laid(running, lines, there, part)
            problems += laid.problems
            found = {key: line for key, line in found.items() if key in laid.found or key not in there} | laid.found
        problems = [problem for at, problem in enumerate(problems) if problem not in problems[:at]]
        if errors(problems):
            return Change(problems=problems)
        there_, back = list(_steps(there, found)), list(_steps(found, there))
        diff = self.mask("\n".join(shown(there, found)))
        return Change(sent(there_), sent(back), diff, list(touched(there, found)), problems)

    def same(self, intended: str, running: str, ownership: Any = None) -> list[str]:
        """What of ``intended`` does not stand in ``running``, masked; of a list our numbers only, and none where none is made (BZ-35)."""
        there = read(running)
        lines = [(key, line) for key, line in read(intended).items() if not _stands(line, there.get(key))]
        optional = {key for key, line in lines if key not in there and line.form == "list" and line.kind["of"] == "filter"}
        if ownership is None or ownership.additive:
            optional = set()
        return [self.mask(line.text) for key, line in lines if key not in optional or ownership.may_make(line.interface)]

    def ours(self, running: str, part: Part) -> str:
        """What of ``running`` is the part's now, as text that a template could have written; ``no …`` for what it would set and is not set."""
        lines = list(in_contexts(running))
        there = known(lines)
        if part.ownership.additive:
            theirs, want = added(lines, part.intended, self.mask)
            standing = there | theirs
            return _written((key[0], standing[key].text) for key in want | theirs if key in standing)
        laid, want = _laid(running, lines, there, part)
        kept = [(key[0], text) for key, line in there.items() if (text := _our_share(line, laid, want))]
        kept += [(key[0], line.removal) for key, line in want.items() if key not in there and line.form not in ("list", *FORMS)]
        return _written(kept)

    def sections(self, text: str) -> dict[str, list[str]]:
        """Every line without a context alone, every context with its lines; without header and what the console's own session sets."""
        found: dict[str, list[str]] = {}
        for context, line in in_contexts(text):
            if not _NOISE.match(line):
                found.setdefault(context or line, []).extend([line] if context else [])
        return found

    def whole(self, running: str) -> bool:
        """Whether this is a configuration with its header."""
        return bool(header(running)[0])


def _laid(running: str, lines: Sequence[tuple[str, str]], there: Lines, part: Part) -> tuple[Laying, dict[Key, Line]]:
    """A part's lines and what the router asks for besides, laid over what is there; and what was wanted."""
    own: RtxOwnership = part.ownership
    name, revision = header(running)
    want = read(part.intended)
    problems: list[Problem] = []
    if want and own.asks:
        found = conditions(lines, there, want, own, model(name, revision))
        problems = found.problems
        want |= read("\n".join(found.lines))
        want = want if found.bound else {key: line for key, line in want.items() if not key[1].startswith("nat descriptor ")}
    laid = Laying(there, want, own).lay(lines)
    laid.problems = [*problems, *laid.problems, *limits(name, revision, there, laid.found, want)]
    return laid, want


def _our_share(line: Line, laid: Laying, want: Lines) -> str:
    """What of a line that stands is the part's: of a list our numbers; all of a line that is ours or that it sets."""
    if line.form == "list":
        numbers = Numbers.read(line.canon).only(lambda number: laid.claim.ours(line.kind["of"], number))
        return f"{line.head} {numbers}" if len(numbers) else ""
    if line.form in FORMS:
        return line.text if laid.claim.ours(line.form, line.number) else ""
    queues = (key for queue, physical in laid.own.sides for key in companions(queue, physical, laid.own))
    return line.text if line.key in want or line.key not in laid.found or line.key in queues else ""


def _written(lines: Iterable[tuple[str, str]]) -> str:
    """As a template would have it."""
    return "".join(f"{' ' if _INSIDE.match(line) else ''}{line}\n" for line in sent(lines))


def _stands(line: Line, standing: Line | None) -> bool:
    if standing is None:
        return not line.canon
    if line.form == "list":
        return set(Numbers.read(line.canon).static) <= set(Numbers.read(standing.canon).static)
    return line.canon == standing.canon


def _steps(before: Lines, after: Lines) -> Iterator[tuple[str, str]]:
    """``(context, command)``: what is referred to comes first and leaves last (BZ-41)."""
    changed = sorted((line for key, line in after.items() if _differs(line, before.get(key))), key=lambda line: int(line.kind["rank"]))
    gone = [line for key, line in before.items() if key not in after and line.canon]
    users = sorted((line for line in gone if line.kind["rank"] > _LAST), key=lambda line: (line.kind["rank"] != _GATE, -line.kind["rank"]))
    used = sorted((line for line in gone if line.kind["rank"] <= _LAST), key=lambda line: -int(line.kind["rank"]))
    yield from ((line.key[0], line.text) for line in changed)
    yield from ((line.key[0], line.removal) for line in [*users, *used])


def _differs(line: Line, standing: Line | None) -> bool:
    return line.canon != (standing.canon if standing else "")


RTX = RtxLanguage()


@cache
def ready() -> RtxLanguage:
    """``RTX`` with its tables read, so that not each process of a play reads them again."""
    for table in (kinds, secrets, known_models, owned):
        table()
    return RTX
