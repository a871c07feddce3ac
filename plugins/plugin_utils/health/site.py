# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The state of each site from what its routers told (VC-77, TI-68)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..problem import Problem
from .show import verdict_of, word

GOOD = ("healthy", "absent")


def site_verdicts(sites: Mapping[str, Sequence[str]], told: Mapping[str, Mapping[str, Any] | None], health: Any) -> dict[str, Any]:
    """One verdict a site. ``sites``: name to its routers; ``told``: router to the data of its verdict, None where it gave none.

    ``health`` is the room's package of the system; a site none of whose routers answered is down.
    """
    found = {site: [verdict_of(data) for host in hosts if (data := told.get(host))] for site, hosts in sites.items()}
    return {site: replace(health.site_verdict(verdicts), site=site) for site, verdicts in found.items()}


def site_problems(verdicts: Mapping[str, Any], language: str = "en") -> list[Problem]:
    """What each site with something wrong noted of its own, and one problem for each that is not well."""
    return [problem for verdict in verdicts.values() for problem in (*verdict.own_problems, *_shortfall(verdict, language))]


def _shortfall(verdict: Any, language: str) -> list[Problem]:
    if verdict.status in GOOD:
        return []
    code, lacking = verdict.shortfall
    return [Problem(code, value=verdict.site, details={"status": word(verdict.status, language), "lacking": lacking or "-"})]
