"""Sites for the tests of the rooms after intent: the input model of virtual_connect.md, section 3, with every default filled in."""

from __future__ import annotations

import copy
from typing import Any

_SITE: dict[str, Any] = {
    "name": "osaka-hub",
    "region": "asia-example",
    "contact": "voice@example.com",
    "state": "present",
    "routing": "bgp",
    "accept_single_tier": False,
    "di_network": "192.0.2.0/24",
    "di_halves": {"dc1": "192.0.2.0/25", "dc2": "192.0.2.128/25"},
    "preflight": {"di_active": True, "activation_status": "activated"},
    "ipsec_style": "crypto_map",
    "secret_update": "on_create",
    "crypto": {
        "allow_weak": False,
        "ike": {"version": 2, "encryption": ["aes-gcm-256"], "integrity": None, "prf": ["sha384"], "dh_group": [20], "lifetime": 86400},
        "ipsec": {"encryption": "aes-gcm-256", "integrity": None, "pfs_group": 20, "lifetime": 3600},
        "dpd": {"interval": 10, "retry": 3, "mode": "periodic"},
    },
    "access": {"path_mtu": 1500, "type": None, "nat_in_path": False, "uplink_mbps": 1000, "reserved_mbps": 0},
    "sizing": {
        "concurrent_calls": 400,
        "codec": "g711",
        "ptime_ms": 20,
        "srtp_tag": 10,
        "opus_kbps": None,
        "ceiling": 0.8,
        "sip_transport": "tls",
        "accept_over_cap": False,
    },
    "lan_redistribution": None,
}


def _tunnel(dc: str, number: int, transport: str, link: tuple[str, str], remote: str) -> dict[str, Any]:
    own, peer = link
    local = {"ipsec_address": "203.0.113.2", "ike_identity": None, "gre_transport": transport, "tunnel_address": own, "asn": 65001}
    return {
        "cpe": "osaka-r1",
        "location": "osaka-a",
        "number": number,
        "wan": {"interface": "GigabitEthernet0/0/0", "next_hop": "203.0.113.1"},
        "vrf": {"inside": None, "transport": None},
        "local": {**local, "bgp_process_asn": None},
        "remote": {"ipsec_address": f"{remote}1", "gre_transport": f"{remote}2", "tunnel_address": peer, "asn": 64900},
        "keepalive": {"enabled": True, "period": 10, "retries": 3},
        "bgp_timers": None,
        "default_condition": None,
        "mss": None,
        "ip_mtu": None,
        "wan_acl": None,
        "nat_exempt_acl": None,
        "psk": f"lab-osaka-hub-{dc}-psk-0123456789",
        "bgp_password": f"lab-osaka-hub-{dc}-bgp",
    }


def one_cpe(**changes: Any) -> dict[str, Any]:
    """The reference site; ``changes`` are ``tunnels__dc1__mss=1300``: where, in double underscores, and what."""
    site = copy.deepcopy(_SITE)
    site["tunnels"] = {
        "dc1": _tunnel("dc1", 101, "203.0.113.5", ("100.64.10.2/30", "100.64.10.1"), "198.51.100.1"),
        "dc2": _tunnel("dc2", 102, "203.0.113.6", ("100.64.10.6/30", "100.64.10.5"), "198.51.100.2"),
    }
    return change(site, **changes)


def change(site: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """``site`` with each change made; ``tunnels__all__x`` reaches both tunnels."""
    for where, value in changes.items():
        *way, last = where.split("__")
        paths = [[dc if step == "all" else step for step in way] for dc in ("dc1", "dc2")] if "all" in way else [way]
        for steps in paths:
            place = site
            for step in steps:
                place = place[step]
            place[last] = copy.deepcopy(value)
    return site


def two_cpes(**changes: Any) -> dict[str, Any]:
    """Tokyo of the lab: two CPEs, each with its own line and one tunnel."""
    site = one_cpe(name="tokyo-hub", di_network="198.18.10.0/24", di_halves={"dc1": "198.18.10.0/25", "dc2": "198.18.10.128/25"})
    rows = {"dc1": ("tokyo-r1", "18", "17", "21", "2", "1", "3"), "dc2": ("tokyo-r2", "34", "33", "37", "6", "5", "4")}
    for dc, (cpe, wan, hop, transport, own, peer, head) in rows.items():
        tunnel = site["tunnels"][dc]
        tunnel.update(cpe=cpe, location=cpe, wan={"interface": "GigabitEthernet0/0/0", "next_hop": f"203.0.113.{hop}"})
        addresses = {"ipsec_address": f"203.0.113.{wan}", "gre_transport": f"203.0.113.{transport}", "tunnel_address": f"100.64.20.{own}/30"}
        tunnel["local"].update(addresses, asn=65002)
        tunnel["remote"].update(ipsec_address=f"198.51.100.{head}1", gre_transport=f"198.51.100.{head}2", tunnel_address=f"100.64.20.{peer}")
        tunnel.update(psk=f"lab-tokyo-hub-{dc}-psk-0123456789", bgp_password=f"lab-tokyo-hub-{dc}-bgp")
    return change(site, **changes)


CBC: dict[str, Any] = {
    "crypto__ike": {"version": 2, "encryption": ["aes-cbc-256"], "integrity": ["sha256"], "prf": ["sha256"], "dh_group": [19], "lifetime": 28800},
    "crypto__ipsec": {"encryption": "aes-cbc-256", "integrity": "sha256", "pfs_group": 19, "lifetime": 3600},
}


def intent(site: dict[str, Any]) -> dict[str, Any]:
    """As the intent room hands it on."""
    return {"virtual_connect_site": site, "virtual_connect_allow_documentation_ranges": True, "onramp_language": "en"}
