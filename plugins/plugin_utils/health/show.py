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
from .verdict import Check, Finding, TunnelVerdict, Verdict


def lines(verdict: Verdict, language: str = "en") -> list[str]:
    """The status, one line per check and tunnel, then which /25 is on backup."""
    head = f"{verdict.site} {verdict.host}: {word(verdict.status, language)}"
    checks = [_line(tunnel, check, language) for tunnel in verdict.tunnels for check in tunnel.checks]
    return [head, *checks, *(_say(problem, language) for problem in verdict.backup)]


def finding_lines(findings: Iterable[Finding], language: str = "en") -> list[str]:
    """Two lines a finding: what, why it matters and who mends it how; and its evidence (VC-78)."""
    said: list[str] = []
    for finding in findings:
        text = describe(finding.problem, language)
        row = f" {finding.row}" if finding.row else ""
        said.append(f"{finding.dc.upper()} {finding.layer}{row} {finding.code}: {text.message} — {text.mend} ({word(finding.who, language)})")
        said.append(f"  {finding.command}: {' | '.join(finding.lines)}".rstrip(": "))
    return said


def as_data(verdict: Verdict, findings: Iterable[Finding] = (), language: str = "en") -> dict[str, Any]:
    """``{site, host, status, backup, tunnels: {dc: {interface, healthy, checks: [...]}}, findings: [...]}``, only plain values."""
    return {
        "site": verdict.site,
        "host": verdict.host,
        "state": verdict.state,
        "status": verdict.status,
        "backup": [str(problem.value) for problem in verdict.backup],
        "tunnels": {tunnel.dc: _tunnel_data(tunnel, language) for tunnel in verdict.tunnels},
        "findings": [_finding_data(finding, language) for finding in findings],
    }


def verdict_of(data: Mapping[str, Any]) -> Verdict:
    """The verdict that ``as_data`` was made of, as far as a site's state needs it (``site_verdict``): problems and evidence are not kept."""
    return Verdict(data["site"], data["host"], tuple(_tunnel_of(dc, tunnel) for dc, tunnel in data["tunnels"].items()), data["state"])


def word(name: str, language: str = "en") -> str:
    """A fixed word (a status) in ``language``."""
    texts = _words()[name]
    return texts.get(language, texts["en"])


@cache
def _words() -> dict[str, dict[str, str]]:
    return data_file.read(Path(__file__).with_name("words.yml"))


def _line(tunnel: TunnelVerdict, check: Check, language: str) -> str:
    place = f"{tunnel.label} {tunnel.interface}".strip()
    said = [_say(problem, language) for problem in (check.problem, *check.notes) if problem]
    return f"{place} {check.name} ({check.requirement}): {'  '.join([word(check.status, language), *said])}"


def _say(problem: Problem, language: str) -> str:
    text = describe(problem, language)
    return f"{problem.code} {text.message} — {text.mend}"


def _tunnel_data(tunnel: TunnelVerdict, language: str) -> dict[str, Any]:
    checks = [_check_data(check, language) for check in tunnel.checks]
    routes = {"own_half": tunnel.own_half, "other_half": tunnel.other_half, "network": tunnel.network}
    return {"interface": tunnel.interface, "host": tunnel.host, "healthy": tunnel.healthy, **routes, "checks": checks}


def _tunnel_of(dc: str, data: Mapping[str, Any]) -> TunnelVerdict:
    checks = tuple(Check(check["check"], check["requirement"], check["status"], carries=check["carries"]) for check in data["checks"])
    return TunnelVerdict(dc, dc.upper(), data["host"], data["interface"], data["own_half"], data["other_half"], data["network"], checks)


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
    facts = {"layer": finding.layer, "row": finding.row, "dc": finding.dc, "who": finding.who, "evidence": evidence}
    return {**facts, **_problem_data(finding.problem, language)}
