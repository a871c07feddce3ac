"""Change a head end, a PE or a site by name and text, as from a command line: `psk=other`, `ike.group=19`, `path.blocked=[esp]`, `keepalive=null`."""
from __future__ import annotations

from typing import Any

import yaml

from .observe import Observed

_SECRETS = ("psk", "password", "bgp_password")


def alter(thing: Observed, settings: dict[str, str]) -> dict[str, str]:
    """Set attributes, `.` leading into `ike`, `esp` and `path`; values are YAML. Returns what was there before (secrets as
    `<secret>`); ValueError, before anything is changed, when a name is unknown or a value is of another kind than the present one."""
    found = {name: _find(thing, name, text) for name, text in settings.items()}
    before = {name: "<secret>" if last in _SECRETS else _text(getattr(target, last)) for name, (target, last, _new) in found.items()}
    for target, last, value in found.values():
        setattr(target, last, value)
    return before


def _text(value: Any) -> str:
    return str(sorted(value)) if isinstance(value, set) else str(value)


def _find(thing: Observed, name: str, text: str) -> tuple[Any, str, Any]:
    *path, last = name.split(".")
    target: Any = thing
    for step in path:
        target = getattr(target, step, None)
    if not isinstance(target, Observed) or last.startswith("_") or last not in type(target).__dataclass_fields__:  # type: ignore[attr-defined]
        raise ValueError(f"{name}: there is no such setting")
    present, value = getattr(target, last), yaml.safe_load(text)
    if isinstance(present, set) and isinstance(value, list):
        value = set(value)
    if last == "keepalive" and isinstance(value, list):
        value = tuple(value)
    alike = present is None or value is None or isinstance(value, type(present)) or isinstance(present, type(value))
    if isinstance(present, Observed) or not alike:
        raise ValueError(f"{name}: {type(present).__name__} expected")
    return target, last, value
