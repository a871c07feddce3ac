"""The tables of a BIG-IP of one version, out of `objects/*.yml` (BP-13 to BP-24, BP-83)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent / "objects"
_SHORT = {"on": "enabled|disabled"}
_WORDS = re.compile(r"(?P<takes>.*?)(?: = (?P<default>.*?))?(?: (?P<end>readonly|fixed))?(?: @(?P<since>\d+))?")


@dataclass(frozen=True)
class Field:
    """One property: `kind` and its words, what it is unless said (None: the key is absent, BP-05); `fixed`: once it is there it stays so."""

    name: str
    kind: str
    words: tuple[str, ...] = ()
    bounds: tuple[int, int] = (0, 0)
    default: Any = None
    readonly: bool = False
    fixed: bool = False
    fields: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One collection; `plain`: its names have no partition; `parent`: of whom objects inherit unless they say."""

    path: str
    word: str
    fields: Mapping[str, Field]
    plain: bool = False
    parent: str = ""
    needed: tuple[str, ...] = ()
    children: Mapping[str, Table] = field(default_factory=dict)


@cache
def schema(release: int) -> dict[str, Table]:
    """Every table of a major release, e.g. 17."""
    said: dict[str, Any] = {}
    for name in ("net", "ltm", "profiles", "system"):
        said |= yaml.load((_HERE / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {path: _table(path, known, release) for path, known in said.items()}


@cache
def delivered() -> dict[str, Any]:
    """The objects of `start.yml`."""
    found: dict[str, Any] = yaml.safe_load((_HERE / "start.yml").read_text(encoding="utf-8"))
    return found


def _table(path: str, known: Mapping[str, Any], release: int) -> Table:
    objects = {name: _fields(inner, {}, release) for name, inner in known.get("objects", {}).items()}
    children = {name: _table(f"{path}/{name}", inner, release) for name, inner in known.get("children", {}).items()}
    return Table(
        path, known.get("word", ""), _fields(known["fields"], objects, release), known.get("plain") == "true", known.get("parent", ""),
        tuple(known.get("needed", ())), children,
    )  # fmt: skip


def _fields(said: Mapping[str, str], objects: Mapping[str, Mapping[str, Field]], release: int) -> dict[str, Field]:
    made = (_field(name, text, objects.get(name, {}), release) for name, text in said.items())
    return {each.name: each for each in made if each is not None}


def _field(name: str, text: str, inner: Mapping[str, Field], release: int) -> Field | None:
    found = _WORDS.fullmatch(text)
    assert found is not None
    if found["since"] and release < int(found["since"]):
        return None
    kind, *words = found["takes"].split()
    for short, long in _SHORT.items():
        kind = "|".join(long if each == short else each for each in kind.split("|"))
    if "|" in kind:
        kind, words = "enum", kind.split("|")
    bounds = (0, 0)
    if kind in ("int", "number"):
        low, high = words.pop(0).split("..")
        bounds = (int(low), int(high))
    default, end = _default(kind, found["default"], inner), found["end"]
    return Field(name, kind, tuple(words), bounds, default, end == "readonly", end == "fixed", inner)


def _default(kind: str, text: str | None, inner: Mapping[str, Field]) -> Any:
    if kind == "object":
        return {name: each.default for name, each in inner.items() if each.default is not None}
    if text is None:
        return None
    return int(text) if kind == "int" else True if kind == "flag" else text
