# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The objects in the order of references (BP-37): own profiles, no built-in one changed, every hidden need of the guide said (SB-08 to SB-13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_interface
from typing import Any

from .paths import Paths

Object = dict[str, Any]
_SWITCH = {True: "enabled", False: "disabled"}


def objects(site: Mapping[str, Any], paths: Paths, mark: str) -> Iterator[Object]:
    """``{table, key, values}``; values as the config room knows them (``config/bigip/wire.py``). The text of a rule comes with its rendering."""
    for table, key, values in _unmarked(site, paths):
        owned = {} if table in ("ltm/rule", "ltm/pool/members") else {"description": mark}  # a rule's mark is its first line
        yield {"table": table, "key": key, "values": {"name": key, **values, **owned}}


def _unmarked(site: Mapping[str, Any], paths: Paths) -> Iterator[tuple[str, str, Object]]:
    yield from _network(site, paths)
    yield from _profiles(site, paths)
    for rule in paths.rules:
        yield "ltm/rule", rule["key"], {}
    if site["snat"]["type"] == "pool":
        yield "ltm/snatpool", paths.snat, {"members": [f"/{paths.partition}/{address}" for address in site["snat"]["addresses"]]}
    yield from _pool(site, paths)
    yield "ltm/virtual", paths.virtual, _virtual(site, paths)


def _network(site: Mapping[str, Any], paths: Paths) -> Iterator[tuple[str, str, Object]]:
    vlan, services = site["vlan"], site["self_ip"]["allow_service"]
    tag = {} if vlan["tag"] is None else {"tag": vlan["tag"]}  # BP-49 l
    yield "net/vlan", paths.vlan, {"interfaces": [{"name": vlan["interface"], "tagged": vlan["tagged"]}], **tag}
    allowed = [] if services == ["none"] else _once(services)
    address, group = str(ip_interface(site["self_ip"]["address"])), site["self_ip"]["traffic_group"]
    floating = {} if group is None else {"trafficGroup": f"/Common/{group}"}
    yield "net/self", paths.self_ip, {"address": address, "vlan": paths.vlan, "allowService": allowed, **floating}


def _profiles(site: Mapping[str, Any], paths: Paths) -> Iterator[tuple[str, str, Object]]:
    monitor, sip = site["pool"]["monitor"], site["sip_profile"]
    mode = {"mode": "udp"} if monitor["type"] == "sip" else {}
    yield paths.monitor_table, paths.monitor, {
        "defaultsFrom": f"/Common/{monitor['type']}", **mode, "interval": monitor["interval"], "timeout": monitor["timeout"],
    }  # fmt: skip
    yield "ltm/profile/udp", paths.udp, {"defaultsFrom": "/Common/udp", "idleTimeout": str(site["udp_profile"]["idle_timeout"])}
    yield "ltm/profile/sip", paths.sip, {
        "defaultsFrom": "/Common/sip", "terminateOnBye": _SWITCH[sip["terminate_on_bye"]], "maxSize": sip["max_size"],
        "insertViaHeader": _SWITCH[sip["insert_via_header"]], "insertRecordRouteHeader": _SWITCH[sip["insert_record_route_header"]],
    }  # fmt: skip
    persistence = site["persistence"]
    yield "ltm/persistence/sip", paths.persistence, {
        "defaultsFrom": "/Common/sip_info", "sipInfo": persistence["header"], "timeout": str(persistence["timeout"]),
    }  # fmt: skip


def _pool(site: Mapping[str, Any], paths: Paths) -> Iterator[tuple[str, str, Object]]:
    pool = site["pool"]
    monitors = _once([paths.monitor, *(f"/Common/{name}" for name in pool["more_monitors"])])
    yield "ltm/pool", paths.pool, {
        "loadBalancingMode": pool["method"], "monitor": monitors, "serviceDownAction": pool["service_down_action"],
    }  # fmt: skip
    for member in pool["members"]:
        yield "ltm/pool/members", paths.member(member), {"address": member["address"], "ratio": member["ratio"], "state": member["state"]}


def _virtual(site: Mapping[str, Any], paths: Paths) -> Object:
    virtual, snat = site["virtual"], site["snat"]
    return {
        "destination": f"/{paths.partition}/{virtual['address']}:{virtual['port']}", "mask": "255.255.255.255", "ipProtocol": virtual["protocol"],
        "pool": paths.pool, "profiles": [paths.udp, paths.sip], "persist": paths.persistence, "rules": [paths.request, paths.response],
        "snat": paths.snat if snat["type"] == "pool" else snat["type"], "enabled": virtual["enabled"],
        "vlans": _once(f"/Common/{name}" for name in virtual["vlans"]),
    }  # fmt: skip


def _once(names: Iterable[str]) -> list[str]:
    """Each name once: a device keeps sets, and a second one would be a difference in every run (SB-21)."""
    return list(dict.fromkeys(names))
