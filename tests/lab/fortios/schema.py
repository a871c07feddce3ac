"""The tables of a FortiGate of one version, out of `tables/*.yml` and `facts.yml` (FO-05, FO-18, FO-41)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
Version = tuple[int, ...]


@dataclass(frozen=True)
class Field:
    """One field: what it may hold, and what it holds when nobody has said."""

    name: str
    kind: str = "text"
    options: tuple[str, ...] = ()
    bounds: tuple[int, int] = (0, 0)
    fields: Mapping[str, Field] = field(default_factory=dict)
    refers: tuple[str, ...] = ()
    length: int = 0
    default: Any = ""


@dataclass(frozen=True)
class Table:
    """One table; `key` is "" for a singleton."""

    path: str
    key: str
    fields: Mapping[str, Field]
    ordered: bool = False
    unique: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@cache
def schema(version: Version) -> dict[str, Table]:
    """Every table, with the fields that this version has."""
    facts: dict[str, Any] = yaml.safe_load((_HERE / "facts.yml").read_text(encoding="utf-8"))
    return {path: _table(path, known, version) for path, known in facts.items()}


def _table(path: str, known: Mapping[str, Any], version: Version) -> Table:
    listed = yaml.safe_load((_HERE / "tables" / f"{path.replace('/', '_')}.yml").read_text(encoding="utf-8"))
    lists = [tuple(known.get(name, ())) for name in ("unique", "needed", "beside")]
    return Table(path, known.get("key", ""), _fields(listed, known, version), known.get("ordered", False), *lists)


def _fields(listed: Mapping[str, Any], known: Mapping[str, Any], version: Version) -> dict[str, Field]:
    return {name: _field(name, said, known, version) for name, said in listed.items() if _has(said.get("versions", ""), version)}


def _field(name: str, said: Mapping[str, Any], known: Mapping[str, Any], version: Version) -> Field:
    kind = next((kind for kind in ("enum", "any_of", "int", "rows", "object") if kind in said), known.get("kinds", {}).get(name, "text"))
    inner = {
        "kinds": known.get("child_kinds", {}).get(name, {}), "bounds": known.get("child_bounds", {}).get(name, {}),
        "defaults": {**known.get("rows", {}), **known.get("objects", {})}.get(name, {}),
    }  # fmt: skip
    made = Field(
        name, kind, tuple(_options(said.get("enum") or said.get("any_of") or (), version)),
        tuple(known.get("bounds", {}).get(name) or said.get("int", (0, 0))),
        _fields(said.get("rows") or said.get("object") or {}, inner, version), tuple(map(_path, said.get("refers", ()))),
        known.get("length", {}).get(name, 0),
    )  # fmt: skip
    return Field(**{**made.__dict__, "default": known.get("defaults", {}).get(name, _default(made))})


def _default(made: Field) -> Any:
    if made.kind == "object":
        return {name: each.default for name, each in made.fields.items()}
    if made.kind == "enum":
        return "disable" if "disable" in made.options else (*made.options, "")[0]
    return {"int": 0, "rows": []}.get(made.kind, "")


def _options(listed: Any, version: Version) -> list[str]:
    pairs = [str(each).partition(" @ ")[::2] for each in listed]
    return [name for name, spans in pairs if _has(spans, version)]


def _has(spans: str, version: Version) -> bool:
    """Whether `7.0.1-7.0.8 7.4.3-` holds the version; no span at all: always."""
    pairs = [tuple(map(_number, span.split("-"))) for span in spans.split()]
    return not pairs or any((not low or version >= low) and (not high or version <= high) for low, high in pairs)


def _number(text: str) -> Version:
    return tuple(map(int, text.split("."))) if text else ()


def _path(reference: str) -> str:
    """`firewall.service.custom.name` is in the table `firewall.service/custom`."""
    *groups, last, _key = reference.split(".")
    return f"{'.'.join(groups)}/{last}"
