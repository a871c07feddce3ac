# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Objects as iControl REST has them, and as they are compared here: one spelling, flags and nothing-words resolved (BP-05, BP-06, BP-49).

Here a field is a plain value or a list of names; ``name`` is the full path. Only fields that a table of ``_FIELDS`` names are kept: with these an
object can be made again, and what versions add to a GET is nobody's difference (BP-49 k).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .tables import MEMBERS

Body = dict[str, Any]
_MONITOR = ("defaultsFrom", "destination", "interval", "timeout", "mode", "upInterval", "timeUntilUp", "manualResume")
_FIELDS = {
    "net/vlan": ("tag", "mtu"),
    "net/self": ("address", "vlan", "trafficGroup"),
    "ltm/monitor/sip": _MONITOR,
    "ltm/monitor/udp": (*_MONITOR, "send", "recv"),
    "ltm/monitor/gateway-icmp": _MONITOR,
    "ltm/profile/udp": ("defaultsFrom", "idleTimeout", "datagramLoadBalancing", "allowNoPayload", "proxyMss"),
    "ltm/profile/sip": (
        "defaultsFrom", "terminateOnBye", "maxSize", "insertViaHeader", "insertRecordRouteHeader", "userViaHeader", "secureViaHeader", "dialogAware",
        "community", "sipSessionTimeout",
    ),
    "ltm/persistence/sip": ("defaultsFrom", "sipInfo", "timeout", "mirror", "matchAcrossPools", "matchAcrossServices", "matchAcrossVirtuals"),
    "ltm/rule": (),
    "ltm/snatpool": (),
    "ltm/node": ("address", "monitor"),
    "ltm/pool": ("loadBalancingMode", "serviceDownAction", "minActiveMembers", "slowRampTime"),
    "ltm/pool/members": ("address", "ratio", "connectionLimit", "priorityGroup"),
    "ltm/virtual": (
        "destination", "mask", "ipProtocol", "pool", "source", "sourcePort", "connectionLimit", "mirror", "translateAddress", "translatePort",
    ),
}  # fmt: skip
_STATES = {
    "enabled": {"session": "user-enabled", "state": "user-up"}, "disabled": {"session": "user-disabled", "state": "user-up"},
    "offline": {"session": "user-disabled", "state": "user-down"},
}  # fmt: skip


def full(name: Any, partition: str = "Common") -> str:
    """A name with its partition before it (BP-49 e)."""
    return str(name) if str(name).startswith("/") else f"/{partition}/{name}"


def row(table: str, shown: Mapping[str, Any]) -> Body:
    """An object as it is compared here."""
    kept = {name: shown[name] for name in (*_FIELDS[table], "description") if shown.get(name) is not None}
    if kept.get("description") == "none":
        del kept["description"]
    own = _READ.get(table, lambda _shown: {})(shown)
    return {"name": full(shown.get("fullPath") or shown["name"], shown.get("partition", "Common")), **kept, **own}


def body(table: str, values: Mapping[str, Any]) -> Body:
    """Fields as they are sent, without the name."""
    sent: Body = {}
    for name, value in values.items():
        if name != "name":
            sent.update(_SENT.get((table, name), _plain)(name, value))
    return sent


def created(table: str, values: Mapping[str, Any]) -> Body:
    """A whole object as it is sent, with its name."""
    *_before, partition, name = str(values["name"]).split("/")
    return {"name": name, "partition": partition, **body(table, values)}


def altered(table: str, values: Mapping[str, Any]) -> Body:
    """Fields as sent to an object that is there: an inner object keeps what is not said, so that a SNAT pool is taken out by name (BP-49 g)."""
    sent = body(table, values)
    inner = "sourceAddressTranslation"
    return {**sent, inner: {"pool": "none", **sent[inner]}} if inner in sent else sent


def members_of(pool: Mapping[str, Any]) -> list[Body]:
    """The members of a pool as rows of their own (BP-04, BP-38)."""
    key = full(pool.get("fullPath") or pool["name"], pool.get("partition", "Common"))
    found = [row(MEMBERS, each) for each in _items(pool, "members")]
    return [{**each, "name": f"{key} {each['name']}", "node": each["name"].rpartition(":")[0]} for each in found]


def _items(shown: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A subcollection, which is not there when it is empty (BP-01)."""
    return list((shown.get(f"{name}Reference") or {}).get("items") or shown.get(name) or [])


def _read_vlan(shown: Mapping[str, Any]) -> Body:
    return {"interfaces": [{"name": each["name"], "tagged": bool(each.get("tagged"))} for each in _items(shown, "interfaces")]}


def _read_self(shown: Mapping[str, Any]) -> Body:
    """A list, a word, or nothing at all (BP-14)."""
    given = shown.get("allowService") or []
    allowed = [given] if isinstance(given, str) else list(given)
    return {"vlan": full(shown.get("vlan", "")), "allowService": [] if allowed == ["none"] else allowed}


def _read_rule(shown: Mapping[str, Any]) -> Body:
    return {"text": text(shown.get("apiAnonymous", ""))}


def text(given: str) -> str:
    """A rule's text without what a device may trim, or a terminal add (BP-49 b)."""
    return given.replace("\r\n", "\n").strip()


def _read_pool(shown: Mapping[str, Any]) -> Body:
    """``/Common/a and /Common/b``, perhaps with a blank behind it (BP-16); ``min 1 of {...}`` is one word of its own."""
    given = " ".join(str(shown.get("monitor") or "").split())
    return {"monitor": [given] if given.startswith("min ") else [full(each) for each in given.split(" and ") if each]}


def _read_member(shown: Mapping[str, Any]) -> Body:
    """``monitor-enabled`` is enabled, and being down is no state that anybody wished (BP-26)."""
    if shown.get("state") == "user-down":
        return {"state": "offline"}
    return {"state": "disabled" if shown.get("session") == "user-disabled" else "enabled"}


def _read_snatpool(shown: Mapping[str, Any]) -> Body:
    return {"members": [full(each) for each in shown.get("members") or []]}


def _read_virtual(shown: Mapping[str, Any]) -> Body:
    translation = shown.get("sourceAddressTranslation") or {}
    persist = [full(each["name"], each.get("partition", "Common")) for each in shown.get("persist") or []]
    return {
        "profiles": [full(each.get("fullPath") or each["name"], each.get("partition", "Common")) for each in _items(shown, "profiles")],
        "rules": [full(each) for each in shown.get("rules") or []], "persist": persist[0] if persist else "",
        "snat": full(translation["pool"]) if translation.get("type") == "snat" else translation.get("type", "none"),
        "enabled": not shown.get("disabled"), "vlans": [full(each) for each in shown.get("vlans") or []],
    }  # fmt: skip


_READ: dict[str, Callable[[Mapping[str, Any]], Body]] = {
    "net/vlan": _read_vlan, "net/self": _read_self, "ltm/rule": _read_rule, "ltm/pool": _read_pool, MEMBERS: _read_member,
    "ltm/snatpool": _read_snatpool, "ltm/virtual": _read_virtual,
}  # fmt: skip


def _plain(name: str, value: Any) -> Body:
    return {name: value}


def _send_interfaces(name: str, value: Any) -> Body:
    return {name: [{"name": each["name"], "tagged" if each["tagged"] else "untagged": True} for each in value]}


def _send_services(name: str, value: Any) -> Body:
    return {name: value if value and value != ["all"] else (value or ["none"])[0]}


def _send_profiles(name: str, value: Any) -> Body:
    return {name: [{"name": each, "context": "all"} for each in value]}


def _send_persist(name: str, value: Any) -> Body:
    _empty, partition, profile = value.split("/", 2)
    return {name: [{"name": profile, "partition": partition, "tmDefault": "yes"}]}


def _send_snat(_name: str, value: Any) -> Body:
    kind = {"type": "snat", "pool": value} if value.startswith("/") else {"type": value}
    return {"sourceAddressTranslation": kind}


def _send_vlans(name: str, value: Any) -> Body:
    return {name: value, "vlansEnabled" if value else "vlansDisabled": True}


def _send_members(name: str, value: Any) -> Body:
    return {name: [created(MEMBERS, each) for each in value]}


_SENT: dict[tuple[str, str], Callable[[str, Any], Body]] = {
    ("net/vlan", "interfaces"): _send_interfaces,
    ("net/self", "allowService"): _send_services,
    ("ltm/rule", "text"): lambda _name, value: {"apiAnonymous": value},
    ("ltm/pool", "monitor"): lambda name, value: {name: " and ".join(value)},
    ("ltm/pool", "members"): _send_members,
    (MEMBERS, "state"): lambda _name, value: dict(_STATES[value]),
    (MEMBERS, "node"): lambda _name, _value: {},
    ("ltm/virtual", "profiles"): _send_profiles,
    ("ltm/virtual", "persist"): _send_persist,
    ("ltm/virtual", "snat"): _send_snat,
    ("ltm/virtual", "enabled"): lambda _name, value: {"enabled" if value else "disabled": True},
    ("ltm/virtual", "vlans"): _send_vlans,
}
