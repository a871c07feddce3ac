# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a run tells of a gateway and its tunnels (AZ-90, AZ-108). Pure; no key in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

from ..config.azure import state
from ..problem import Problem

Row = Mapping[str, Any]
Rows = Mapping[str, Row | None]


def facts(design: Mapping[str, Any], rows: Rows, keys: Mapping[str, str | None], written: Set[str]) -> dict[str, Any]:
    """``{public_ips: {name: address}, gateway: state, connections: [{name, site, tunnel, id, status, psk, psk_changed}]}``.

    ``rows``: what was read last; ``keys``: as in ``config.azure.plan``; ``written``: connections whose key this run has written.
    """
    gateway = rows.get(design["gateway"])
    public = {each["name"]: row for each in _of(design, "public_ip") if (row := rows.get(each["path"]))}
    return {
        "public_ips": {name: (row.get("properties") or {}).get("ipAddress") for name, row in public.items()},
        "gateway": state(gateway) if gateway else "absent",
        "connections": [_connection(each, rows.get(each["path"]), keys.get(each["path"]), written) for each in _of(design, "connection")],
    }  # fmt: skip


def carried(design: Mapping[str, Any], up: Mapping[str, bool]) -> list[Problem]:
    """What is to be said of each site whose tunnels are not all Connected; one of two is degraded. ``up``: by the path of the connection."""
    return [problem for site in design["sites"] for problem in _site(design, site["name"], up)]


def _site(design: Mapping[str, Any], name: str, up: Mapping[str, bool]) -> Iterator[Problem]:
    ours = [each for each in _of(design, "connection") if each["site"] == name]
    down = [each["name"] for each in ours if not up[each["path"]]]
    carrying = len(down) < len(ours)
    if down:
        level = "warning" if carrying and design["allow_degraded"] else "error"
        yield Problem("KO-AZ090B" if carrying else "KO-AZ090", name, ", ".join(down), design["host"], level)


def _connection(resource: Row, row: Row | None, held: str | None, written: Set[str]) -> dict[str, Any]:
    status = ((row.get("properties") or {}).get("connectionStatus") or "Unknown") if row else "absent"
    return {
        "name": resource["name"], "site": resource["site"], "tunnel": resource["tunnel"], "id": resource["path"], "status": status,
        "psk": "unknown" if held is None else "match" if held == resource["psk"] else "differs", "psk_changed": resource["path"] in written,
    }  # fmt: skip


def _of(design: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in design["resources"] if each["kind"] == kind]
