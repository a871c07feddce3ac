# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The state of each site from what its routers told (VC-77)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..problem import Problem
from .show import verdict_of, word
from .verdict import Verdict
from .virtual_connect import site_verdict

GOOD = ("healthy", "absent")


def site_verdicts(sites: Mapping[str, Sequence[str]], told: Mapping[str, Mapping[str, Any] | None]) -> dict[str, Verdict]:
    """One verdict a site. ``sites``: name to its routers; ``told``: router to the data of its verdict, None where it gave none."""
    return {site: _of_site(site, [data for host in hosts if (data := told.get(host))]) for site, hosts in sites.items()}


def site_problems(verdicts: Mapping[str, Verdict], language: str = "en") -> list[Problem]:
    """One problem for each site that does not reach both data centres through their own tunnels."""
    return [_problem(site, verdict, language) for site, verdict in verdicts.items() if verdict.status not in GOOD]


def _problem(site: str, verdict: Verdict, language: str) -> Problem:
    halves = ", ".join(f"{problem.value} ({problem.details['dc']})" for problem in verdict.backup) or "-"
    return Problem("KO-HV005", value=site, details={"status": word(verdict.status, language), "halves": halves})


def _of_site(site: str, told: Sequence[Mapping[str, Any]]) -> Verdict:
    """A site none of whose routers answered has no tunnels to show: it is down."""
    return site_verdict([verdict_of(data) for data in told]) if told else Verdict(site, "", ())
