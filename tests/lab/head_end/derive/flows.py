"""Crypto maps on interfaces as flows, and which flow a GRE packet falls into."""
from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from ..read import AclEntry, Config
from .records import Flow
from .tunnels import source_of

GRE = 47


def flows(config: Config, up: dict[str, bool]) -> list[Flow]:
    """One flow for each permit line of each entry of each crypto map that an interface carries (IX-18)."""
    found: list[Flow] = _routed(config)
    for interface in config.interfaces.values():
        if not interface.crypto_map or not interface.address:
            continue
        for entry in config.maps.get(interface.crypto_map, []):
            permits: list[AclEntry | None] = [line for line in _entries(config, entry.acl) if line.permit]
            found += [Flow(interface.name, interface.vrf, str(interface.address.ip), entry, ident, index, interface.name)
                      for index, ident in enumerate(permits or [None])]
    return found


def _routed(config: Config) -> list[Flow]:
    """The flows of IPsec tunnel interfaces with an IPsec policy (VC-50)."""
    found: list[Flow] = []
    for interface in config.interfaces.values():
        profile = config.ipsec_profiles.get(interface.protection_profile or "") if interface.is_vti and not interface.shutdown else None
        source, holder = source_of(config, interface) if profile else (None, None)
        if profile and source and holder:
            entry = replace(profile, name=f"{interface.name}-head-0", peer=interface.tunnel_destination, acl=interface.protection_acl)
            permits = [line for line in _entries(config, entry.acl) if line.permit]
            found += [Flow(interface.name, interface.tunnel_vrf, str(source), entry, ident, index, holder.name)
                      for index, ident in enumerate(permits)]
    return found


def _entries(config: Config, acl: str | None) -> list[AclEntry]:
    return config.acls.get(acl or "", (True, []))[1]


def matching(config: Config, candidates: list[Flow], interface: str, source: IPv4Address, destination: IPv4Address) -> Flow | None:
    """The flow that takes a GRE packet which leaves by the interface; entries are tried in order, a deny line ends the entry."""
    seen: set[int] = set()
    for flow in candidates:
        if flow.interface != interface or flow.entry.sequence in seen or not flow.entry.complete:
            continue
        seen.add(flow.entry.sequence)
        line = next((line for line in _entries(config, flow.entry.acl) if line.matches(GRE, source, destination)), None)
        if line is not None and line.permit:
            return next(other for other in candidates
                        if other.interface == interface and other.entry is flow.entry and other.ident is line)
    return None
