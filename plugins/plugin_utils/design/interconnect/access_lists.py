# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The access lists towards the PE, from Twilio's published addresses; what goes out mirrors what comes in (TI-04, TI-24, TI-25, TI-55)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network
from typing import Any

BGP, CLIENT_PORT, SIP_PORT, TLS_PORT = "eq bgp", 443, 5060, 5061
ICMP = ("echo", "echo-reply", "unreachable", "ttl-exceeded", "packet-too-big")  #: messages that may pass, in the order of their entries
_STEP = 10  #: between the numbers of entries


@dataclass(frozen=True)
class Entry:
    """One permission, one way: addresses as a router writes them, ports with their operator, ``tail`` what follows."""

    protocol: str
    source: str
    destination: str
    source_port: str = ""
    destination_port: str = ""
    tail: str = ""

    @property
    def mirrored(self) -> Entry:
        """The same conversation the other way: what opens it one way answers it the other way."""
        turned = replace(
            self, source=self.destination, destination=self.source, source_port=self.destination_port, destination_port=self.source_port,
        )  # fmt: skip
        return replace(turned, tail=_other_way(self)) if self.protocol == "tcp" else turned

    @property
    def rule(self) -> str:
        """As a router writes it."""
        words = ("permit", self.protocol, self.source, self.source_port, self.destination, self.destination_port, self.tail)
        return " ".join(word for word in words if word)


def _other_way(entry: Entry) -> str:
    """Of TCP: replies where the entry lets conversations begin, and the other way round. BGP may begin at either end."""
    if BGP in (entry.source_port, entry.destination_port):
        return entry.tail
    return "" if entry.tail else "established"


def access_lists(
    site: Mapping[str, Any], connection: Mapping[str, Any], signalling: Mapping[str, Sequence[str]], media: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """``{acl_in, acl_out}`` of a connection: numbered entries, the same for the same intent however it is sorted; empty when switched off."""
    acl = site["acl"]
    if not acl["enabled"]:
        return {"acl_in": [], "acl_out": []}
    devices = _sorted_devices(site["border_devices"])
    inward = [*_session(connection), *_signalling(devices, signalling), *_clients(site["clients"], media), *_media(devices, media)]
    messages = [f"permit icmp any any {kind}" for kind in ICMP if kind in acl["icmp"]]
    tail = [*messages, "deny ip any any log" if acl["log_denies"] else "deny ip any any"]
    outward = [entry.mirrored for entry in inward]
    return {"acl_in": numbered([*(entry.rule for entry in inward), *tail]), "acl_out": numbered([*(entry.rule for entry in outward), *tail])}


def numbered(rules: Sequence[str]) -> list[dict[str, Any]]:
    """``{sequence, rule}``, in tens."""
    return [{"sequence": _STEP * place, "rule": rule} for place, rule in enumerate(dict.fromkeys(rules), start=1)]


def _sorted_devices(devices: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """By address, and the ports of each by protocol and number: an inventory that is sorted otherwise means the same."""
    heard = [{**device, "sip": sorted(device["sip"], key=lambda each: (each["protocol"], each["port"]))} for device in devices]
    return sorted(heard, key=lambda device: IPv4Address(device["address"]))


def _session(connection: Mapping[str, Any]) -> Iterator[Entry]:
    pe, ce = f"host {connection['pe_address']}", f"host {connection['address']}"
    yield Entry("tcp", pe, ce, destination_port=BGP)
    yield Entry("tcp", pe, ce, source_port=BGP)


def _signalling(devices: Sequence[Mapping[str, Any]], edges: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    """Each edge to each device: its UDP, then its TCP and TLS, calls and the replies to ours."""
    for addresses in edges.values():
        for device in devices:
            yield from _datagrams(device, addresses)
        for device in devices:
            yield from _streams(device, addresses)


def _datagrams(device: Mapping[str, Any], addresses: Sequence[str]) -> Iterator[Entry]:
    for port in (heard["port"] for heard in device["sip"] if heard["protocol"] == "udp"):
        for address in addresses:
            yield Entry("udp", f"host {address}", f"host {device['address']}", destination_port=f"eq {port}")


def _streams(device: Mapping[str, Any], addresses: Sequence[str]) -> Iterator[Entry]:
    for heard in (heard for heard in device["sip"] if heard["protocol"] != "udp"):
        theirs = TLS_PORT if heard["protocol"] == "tls" else SIP_PORT
        for address in addresses:
            yield Entry("tcp", f"host {address}", f"host {device['address']}", destination_port=f"eq {heard['port']}")
            yield Entry("tcp", f"host {address}", f"host {device['address']}", source_port=f"eq {theirs}", tail="established")


def _clients(clients: Mapping[str, Any], media: Mapping[str, Any]) -> Iterator[Entry]:
    """Voice SDK clients: they open TCP 443 to Twilio, and media come back to whatever port they have (TI-25)."""
    for network in in_order(clients["networks"]) if clients["enabled"] else ():
        for prefix in in_order(clients["signalling"]):
            yield Entry("tcp", place(prefix), place(network), source_port=f"eq {CLIENT_PORT}", tail="established")
        yield Entry("udp", place(media["prefix"]), place(network), source_port=ports(media))


def _media(devices: Sequence[Mapping[str, Any]], media: Mapping[str, Any]) -> Iterator[Entry]:
    for device in devices:
        yield Entry("udp", place(media["prefix"]), f"host {device['address']}", source_port=ports(media), destination_port=ports(device["media"]))


def ports(span: Mapping[str, Any]) -> str:
    """``range 10000 60000``."""
    return f"range {span['first']} {span['last']}"


def in_order(prefixes: Iterable[str]) -> list[str]:
    """Prefixes by their addresses."""
    return [str(network) for network in sorted(map(IPv4Network, prefixes))]


def place(prefix: str) -> str:
    """A prefix as an access list has it: ``203.0.113.0 0.0.0.127``, ``host 203.0.113.9``, ``any``."""
    network = IPv4Network(prefix)
    if not network.prefixlen:
        return "any"
    return f"host {network.network_address}" if network.prefixlen == 32 else f"{network.network_address} {network.hostmask}"
