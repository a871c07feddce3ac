"""Valid branches of tests/unit/fixtures/biztel_sites, and inventories of mistakes."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import yaml

from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES, change

NAMES = sorted(path.stem for path in (FIXTURES / "biztel_sites").glob("*.yml"))
HOST = "rt1"


def variables(name: str = "rtx") -> dict[str, Any]:
    """The variables of a valid branch, a fresh copy."""
    return deepcopy(_read(name))


@cache
def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load((FIXTURES / "biztel_sites" / f"{name}.yml").read_text(encoding="utf-8"))


def mistaken(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The inventory of one row of mistakes_biztel.yml: the base, changed, on one host; other hosts by ``add`` (host: base and changes)."""
    others = {host: change(variables(how.get("base", "rtx")), how) for host, how in case.get("add", {}).items()}
    return {HOST: change(variables(case.get("base", "rtx")), case), **others}
