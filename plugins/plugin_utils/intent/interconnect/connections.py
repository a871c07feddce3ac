# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Links, sessions and roles of the connections (TI-14, TI-40..TI-43, TI-47, TI-49)."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from ...design.interconnect.connection import interface_of
from ...problem import SECRET, Problem
from ..shown import shown
from ..view import Absent, View

_LONG_PASSWORD = 25
_NEVER_UNICAST = tuple(IPv4Network(block) for block in ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4"))


def link(_site: View, connection: View) -> Iterator[Problem]:
    """TI-40: both ends are hosts of one subnet, and two of them."""
    own, pe = connection.interface("address"), connection.address("pe_address")
    usable = own.network.prefixlen >= 31 or not {own.ip, pe} & {own.network.network_address, own.network.broadcast_address}
    if own.network.prefixlen > 31 or pe not in own.network:
        yield connection.problem("KO-TI040", "pe_address", network=str(own.network))
    elif own.ip == pe:
        yield connection.problem("KO-TI040B", "pe_address")
    elif not usable or any(own.ip in block for block in _NEVER_UNICAST):
        yield connection.problem("KO-TI040C", "address", network=str(own.network))


def port(_site: View, connection: View) -> Iterator[Problem]:
    """TI-42: the subinterface is made of the port and its VLAN; none lies in another."""
    name, dot, _number = connection["interface"].partition(".")
    if dot:
        yield connection.problem("KO-TI042C", "interface", port=name)


def ebgp(_site: View, connection: View) -> Iterator[Problem]:
    """TI-41: the provider is another autonomous system."""
    if connection["asn"] == connection["pe_asn"]:
        yield connection.problem("KO-TI041B", "pe_asn")


def one_router(site: View) -> Iterator[Problem]:
    """TI-14, TI-41: AS number, VRF and its route distinguisher are those of the router, so of all its connections."""
    for ce, (first, *others) in _by_ce(site).items():
        for connection in others:
            for key, code in (("asn", "KO-TI041C"), ("vrf", "KO-TI014"), ("rd", "KO-TI014C")):
                if key in connection.data and key in first.data and connection.data[key] != first.data[key]:
                    yield connection.problem(code, key, ce=ce, other=shown(first.data[key]))


def one_of_a_kind(site: View) -> Iterator[Problem]:
    """TI-08, TI-42: on one CE each connection has an interface and a location of its own."""
    for ce, mine in _by_ce(site).items():
        for place, connection in enumerate(mine):
            name, before = _interface(connection), mine[:place]
            if name and name in map(_interface, before):
                yield connection.problem("KO-TI042B", "interface", value=name, ce=ce)
            if connection.data.get("location") in [other.data.get("location") for other in before]:
                yield connection.problem("KO-TI008C", "location", ce=ce)


def _interface(connection: View) -> str | None:
    try:
        connection.require("interface", "vlan")
    except Absent:
        return None
    return interface_of(connection.data)


def _by_ce(site: View) -> dict[str, list[View]]:
    found: dict[str, list[View]] = {}
    for connection in site.each("connections"):
        if "ce" in connection.data:
            found.setdefault(connection["ce"], []).append(connection)
    return found


def limit(site: View, connection: View) -> Iterator[Problem]:
    """TI-43: a limit that the wanted routes alone would reach brings the session down."""
    wanted = len(site["twilio_routes"])
    if (connection["max_prefixes"] or wanted) < wanted:
        yield connection.problem("KO-TI043", "max_prefixes", wanted=wanted)


def roles(site: View) -> Iterator[Problem]:
    """TI-47: one primary, or all alike; two locations on one CE fail with it."""
    given = [connection["role"] for connection in site.each("connections")]
    if set(given) != {"active"} and (given.count("primary") != 1 or "active" in given):
        yield site.problem("KO-TI047", "connections", value=", ".join(given))
    for ce, mine in _by_ce(site).items():
        if len({connection.data.get("location") for connection in mine}) > 1:
            yield site.warning("KO-TI047B", "connections", value=ce)


def timers(_site: View, connection: View) -> Iterator[Problem]:
    """A session whose hold time is not longer than its keepalives goes down by itself (RFC 4271)."""
    if connection["bgp_timers"] and connection["bgp_timers.hold"] <= connection["bgp_timers.keepalive"]:
        yield connection.problem("KO-VC064C", "bgp_timers.hold", keepalive=connection["bgp_timers.keepalive"])


def password(_site: View, connection: View) -> Iterator[Problem]:
    """TI-49: IOS may cut a long BGP password."""
    if len(connection["bgp_password"] or "") > _LONG_PASSWORD:
        yield connection.warning("KO-TI049B", "bgp_password", value=SECRET, most=_LONG_PASSWORD)


SITE = [one_router, one_of_a_kind, roles]
CONNECTION = [link, port, ebgp, limit, timers, password]
