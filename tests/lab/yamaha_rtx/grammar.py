# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The commands that a configuration consists of: `grammar/*.yml`, and what a line is by them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from .filter_values import span_of
from .groups import Series
from .models import Model
from .pattern import Keyword, Mismatch, Place, Taken, Trial
from .reader import read
from .values import network_of

_HERE = Path(__file__).with_name("grammar")
_LONGEST = 4095
_TELLING = ("invalid_name", "keyword", "count", "integer", "address", "range")


@dataclass(frozen=True, slots=True)
class Entry:
    """One command. `name`: how many words it begins with are its name. `place`: where its lines stand, and in which order in a `grouped` section."""

    head: Series
    rest: Series
    name: int
    place: tuple[int, int]
    grouped: bool
    context: str
    user: bool
    needs: str
    lacks: str
    most: str
    pads: bool
    numbered: bool
    removes: str

    def fits(self, model: Model) -> bool:
        """Whether the model knows the command."""
        return self.needs in ("", *model.features) and (not self.lacks or self.lacks not in model.features)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a command: the words of its key, those behind."""

    entry: Entry
    key: tuple[Taken, ...]
    rest: tuple[Taken, ...]

    @property
    def kind(self) -> str:
        """In which block it stands: `pp`, `tunnel` or `none`."""
        inside = next((taken.text for taken in self.key if taken.place == "if" and taken.text in ("pp", "tunnel")), "none")
        return self.entry.context or inside

    @property
    def names(self) -> tuple[str, ...]:
        """What the line is about, however it is spelled: another with the same replaces it (RX-22, RX-35)."""
        return tuple(_same(taken) for taken in self.key)

    @property
    def about(self) -> str:
        """The same as it is written."""
        return " ".join(taken.text for taken in self.key)


def _same(taken: Taken) -> str:
    """A word of a key in the one form of all its spellings: ports by number, masks by length, names in lower case."""
    if taken.place == "ports" and not taken.text.endswith("*"):
        prefix, _sign, ports = taken.text.rpartition("=")
        return f"{prefix}=" + ",".join("-".join(map(str, span_of(part))) for part in ports.split(","))
    if taken.place == "net":
        return str(network_of(taken.text if "/" in taken.text else f"{taken.text}/32"))
    return taken.text.lower() if taken.place == "host" else taken.text


class Unknown(Exception):
    """A line is refused; `user`: its command is not only for administrators."""

    def __init__(self, key: str, user: bool = False) -> None:
        super().__init__(key)
        self.key, self.user = key, user


@lru_cache(maxsize=1)
def _entries() -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for path in sorted(_HERE.glob("*.yml")):
        for section in yaml.safe_load(path.read_text(encoding="utf-8")):
            given = [each if isinstance(each, dict) else {"line": each} for each in section["lines"]]
            heads = [each["line"].partition("=>")[0] for each in given]
            for each, head in zip(given, heads, strict=True):
                entry = _entry(section, heads.index(head), each)
                first = entry.head.elements[0]
                assert isinstance(first, Keyword)
                found.setdefault(first.text, []).append(entry)
    return found


def _entry(section: dict[str, Any], number: int, given: dict[str, Any]) -> Entry:
    head, _arrow, rest = given["line"].partition("=>")
    pattern = read(head)
    return Entry(
        pattern, read(rest), _name(pattern), (section["place"], number), section.get("grouped", False),
        given.get("context", section.get("context", "")), given.get("user", False), given.get("needs", ""), given.get("lacks", ""),
        given.get("most", ""), given.get("pads", False), given.get("numbered", False), given.get("removes", ""),
    )


def _name(pattern: Series) -> int:
    """How many elements at the start are a command's name: its words, and the interface among them."""
    for number, element in enumerate(pattern.elements):
        if not (isinstance(element, Keyword) or (isinstance(element, Place) and element.type == "if")):
            return number
    return len(pattern.elements)


def find(words: list[str], model: Model, removing: bool = False) -> Line:
    """The line that the words are; `removing`: only its key counts, what stands behind is not looked at.

    Raises Unknown with the refusal of the command that took most words, and of several the one that says most.
    """
    if sum(map(len, words)) + len(words) - 1 > _LONGEST:
        raise Unknown("count")
    lines, misses = [], [(0, "invalid_name", False)]
    for entry in _entries().get(words[0].lower() if words else "", []):
        if entry.fits(model):
            try:
                lines.append(_line(entry, words, model, removing))
            except Mismatch as mismatch:
                named = mismatch.at >= entry.name or mismatch.key not in ("keyword", "count")
                misses.append((mismatch.at, mismatch.key if named else "invalid_name", entry.user))
    if lines:
        return max(lines, key=lambda line: len(line.key))
    _place, key, user = max(misses, key=lambda miss: (miss[0], _TELLING.index(miss[1])))
    raise Unknown(key, user)


def _line(entry: Entry, words: list[str], model: Model, removing: bool) -> Line:
    trial = Trial(words, model)
    at = entry.head.take(trial, 0)
    key = tuple(trial.taken)
    if removing and not (entry.numbered and at < len(words)):
        return Line(entry, key, ())
    at = entry.rest.take(trial, at)
    if at < len(words):
        raise trial.missed if trial.missed is not None and trial.missed.at == at else Mismatch(at, "count")
    rest = tuple(trial.taken[len(key):])
    if entry.most and sum(taken.place == "int" for taken in rest) > model.limit(entry.most):
        raise Mismatch(at, "count")
    return Line(entry, key, rest)
