# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One host: its variables through structure, forms and rules, in this order; each looks only at what the one before let through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from .. import data_file
from ..problem import Problem
from . import formats, spec
from .near import misspelt_variables
from .schema import Schema
from .view import Absent, View, judge


@dataclass(frozen=True)
class Host:
    """What was read of a host. ``variables`` are the role's, checked, defaults filled in, without what was refused.

    ``site`` is the view of its site, None without one; ``unsure``: there may be a site, but not even its name can be read.
    """

    name: str
    variables: dict[str, Any] = field(default_factory=dict)
    site: View | None = None
    unsure: bool = False
    problems: tuple[Problem, ...] = ()


def read(system: str, rules: ModuleType, name: str, given: object) -> Host:
    """``given`` is what the inventory has for host ``name``; ``rules`` the package of ``system`` beside this file."""
    options, site_variable = spec.options(system), spec.site_variable(system)
    variables = given if isinstance(given, Mapping) else {}
    misspelt = tuple(misspelt_variables(system, name, variables, options))
    if site_variable not in variables:
        unsure = not variables or any(problem.details["near"] == site_variable for problem in misspelt)
        return Host(name, unsure=unsure, problems=misspelt)
    schema = Schema(options, must_be_written(system))
    clean = schema.check(variables)
    told = [*schema.problems, *formats.apply(clean, _table(system, "formats"), rules.FORMS)]
    found = [problem for problem in (_named(problem, _table(system, "codes")["codes"]) for problem in told) if problem]
    rules.normalise(clean)
    site = _site(system, name, clean)
    found += judge(rules.RAW_RULES, variables)
    found += judge(rules.HOST_RULES, site) if site else ()
    unsure = site is None or "name" not in site.data
    return Host(name, clean, site, unsure, misspelt + tuple(replace(problem, host=name) for problem in found))


def must_be_written(system: str) -> frozenset[str]:
    """Paths of options that may be null but not left out (VC-28, VC-35)."""
    return frozenset(_table(system, "codes")["must_be_written"])


def _site(system: str, name: str, clean: dict[str, Any]) -> View | None:
    try:
        return View(clean, name, "", clean).within(spec.site_variable(system))
    except Absent:
        return None


def _named(problem: Problem, codes: list[list[Any]]) -> Problem | None:
    """The problem under the code of the requirement that says more; None where a rule tells it."""
    for schema_codes, path, code in codes:
        if problem.code in schema_codes and fnmatchcase(problem.path, path):
            return replace(problem, code=code) if code else None
    return problem


@cache
def _table(system: str, name: str) -> Any:
    return data_file.read(Path(__file__).with_name(system) / f"{name}.yml")
