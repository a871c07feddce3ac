"""Valid sites of tests/unit/fixtures/sites, and changes to them described as data."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).parents[3] / "fixtures"


def variables(name: str = "reference") -> dict[str, Any]:
    """The group variables of a valid site, a fresh copy."""
    return deepcopy(_read(name))


@cache
def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load((FIXTURES / "sites" / f"{name}.yml").read_text(encoding="utf-8"))


def hosts(given: dict[str, Any]) -> list[str]:
    """The CPEs that the site names."""
    return list(dict.fromkeys(tunnel["cpe"] for tunnel in given["virtual_connect_site"]["tunnels"].values()))


def inputs(*names: str) -> dict[str, dict[str, Any]]:
    """What an inventory with these sites hands to the intent room."""
    return {host: variables(name) for name in names or ("reference",) for host in hosts(variables(name))}


def change(given: dict[str, Any], how: dict[str, Any]) -> dict[str, Any]:
    """A copy of ``given`` changed by ``set`` and ``set_key`` (path: value), ``delete`` (paths), ``rename`` and ``copy`` (path: new)."""
    data = deepcopy(given)
    for path, name in how.get("rename", {}).items():
        parent, key = _parent(data, path)
        parent[name] = parent.pop(key)
    for path, other in how.get("copy", {}).items():
        parent, key = _parent(data, path)
        _put(data, other, deepcopy(parent[key]))
    for path in how.get("delete", []):
        parent, key = _parent(data, path)
        del parent[key]
    for path, key in how.get("set_key", {}).items():
        parent, last = _parent(data, path)
        parent[last][key] = None
    for path, value in how.get("set", {}).items():
        _put(data, path, deepcopy(value))
    return data


def mistaken(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The inventory of one row of mistakes.yml: all CPEs of the base, changed; single hosts changed further; sites added."""
    base = variables(case.get("base", "reference"))
    inventory = {host: change(base, case) for host in hosts(base)}
    for host, how in case.get("per_host", {}).items():
        inventory[host] = change(inventory[host], how)
    for name, how in case.get("add", {}).items():
        inventory.update({host: change(variables(name), how) for host in hosts(variables(name))})
    return inventory


def _parent(data: Any, path: str) -> tuple[Any, Any]:
    """Where ``path`` ends: a mapping and its key, or a list and the place in it."""
    *parents, key = path.split(".")
    for part in parents:
        data = data[int(part)] if isinstance(data, list) else data[part]
    return data, int(key) if isinstance(data, list) else key


def _put(data: dict[str, Any], path: str, value: object) -> None:
    parent, key = _parent(data, path)
    parent[key] = value
