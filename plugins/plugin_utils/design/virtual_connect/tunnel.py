# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One GRE tunnel of Virtual Connect and the IPsec that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Interface
from typing import Any

from ..secret import Secret
from ..sizing import site_tunnel_mtu
from .names import mark_of, tunnel_names

_SEQUENCES = {"dc1": 10, "dc2": 20}  #: of the crypto map entries
_VTI_STEP = 100  #: Tunnel101 is carried by Tunnel201 (VC-50)


def tunnel(site: Mapping[str, Any], dc: str, halves: Mapping[str, str], here: list[str]) -> dict[str, Any]:
    """The tunnel to ``dc``; ``here`` are the DCs whose tunnels end on the same CPE. Keys:

    ``dc label mark number interface source_interface sequence`` · ``wan vrf local remote`` (``local`` with ``prefix_length``, ``netmask``,
    ``ike_identity`` and ``identity``, the words after ``identity local``) · ``own_half other_half`` · ``keepalive bgp_timers default_condition
    local_as`` · ``plaintext_mtu inner_mtu mss_max ip_mtu mss`` · ``wan_acl nat_exempt_acl names`` · ``psk bgp_password`` · ``vti`` (null, or
    ``{interface, description, ip_mtu}``).
    """
    given = site["tunnels"][dc]
    sizes = site_tunnel_mtu(site, dc)
    mark = mark_of(site["name"], dc)
    other = next(key for key in halves if key != dc)
    return {
        "dc": dc, "label": dc.upper(), "mark": mark, "number": given["number"], "interface": f"Tunnel{given['number']}",
        "source_interface": _source(given), "sequence": _SEQUENCES[dc], "location": given.get("location"),
        "wan": dict(given["wan"]), "vrf": {side: (given.get("vrf") or {}).get(side) for side in ("inside", "transport")},
        "local": _local(given["local"]), "remote": dict(given["remote"]),
        "own_half": halves[dc], "other_half": halves[other],
        "keepalive": dict(given["keepalive"]), "bgp_timers": given.get("bgp_timers"), "default_condition": given.get("default_condition"),
        "local_as": _local_as(given["local"]),
        "plaintext_mtu": sizes["plaintext"], "inner_mtu": sizes["inner"], "mss_max": sizes["mss_max"],
        "ip_mtu": sizes["ip_mtu"], "mss": sizes["mss"],
        "wan_acl": given.get("wan_acl"), "nat_exempt_acl": given.get("nat_exempt_acl"), "names": tunnel_names(dc),
        "psk": Secret(given["psk"]), "bgp_password": Secret(given["bgp_password"]) if given.get("bgp_password") else None,
        "vti": _vti(site, given, mark, sizes["plaintext"], here),
    }  # fmt: skip


def _source(given: Mapping[str, Any]) -> str:
    """A loopback of its own, unless the transport address is that of the WAN interface (VC-38)."""
    local = given["local"]
    return given["wan"]["interface"] if local["gre_transport"] == local["ipsec_address"] else f"Loopback{given['number']}"


def share_loopbacks(tunnels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tunnels of one CPE with one transport address share the first one's loopback: a router holds an address once (VC-38)."""
    holders: dict[tuple[Any, str], str] = {}
    for t in tunnels:
        key = (t["vrf"]["transport"], t["local"]["gre_transport"])
        t["source_interface"] = holders.setdefault(key, t["source_interface"])
    return tunnels


def _local(given: Mapping[str, Any]) -> dict[str, Any]:
    link = IPv4Interface(given["tunnel_address"])
    identity = given.get("ike_identity") or given["ipsec_address"]
    return {
        "ipsec_address": given["ipsec_address"],
        "ike_identity": identity,
        "identity": f"{_identity_kind(identity)} {identity}",
        "gre_transport": given["gre_transport"],
        "tunnel_address": str(link.ip),
        "prefix_length": link.network.prefixlen,
        "netmask": str(link.netmask),
        "asn": given["asn"],
    }


def _identity_kind(identity: str) -> str:
    """The keyword of IOS for an IKE identity: what the peer expects behind a NAT may be a name (VC-37)."""
    try:
        IPv4Address(identity)
    except ValueError:
        return "email" if "@" in identity else "fqdn"
    return "address"


def _local_as(given: Mapping[str, Any]) -> int | None:
    """The assigned ASN, where the CPE's BGP process has another (VC-41)."""
    process = given.get("bgp_process_asn")
    return given["asn"] if process and process != given["asn"] else None


def vti_offset(numbers: list[int]) -> int:
    """What is added to the tunnels' numbers for their VTIs: 100, or the next hundred at which none meets a tunnel."""
    offset = _VTI_STEP
    while {number + offset for number in numbers} & set(numbers):
        offset += _VTI_STEP
    return offset


def _vti(site: Mapping[str, Any], given: Mapping[str, Any], mark: str, plaintext: int, here: list[str]) -> dict[str, Any] | None:
    """The multi-SA VTI that replaces the crypto map (VC-50); its IP MTU is what ESP can carry, so that GRE learns it."""
    if site.get("ipsec_style") != "vti":
        return None
    number = given["number"] + vti_offset([site["tunnels"][dc]["number"] for dc in here])
    return {"interface": f"Tunnel{number}", "description": f"{mark} ipsec", "ip_mtu": plaintext}
