"""Reads the `sites:` and `lan:` parts of tests/lab/topology.yml into the model."""
from __future__ import annotations

from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path as FilePath
from typing import Any

import yaml

from ..topology import Branch
from .model import Esp, HeadEnd, Ike, LanHost, Path, Site
from .provider import InterconnectSite, Pe

TOPOLOGY = FilePath(__file__).parent.parent / "topology.yml"


def load(file: FilePath = TOPOLOGY) -> tuple[list[Site], list[LanHost]]:
    """The sites and the LAN neighbours of a topology file."""
    topology = yaml.safe_load(file.read_text(encoding="utf-8"))
    sites = [site(name, data) for name, data in (topology.get("sites") or {}).items()]
    return sites, [LanHost(**host) for host in topology.get("lan") or []]


def load_interconnect(file: FilePath = TOPOLOGY) -> list[InterconnectSite]:
    """The sites of Twilio Interconnect of a topology file."""
    topology = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [interconnect_site(name, data) for name, data in (topology.get("interconnect") or {}).items()]


def interconnect_site(name: str, data: dict[str, Any]) -> InterconnectSite:
    """A site out of its entry: `asn`, `pe_asn`, `twilio_asn`, `customer_routes`, `twilio_routes`, `devices` and `connections` by location."""
    pes = {location: _pe(name, location, data, connection) for location, connection in data["connections"].items()}
    return InterconnectSite(name, list(data["customer_routes"]), list(data["devices"]), pes)


def _pe(site: str, location: str, data: dict[str, Any], connection: dict[str, Any]) -> Pe:
    link = IPv4Interface(connection["pe"])
    return Pe(
        name=f"{site} {location}", location=location, router=connection["router"], port=connection["port"], vlan=connection["vlan"],
        address=str(link.ip), peer_address=str(link.ip + 1), asn=data["pe_asn"], expected_peer_asn=data["asn"], password=f"lab-{site}-{location}-bgp",
        twilio_asn=data["twilio_asn"], announces=list(data["twilio_routes"]), accepts=list(data["customer_routes"]),
        signalling=list(connection["signalling"]), **connection.get("options", {}))


def fleet_site(branch: Branch) -> Site:
    """The head ends of a fleet's site: both data centres, with one set of parameters for all."""
    tunnels = {
        dc: {
            "half": half, "ipsec": str(branch.head_end(at)), "gre": str(branch.head_end(at) + 1), "link": f"{branch.link(at)}/30",
            "peer": str(branch.gateway + 1), "peer_gre": str(branch.loopback(at)), "peer_link": str(branch.link(at) + 1),
            "gateway": str(branch.gateway),
        }
        for at, (dc, half) in enumerate({"dc1": "lower", "dc2": "upper"}.items())
    }
    return site(branch.name, {"network": branch.network, "asn": 65010, "remote_asn": 64900, "ike": {}, "esp": {}, "tunnels": tunnels})


def site(name: str, data: dict[str, Any]) -> Site:
    """A site out of its entry: `network`, `asn`, `remote_asn`, `ike`, `esp`, `path`, `keepalive` and `tunnels` by data centre."""
    head_ends = {dc: _head_end(name, dc, data, tunnel) for dc, tunnel in data["tunnels"].items()}
    return Site(name, data["network"], head_ends)


def _head_end(name: str, dc: str, data: dict[str, Any], tunnel: dict[str, Any]) -> HeadEnd:
    link = IPv4Interface(tunnel["link"])
    lower, upper = (str(half) for half in IPv4Network(data["network"]).subnets(1))
    keepalive = data.get("keepalive", [10, 3])
    return HeadEnd(
        name=f"{name} {dc}", ipsec_address=tunnel["ipsec"], gre_transport=tunnel["gre"],
        tunnel_address=str(link.ip), prefix_length=link.network.prefixlen, asn=data["remote_asn"],
        expected_peer=tunnel["peer"], peer_gre=tunnel["peer_gre"], peer_tunnel_address=tunnel["peer_link"],
        expected_peer_asn=data["asn"], psk=f"lab-{name}-{dc}-psk-0123456789", bgp_password=f"lab-{name}-{dc}-bgp",
        network=data["network"], half=tunnel["half"], announces=[lower if tunnel["half"] == "lower" else upper, data["network"]],
        ike=Ike(**data["ike"]), esp=Esp(**data["esp"]), path=Path(gateways=[tunnel["gateway"]], **data.get("path", {})),
        keepalive=(keepalive[0], keepalive[1]) if keepalive else None)
