"""A design as small as it can be and still have one of each kind."""

from __future__ import annotations

from typing import Any


def design(state: str = "present", base: int = 4100, **changes: Any) -> dict[str, Any]:
    """Two phones' networks, the server, SIP and RTP, in the shape of design/biztel/fortios.py."""
    return {
        "system": "biztel", "platform": "fortios", "state": state, "vdom": "root", "mark": "biztel-", "policy_ids": [base, base + 99],
        "objects": objects(base) if state == "present" else [], "place_before": "1" if state == "present" else None, "sip_alg_off": True, **changes,
    }


def objects(base: int = 4100) -> list[dict[str, Any]]:
    """In the order of references."""
    return [
        _one("firewall/address", name="biztel-phones-1", type="ipmask", subnet="192.168.10.0 255.255.255.0"),
        _one("firewall/address", name="biztel-phones-2", type="ipmask", subnet="192.168.11.0 255.255.255.0"),
        _one("firewall/address", name="biztel-pbx", type="ipmask", subnet="203.0.113.10 255.255.255.255"),
        _one("firewall/addrgrp", name="biztel-phones", member=_names("biztel-phones-1", "biztel-phones-2")),
        _service("biztel-sip-udp", "5060", **{"session-ttl": "3600", "udp-idle-timer": 3600}), _service("biztel-rtp", "10000-20000"),
        _policy(base + 1, "biztel-out-sip", "biztel-sip-udp", **{"session-ttl": "3600"}), _policy(base + 2, "biztel-out-rtp", "biztel-rtp"),
    ]


def _one(table: str, key: str = "name", **values: Any) -> dict[str, Any]:
    return {"table": table, "key": key, "object": values}


def _service(name: str, ports: str, **more: Any) -> dict[str, Any]:
    wanted = {"protocol": "TCP/UDP/SCTP", "udp-portrange": ports, "helper": "disable"}
    return {"table": "firewall.service/custom", "key": "name", "object": {"name": name, **wanted, **more}}


def _policy(number: int, name: str, service: str, **more: Any) -> dict[str, Any]:
    wanted = {
        "policyid": number, "name": name, "srcintf": _names("lan"), "dstintf": _names("wan1"), "srcaddr": _names("biztel-phones"),
        "dstaddr": _names("biztel-pbx"), "service": _names(service), "schedule": "always", "action": "accept", "status": "enable", "nat": "enable",
    }
    return {"table": "firewall/policy", "key": "policyid", "object": {**wanted, **more}}


def _names(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]
