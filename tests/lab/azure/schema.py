"""The types of `types.yml`: what a body may hold, and what the server makes of it (AR-97)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Field:
    """One member of an object. `bounds`: of a number; `fields`: of an object or a row; `to`: the type that a reference names;
    `fixed`: does not change; `served`: names of members that only the server writes."""

    name: str
    kind: str
    required: bool = False
    default: Any = None
    options: tuple[str, ...] = ()
    bounds: tuple[int, int] = (0, 0)
    fields: Mapping[str, Field] = field(default_factory=dict)
    to: str = ""
    fixed: bool = False
    served: frozenset[str] = frozenset()


_SERVED = frozenset({"id", "name", "type", "etag"})


@cache
def types() -> dict[str, Field]:
    """Every type as one object, by its name below the provider."""
    document = yaml.safe_load((Path(__file__).parent / "types.yml").read_text(encoding="utf-8"))
    shapes = document["shapes"]
    return {name: _type(name, said, shapes) for name, said in document["types"].items()}


def _type(name: str, said: Mapping[str, Any], shapes: Mapping[str, Any]) -> Field:
    common: dict[str, Any] = {} if "/" in name else {"location": {"kind": "text", "required": True}, "tags": {"kind": "tags", "default": {}}}
    inner = {**common, **{key: value for key, value in said.items() if key != "properties"}}
    fields = {key: _field(key, value, shapes) for key, value in inner.items()}
    fields["properties"] = _field("properties", {"kind": "object", "required": True, "fields": said["properties"]}, shapes)
    return Field(name, "object", fields=fields, served=_SERVED)


def _field(name: str, said: str | Mapping[str, Any], shapes: Mapping[str, Any]) -> Field:
    if isinstance(said, str):
        return Field(name, said)
    given = said.get("fields", {})
    inner: Mapping[str, Any] = shapes[given] if isinstance(given, str) else given
    return Field(
        name, said["kind"], said.get("required", False), said.get("default"), tuple(map(str, said.get("options", ()))),
        tuple(said.get("bounds", (0, 0))), {key: _field(key, value, shapes) for key, value in inner.items() if key != "served"}, said.get("to", ""),
        said.get("fixed", False), frozenset(inner.get("served", ())),
    )  # fmt: skip
