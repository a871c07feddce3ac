# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What Azure shows against the design: one list of checks for each site (AZ-90, section 11 of the requirements)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...config.azure import Shown, Step, connected, one, state
from ...config.objects import lines
from ...problem import Problem
from ..verdict import FAIL, PASS, Check, Checklist

_REQUIREMENT = "AZ-90"
_WORDS = {"healthy": "redundant", "absent": "absent"}
_COUNTERS = ("ingressBytesTransferred", "egressBytesTransferred")
Row = Mapping[str, Any]


def judge(design: Mapping[str, Any], shown: Shown, keys: Mapping[str, str | None], vpg: Mapping[str, Check]) -> list[Checklist]:
    """``keys`` as in ``config.azure.plan``; ``vpg``: by site what SORACOM says, where it was asked. Where nothing is wanted, nothing is checked."""
    host = design["host"]
    if design["state"] == "absent":
        return [Checklist(design["site"], host, (), "absent")]
    return [_site(design, site["name"], shown, keys, vpg.get(site["name"])) for site in design["sites"]]


def idle(design: Mapping[str, Any], before: Shown, after: Shown) -> list[Problem]:
    """AZ-91: a warning for each site whose tunnels are up while nothing has passed through any of them between two readings."""
    found = []
    for site in design["sites"]:
        paths = [each["path"] for each in design["resources"] if each["kind"] == "connection" and each["site"] == site["name"]]
        up = [path for path in paths if connected(after.get(path))]
        if up and all(_counters(before.get(path)) == _counters(after.get(path)) for path in up):
            found.append(Problem("KO-AZ091B", site["name"], host=design["host"], level="warning"))
    return found


def redundancy(verdict: Checklist) -> str:
    """``redundant``, ``degraded`` or ``down``."""
    return _WORDS.get(verdict.status, verdict.status)


def _site(design: Mapping[str, Any], name: str, shown: Shown, keys: Mapping[str, str | None], vpg: Check | None) -> Checklist:
    ours = [each for each in design["resources"] if each["site"] == name]
    connections = [each for each in ours if each["kind"] == "connection"]
    up = {each["path"]: connected(shown.get(each["path"])) for each in connections}
    checks = [_gateway(design, shown)]
    checks += [_tunnel(design, each, shown, keys, any(up.values())) for each in connections]
    checks += [_settings(design, each, shown, keys) for each in ours]
    if not connections:
        checks.append(Check("TUNNEL", _REQUIREMENT, FAIL, Problem("KO-AZ092D", name, host=design["host"])))
    return Checklist(name, design["host"], (*checks, *([vpg] if vpg else [])), design["state"])


def _gateway(design: Mapping[str, Any], shown: Shown) -> Check:
    row, path = shown.get(design["gateway"]), design["gateway"]
    found = state(row) if row else "absent"
    problem = None if found == "succeeded" else Problem("KO-AZ091", path, found, design["host"])
    return Check("GATEWAY", _REQUIREMENT, FAIL if problem else PASS, problem, (), f"GET {path}", f"provisioningState {found}")


def _tunnel(design: Mapping[str, Any], resource: Row, shown: Shown, keys: Mapping[str, str | None], one_carries: bool) -> Check:
    """Connected or not, with the likeliest cause that the evidence allows."""
    row = shown.get(resource["path"])
    properties = (row or {}).get("properties") or {}
    counters = [f"{name} {value}" for name, value in _counters(row).items()]
    line = " ".join([f"connectionStatus {properties.get('connectionStatus', 'absent')}", *counters])
    problem = None
    if not connected(row):
        problem = Problem(_cause(resource, keys, one_carries), resource["path"], properties.get("connectionStatus", "absent"), design["host"])
    name = f"TUNNEL {resource['tunnel']}"
    return Check(name, _REQUIREMENT, FAIL if problem else PASS, problem, (), f"GET {resource['path']}", line, carries=one_carries)


def _counters(row: Row | None) -> dict[str, Any]:
    properties = (row or {}).get("properties") or {}
    return {name: properties[name] for name in _COUNTERS if name in properties}


def _cause(resource: Row, keys: Mapping[str, str | None], one_carries: bool) -> str:
    held = keys.get(resource["path"])
    if held is not None and held != resource["psk"]:
        return "KO-AZ092B"
    return "KO-AZ092" if one_carries else "KO-AZ092C"


def _settings(design: Mapping[str, Any], resource: Row, shown: Shown, keys: Mapping[str, str | None]) -> Check:
    """Whether it is as designed: policy, prefixes, address, key. Traffic may still pass."""
    host, path = design["host"], resource["path"]
    found = list(one(design, resource, shown.get(path), keys))
    steps = [each.shown for each in found if isinstance(each, Step) and each.shown]
    told = [each for each in found if isinstance(each, Problem)]
    wrong = [Problem("KO-AZ094", path, line, host) for line in lines(steps)] + [each for each in told if each.level == "error"]
    notes = (*wrong[1:], *(each for each in told if each.level != "error"))
    name = f"{resource['kind'].replace('_', ' ').upper()} {resource['tunnel']}"
    return Check(name, _REQUIREMENT, FAIL if wrong else PASS, wrong[0] if wrong else None, notes, f"GET {path}", carries=True)
