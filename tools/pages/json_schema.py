"""docs/schema: JSON Schema (draft 2020-12) of a role's variables, for editors, out of its argument specs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.host import must_be_written
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.spec import options

_TYPES = {"str": "string", "path": "string", "int": "integer", "float": "number", "bool": "boolean", "list": "array", "dict": "object"}
#: An expression that Ansible fills in later stands where a number, truth value, list or mapping is expected.
_EXPRESSION = {"type": "string", "pattern": r"\{\{.*\}\}"}


def pages(system: str) -> Iterator[tuple[str, str]]:
    """``(path below docs/, text)`` of the one schema of ``system``."""
    yield f"schema/{system}.schema.json", json.dumps(schema(system), indent=2, ensure_ascii=False) + "\n"


def schema(system: str) -> dict[str, Any]:
    """The schema of a file of group or host variables; variables that are not the role's may stand beside."""
    written = must_be_written(system)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Variables of the role {system} of kyoten.onramp",
        "type": "object",
        "properties": {name: _value(entry, name, written) for name, entry in options(system).items()},
    }


def _value(entry: Mapping[str, Any], path: str, written: frozenset[str]) -> dict[str, Any]:
    kinds = [_kind(entry, path, written)]
    if entry["type"] not in ("str", "path"):
        kinds.append(_EXPRESSION)
    if not entry.get("required"):
        kinds.append({"type": "null"})
    notes: dict[str, Any] = {"description": _text(entry["description"])}
    if "default" in entry:
        notes["default"] = entry["default"]
    if entry.get("no_log"):
        notes["writeOnly"] = True
    return {**kinds[0], **notes} if len(kinds) == 1 else {"anyOf": kinds, **notes}


def _kind(entry: Mapping[str, Any], path: str, written: frozenset[str]) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": _TYPES[entry["type"]]}
    if "choices" in entry:
        kind["enum"] = entry["choices"]
    inner = _mapping(entry["options"], path, written) if "options" in entry else {}
    if kind["type"] == "array":
        least = {} if entry.get("default") == [] else {"minItems": 1}
        return {**kind, "items": {"type": _TYPES[entry["elements"]], **inner}, **least}
    if kind["type"] == "string":
        kind["minLength"] = 1
    return {**kind, **inner}


def _mapping(entries: Mapping[str, Any], path: str, written: frozenset[str]) -> dict[str, Any]:
    required = [name for name, entry in entries.items() if entry.get("required") or f"{path}.{name}" in written]
    properties = {name: _value(entry, f"{path}.{name}", written) for name, entry in entries.items()}
    return {"properties": properties, "additionalProperties": False, **({"required": required} if required else {})}


def _text(description: str | list[str]) -> str:
    return description if isinstance(description, str) else " ".join(description)
