# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Verdicts and findings in words (``lines``) and as plain data for module results (``as_data``). No secret reaches either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .. import data_file
from ..message_table import describe
from ..problem import Problem
from .locations import ConnectionVerdict, LocationsVerdict
from .verdict import Check, Checklist, Finding, TunnelVerdict, Verdict

AnyVerdict = Verdict | LocationsVerdict | Checklist


def lines(verdict: AnyVerdict, language: str = "en") -> list[str]:
    """The status, one line per check and place, then which /25 is on backup, which location carries nothing."""
    head = f"{verdict.site} {verdict.host}: {word(verdict.status, language)}"
    checks = [_line(place, check, language) for place, found in verdict.places for check in found]
    return [head, *checks, *(_say(problem, language) for problem in verdict.backup)]


def finding_lines(findings: Iterable[Finding], language: str = "en") -> list[str]:
    """Two lines a finding: what, why it matters and who mends it how; and its evidence (VC-78)."""
    said: list[str] = []
    for finding in findings:
        text = describe(finding.problem, language)
        row = f" {finding.row}" if finding.row else ""
        said.append(f"{finding.place.upper()} {finding.layer}{row} {finding.code}: {text.message} — {text.mend} ({word(finding.who, language)})")
        said.append(f"  {finding.command}: {' | '.join(finding.lines)}".rstrip(": "))
    return said


def as_data(verdict: AnyVerdict, findings: Iterable[Finding] = (), language: str = "en") -> dict[str, Any]:
    """``{site, host, state, status, findings: [...]}`` and what that kind of verdict is made of, only plain values.

    Tunnels: ``backup: [...], tunnels: {dc: {interface, healthy, checks: [...]}}``; connections: ``backup``, ``locations``,
    ``connections: [{location, interface, healthy, checks}]``; a site of connections, and a ``Checklist``: ``checks``.
    """
    head = {"site": verdict.site, "host": verdict.host, "state": verdict.state, "status": verdict.status}
    found = [_finding_data(finding, language) for finding in findings]
    return {**head, **_parts(verdict, language), "findings": found}


def _parts(verdict: AnyVerdict, language: str) -> dict[str, Any]:
    if isinstance(verdict, Checklist):
        return {"checks": [_check_data(check, language) for check in verdict.checks]}
    backup = {"backup": [str(problem.value) for problem in verdict.backup]}
    if isinstance(verdict, Verdict):
        return {**backup, "tunnels": {tunnel.dc: _tunnel_data(tunnel, language) for tunnel in verdict.tunnels}}
    connections = [_connection_data(each, language) for each in verdict.connections]
    own = {"locations": list(verdict.locations), "checks": [_check_data(check, language) for check in verdict.checks]}
    return {**backup, "connections": connections, **own}


def verdict_of(data: Mapping[str, Any]) -> Verdict | LocationsVerdict:
    """The verdict that ``as_data`` was made of, as far as a site's state needs it (``site_verdict``): problems and evidence are not kept."""
    if "tunnels" in data:
        return Verdict(data["site"], data["host"], tuple(_tunnel_of(dc, tunnel) for dc, tunnel in data["tunnels"].items()), data["state"])
    connections = tuple(map(_connection_of, data["connections"]))
    return LocationsVerdict(data["site"], data["host"], connections, tuple(data["locations"]), _checks_of(data), data["state"])


def word(name: str, language: str = "en") -> str:
    """A fixed word (a status) in ``language``."""
    texts = _words()[name]
    return texts.get(language, texts["en"])


@cache
def _words() -> dict[str, dict[str, str]]:
    return data_file.read(Path(__file__).with_name("words.yml"))


def _line(place: str, check: Check, language: str) -> str:
    said = [_say(problem, language) for problem in (check.problem, *check.notes) if problem]
    return f"{place} {check.name} ({check.requirement}): {'  '.join([word(check.status, language), *said])}".strip()


def _say(problem: Problem, language: str) -> str:
    text = describe(problem, language)
    return f"{problem.code} {text.message} — {text.mend}"


def _tunnel_data(tunnel: TunnelVerdict, language: str) -> dict[str, Any]:
    routes = {"own_half": tunnel.own_half, "other_half": tunnel.other_half, "network": tunnel.network}
    return {**_place_data(tunnel, language), **routes}


def _connection_data(each: ConnectionVerdict, language: str) -> dict[str, Any]:
    return {"location": each.location, "label": each.label, **_place_data(each, language)}


def _place_data(place: TunnelVerdict | ConnectionVerdict, language: str) -> dict[str, Any]:
    checks = [_check_data(check, language) for check in place.checks]
    return {"interface": place.interface, "host": place.host, "healthy": place.healthy, "checks": checks}


def _tunnel_of(dc: str, data: Mapping[str, Any]) -> TunnelVerdict:
    halves = (data["own_half"], data["other_half"], data["network"])
    return TunnelVerdict(dc, dc.upper(), data["host"], data["interface"], *halves, _checks_of(data))


def _connection_of(data: Mapping[str, Any]) -> ConnectionVerdict:
    return ConnectionVerdict(data["location"], data["label"], data["host"], data["interface"], _checks_of(data))


def _checks_of(data: Mapping[str, Any]) -> tuple[Check, ...]:
    return tuple(Check(check["check"], check["requirement"], check["status"], carries=check["carries"]) for check in data["checks"])


def _check_data(check: Check, language: str) -> dict[str, Any]:
    return {
        "check": check.name,
        "requirement": check.requirement,
        "status": check.status,
        "carries": check.carries,
        "command": check.command,
        "line": check.line,
        "problem": _problem_data(check.problem, language) if check.problem else None,
        "notes": [_problem_data(note, language) for note in check.notes],
    }


def _problem_data(problem: Problem, language: str) -> dict[str, str]:
    text = describe(problem, language)
    return {"code": problem.code, "message": text.message, "why": text.why, "mend": text.mend}


def _finding_data(finding: Finding, language: str) -> dict[str, Any]:
    evidence = {"command": finding.command, "lines": list(finding.lines)}
    facts = {"layer": finding.layer, "row": finding.row, "place": finding.place, "who": finding.who, "evidence": evidence}
    return {**facts, **_problem_data(finding.problem, language)}
