"""Which policy a packet meets, how long its session idles, whether SIP is rewritten, which shapers take it: the lab answers, not FortiOS (FO-45).

Where the sources leave open what a FortiGate does, the answer is the one that suits BIZTEL worst: only what is right either way passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .matching import PROTOCOLS, Packet, meets, service, standing
from .store import Row, Store

__all__ = ["Packet", "decided"]

_UDP_IDLE = 180
_ALWAYS_INSPECTED = (7, 2, 5)  #: from this version on SIP is inspected in flow mode too (section 5)
_DENIED = {"action": "deny", "idle": 0, "sip": False, "shaper": "", "reverse": ""}


def decided(store: Store, version: Sequence[int], packet: Packet) -> dict[str, Any]:
    """`policy` (0: the implicit deny), `action`, `idle` seconds (None: for ever), `sip` (rewritten or not), `shaper` and `reverse` ("" without)."""
    policy = next((row for row in standing(store, "firewall/policy", packet) if meets(store, row, packet)), None)
    if policy is None or policy["action"] == "deny":
        return {"policy": policy["policyid"] if policy else 0, **_DENIED}
    shaped = next((row for row in standing(store, "firewall/shaping-policy", packet) if meets(store, row, packet)), policy)
    shapers = {"shaper": shaped["traffic-shaper"], "reverse": shaped["traffic-shaper-reverse"]}
    sip = _sip(store, version, policy, packet)
    return {"policy": policy["policyid"], "action": "accept", "idle": _idle(store, policy, packet), "sip": sip, **shapers}


def _idle(store: Store, policy: Row, packet: Packet) -> int | None:
    """Which of the three timers wins is not known (FO-27): the shortest that is set. Without one that of the port, then the protocol's."""
    found = service(store, policy, packet)
    ttl = [row["session-ttl"] for row in (found, policy) if row and row["session-ttl"] != "0"]
    set_ = [int(text) for text in ttl if text != "never"]
    if packet.proto == "udp" and found and found["udp-idle-timer"]:
        set_.append(found["udp-idle-timer"])
    if set_ or ttl:
        return min(set_, default=None)
    timers = store.row("system/session-ttl", "")
    for row in timers["port"]:
        if row["protocol"] == PROTOCOLS[packet.proto] and row["start-port"] <= packet.dport <= row["end-port"]:
            return _seconds(row["timeout"])
    return _UDP_IDLE if packet.proto == "udp" else _seconds(timers["default"])


def _seconds(text: str) -> int | None:
    return None if text == "never" else int(text)


def _sip(store: Store, version: Sequence[int], policy: Row, packet: Packet) -> bool:
    """A VoIP profile brings it back whatever the mode; the helper rewrites unless the service says no; the proxy where its version inspects
    by default. Each alone is enough: whoever wants none of it takes all three steps (section 5, FO-21 to FO-23)."""
    return bool(policy["voip-profile"]) or _helped(store, policy, packet) or _proxied(store, version, policy, packet)


def _helped(store: Store, policy: Row, packet: Packet) -> bool:
    found = service(store, policy, packet)
    if found and found["helper"] != "auto":
        return bool(found["helper"] == "sip")
    bound = ("sip", PROTOCOLS[packet.proto], packet.dport)
    return any((row["name"], row["protocol"], row["port"]) == bound for row in store.tables["system/session-helper"])


def _proxied(store: Store, version: Sequence[int], policy: Row, packet: Packet) -> bool:
    """In 7.0 a policy in proxy mode has the proxy's default profile without naming one (release notes of 7.0.15), one in flow mode has none."""
    settings = store.row("system/settings", "")
    inspected = tuple(version) >= _ALWAYS_INSPECTED or policy["inspection-mode"] == "proxy"
    return inspected and settings["default-voip-alg-mode"] == "proxy-based" and str(packet.dport) in settings[f"sip-{packet.proto}-port"].split()
