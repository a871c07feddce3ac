"""What the two ends of a tunnel agree on, or why they do not (AR-100, AZ-42, section 7 of the requirements)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from .far_end import Door, FarTunnel

_GROUPS = {
    "None": 0, "DHGroup1": 1, "PFS1": 1, "DHGroup2": 2, "PFS2": 2, "DHGroup14": 14, "DHGroup2048": 14, "PFS2048": 14, "PFS14": 14, "ECP256": 19,
    "ECP384": 20, "DHGroup24": 24, "PFS24": 24,
}  # fmt: skip
#: What a route-based gateway offers without a custom policy.
_IKE = [(cipher, integrity, 2) for cipher in ("AES256", "AES128", "DES3") for integrity in ("SHA1", "SHA256")]
_ESP = [("GCMAES256", "GCMAES256", 0), ("AES256", "SHA1", 0), ("DES3", "SHA1", 0), ("AES256", "SHA256", 0), ("AES128", "SHA1", 0),
        ("DES3", "SHA256", 0)]  # fmt: skip

Proposal = tuple[str, str, int]


@dataclass(frozen=True)
class Near:
    """Azure's end: properties of the connection, of the gateway's network and of the local network gateway, as they are in force."""

    link: Mapping[str, Any]
    site: Mapping[str, Any]
    address: str  #: outside
    bgp: str  #: inside, with BGP
    key: str
    networks: tuple[str, ...]

    @property
    def remote(self) -> list[str]:
        """The prefixes that it sends into the tunnel."""
        return list((self.site.get("localNetworkAddressSpace") or {}).get("addressPrefixes") or [])


def offers(link: Mapping[str, Any]) -> tuple[list[Proposal], list[Proposal]]:
    """Proposals for both phases in order. A custom policy is the only one."""
    if not link["ipsecPolicies"]:
        return _IKE, _ESP
    policy = link["ipsecPolicies"][0]
    group = _GROUPS[policy["dhGroup"]]
    inner = group if policy["pfsGroup"] == "PFSMM" else _GROUPS[policy["pfsGroup"]]
    return [(policy["ikeEncryption"], policy["ikeIntegrity"], group)], [(policy["ipsecEncryption"], policy["ipsecIntegrity"], inner)]


def agreed(link: Mapping[str, Any], far: Door) -> tuple[Proposal | None, Proposal | None]:
    """The first proposal of each phase that the far end takes."""
    outer, inner = offers(link)
    return next((each for each in outer if far.ike.takes(*each)), None), next((each for each in inner if far.esp.takes(*each)), None)


def unreachable(near: Near, tunnel: FarTunnel | None) -> list[str]:
    """Why no packet of one end gets an answer of the other: what ends a standing tunnel too."""
    if tunnel is None:
        return ["nobody has the address of the local network gateway"]
    found = [] if tunnel.up else ["the far end is down"]
    return found + ([] if near.address and near.address == tunnel.customer else ["the far end expects another address of Azure"])


def disagreements(near: Near, far: Door, tunnel: FarTunnel) -> list[str]:
    """Why the two ends do not come to terms when they negotiate."""
    outer, inner = agreed(near.link, far)
    checks = {
        "shared keys differ": near.key == tunnel.psk,
        "IKE version": near.link["connectionProtocol"] in far.versions,
        "no common IKE proposal": outer is not None,
        "no common IPsec proposal": inner is not None,
        "nobody initiates": near.link["connectionMode"] != "ResponderOnly" or tunnel.startup == "start",
        "traffic selectors": _selectors(near, far),
        **_routing(near, far, tunnel),
    }
    return [text for text, fine in checks.items() if not fine]


def _selectors(near: Near, far: Door) -> bool:
    """Route-based: anything. Policy-based: one pair, within what the far end takes (one SA pair per tunnel)."""
    if not near.link["usePolicyBasedTrafficSelectors"]:
        return True
    given = near.link["trafficSelectorPolicies"]
    pairs = [(one, two) for each in given for one in each["localAddressRanges"] for two in each["remoteAddressRanges"]] if given else [
        (one, two) for one in near.networks for two in near.remote
    ]  # fmt: skip
    return len(pairs) == 1 and covers([far.remote], pairs[0][0]) and covers([far.local], pairs[0][1])


def _routing(near: Near, far: Door, tunnel: FarTunnel) -> dict[str, bool]:
    """With BGP both ends must mean the same addresses in the tunnel (AR-101)."""
    if near.link["enableBgp"] != far.dynamic:
        return {"one end wants BGP, the other static routes": False}
    if not far.dynamic:
        return {}
    peer, own = tunnel.hosts
    settings = near.site.get("bgpSettings") or {}
    return {"the far end expects another BGP address": near.bgp == own, "Azure expects another BGP peer": settings.get("bgpPeeringAddress") == peer,
            "Azure expects another ASN": settings.get("asn") == far.asn}  # fmt: skip


def covers(space: list[str], prefix: str) -> bool:
    """Whether one of these networks has all of the prefix."""
    inner: Any = ip_network(prefix)
    return any(outer.version == inner.version and inner.subnet_of(outer) for outer in map(ip_network, space))
