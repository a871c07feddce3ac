"""The configuration grammar: rules and modes, read once per process from `grammar/*.yml`."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from .match import Matcher
from .pattern import Pattern

_GRAMMAR = Path(__file__).parent / "grammar"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of line. The fields are explained in `grammar/README.md`; `rank` is its place in the section."""

    pattern: str
    rank: float = 0
    subrank: int = 0
    grouped: bool = False
    mode: str = ""
    order: str = "natural"
    default: tuple[str, ...] = ()
    fill: str = ""
    negative: str = ""
    absent: str = ""
    check: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    do: str = ""
    families: frozenset[str] = frozenset()
    store: bool = True
    defines: str = ""
    in_use: str = ""
    missing: str = ""
    trail: bool = False
    joined: bool = False
    opening: bool = False
    closing: str = ""
    separate: bool = False
    sweep: bool = False
    flat: bool = False
    local: bool = False
    rewrite: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class Mode:
    """One configuration mode: its prompt, its rules, and compiled matchers for entering and for removing lines."""

    name: str
    prompt: str
    rules: list[Rule]
    macros: dict[str, str] = field(repr=False)
    strict: str = ""
    shown_when_absent: list[Rule] = field(default_factory=list)
    _yes: Matcher | None = None
    _no: Matcher | None = None

    @property
    def yes(self) -> Matcher:
        """Patterns of lines as they are entered."""
        if self._yes is None:
            self._yes = Matcher([Pattern(rule.pattern, rule, self.macros) for rule in self.rules if not rule.sweep])
        return self._yes

    @property
    def no(self) -> Matcher:
        """Patterns of what may follow `no` and `default`."""
        if self._no is None:
            self._no = Matcher([Pattern(rule.pattern, rule, self.macros) for rule in self.rules])
        return self._no


@dataclass(frozen=True, slots=True)
class Grammar:
    """Every mode by name; `missing` and `templates` tell how objects of a class are found and what IOS says without them."""

    modes: dict[str, Mode]
    objects: dict[str, dict[str, Any]]


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The grammar of this process."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    documents = [yaml.load(path.read_text(encoding="utf-8"), Loader=loader) for path in sorted(_GRAMMAR.glob("*.yml"))]
    macros = {name: text for document in documents for name, text in document.get("macros", {}).items()}
    objects = {name: item for document in documents for name, item in document.get("objects", {}).items()}
    raw = {name: item for document in documents for name, item in document.get("modes", {}).items()}
    return Grammar({name: _mode(name, item, raw, macros) for name, item in raw.items()}, objects)


def _mode(name: str, item: dict[str, Any], raw: dict[str, Any], macros: dict[str, str]) -> Mode:
    rules = list(_rules(raw[item.get("from", name)].get("lines", [])))
    family = item.get("family")
    if family:
        rules = [rule for rule in rules if not rule.families or family in rule.families]
    if "flat" in item:
        rules += _flattened(rules, _rules(raw[item["flat"]]["lines"]))
    return Mode(name, item["prompt"], rules, macros, item.get("strict", ""), [rule for rule in rules if rule.absent])


def _flattened(rules: list[Rule], family: list[Rule]) -> list[Rule]:
    """The lines of an address family where none is named: networks before the neighbours, filters among their lines (IX-33)."""
    neighbors = next(rule.rank for rule in rules if rule.grouped)
    return [
        dataclasses.replace(rule, flat=True, rank=neighbors, subrank=rule.subrank + 100)
        if rule.grouped
        else dataclasses.replace(rule, flat=True, rank=neighbors - 1 + (rule.rank + 1) / 1000)
        for rule in family
        if not rule.local
    ]


def _rules(lines: list[Any]) -> list[Rule]:
    found: list[Rule] = []
    for rank, entry in enumerate(lines):
        if isinstance(entry, dict) and "group" in entry:
            found += [dataclasses.replace(_rule(line, rank), subrank=place, grouped=True) for place, line in enumerate(entry["group"])]
        else:
            found.append(_rule(entry, rank))
    return found


def _rule(entry: Any, rank: int) -> Rule:
    if isinstance(entry, str):
        return Rule(entry, rank)
    values = dict(entry)
    sweep = "remove" in values
    pattern = values.pop("remove") if sweep else values.pop("p")
    for name in ("check", "then", "default", "rewrite"):
        values[name] = _several(values.get(name, ()))
    if values["rewrite"]:
        values["do"] = "rewrite"
    values["families"] = frozenset(_several(values.pop("for", ())))
    return Rule(pattern, rank, sweep=sweep, **values)


def _several(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
