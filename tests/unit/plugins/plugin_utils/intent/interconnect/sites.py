"""Valid sites of tests/unit/fixtures/interconnect_sites, and inventories of mistakes. Whatever the day is, no data are told to be old here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check, once
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import line
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import Problem
from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES, change

FIRST, SECOND = "ce-tokyo-1", "ce-tokyo-2"
BASES: dict[str, dict[str, Any]] = {
    "tokyo": {},
    "one_ce": {"set": {"interconnect_site.connections.1.ce": FIRST, "interconnect_site.connections.1.rd": "65010:310"}},
    "active": {"set": {"interconnect_site.connections.0.role": "active", "interconnect_site.connections.1.role": "active"}},
    "crossconnect": {"set": {"interconnect_site.transport": "crossconnect"}, "delete": ["interconnect_site.carrier"]},
}
Inventory = dict[str, dict[str, Any]]


def variables(base: str = "tokyo", **how: Any) -> dict[str, Any]:
    """The variables of a valid site, a fresh copy; ``how`` as ``change`` takes it."""
    return change(change(deepcopy(_read()), BASES[base]), how)


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FIXTURES / "interconnect_sites" / "tokyo.yml").read_text(encoding="utf-8"))
    return found


def hosts(given: Mapping[str, Any]) -> list[str]:
    """The CEs that the site names."""
    return list(dict.fromkeys(connection["ce"] for connection in given["interconnect_site"]["connections"]))


def inventory(given: Mapping[str, Any]) -> Inventory:
    """Every CE of the site with its variables."""
    return {host: deepcopy(dict(given)) for host in hosts(given)}


def mistaken(row: Mapping[str, Any]) -> Inventory:
    """The inventory of one row of mistakes_interconnect.yml: the base on all its CEs, changed; single hosts changed further; hosts added."""
    base = variables(row.get("base", "tokyo"))
    found = {host: change(base, dict(row)) for host in hosts(base)}
    for host, how in row.get("per_host", {}).items():
        found[host] = change(found[host], how)
    for host, how in row.get("add", {}).items():
        found[host] = change(variables(), how) if how else {}
    return found


def listed(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, apart from the age of Twilio's data, which has its own test."""
    return [problem for problem in once(problems) if problem.code != "KO-TI015"]


def found_in(given: Inventory) -> list[Problem]:
    """Every problem of an inventory, once."""
    return listed(check("interconnect", given)[1])


def told(given: Inventory, language: str = "en") -> list[str]:
    """The lines that the user gets."""
    return [line(problem, language) for problem in found_in(given)]


def codes(**how: Any) -> list[str]:
    """The codes of the problems of the reference site with a change."""
    return [problem.code for problem in found_in(inventory(variables(**how)))]
