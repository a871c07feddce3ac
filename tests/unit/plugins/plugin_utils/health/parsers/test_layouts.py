"""Property: parse(layout(x)) = x, however the white space was damaged on the way."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers import (
    access_list,
    bgp_routes,
    bgp_summary,
    crypto_map,
    ikev2_proposal,
    ikev2_sa,
    interface,
    ip_route,
    ipsec_sa,
    ping,
    prefix_list,
)
from tests.unit.plugins.plugin_utils.health import layouts

address = st.integers(1 << 24, (223 << 24) - 1).map(lambda n: ".".join(str(n >> shift & 255) for shift in (24, 16, 8, 0)))
count = st.integers(0, 10**6)
vrf = st.sampled_from([None, "INET", "VOICE-2"])
name = st.from_regex(r"VC-[A-Z0-9]{1,12}", fullmatch=True)
spi = st.integers(1, 2**32 - 1)
long_spi = st.integers(0, 2**64 - 1).map(lambda n: f"{n:016X}")
port = st.sampled_from(["GigabitEthernet0/0/0", "Tunnel101", "Loopback102", "TenGigabitEthernet0/1/0.200"])


@st.composite
def prefix(draw):
    length = draw(st.integers(1, 32))
    number = draw(st.integers(1 << 24, (223 << 24) - 1)) >> (32 - length) << (32 - length)
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0)) + f"/{length}"


def damaged(text, rnd, indent=True):
    """``text`` with blank lines, CR, trailing spaces, heads and an asynchronous message, and perhaps without indentation."""
    lines = []
    for line in text.splitlines():
        lines += [""] * rnd.choice([0, 0, 0, 1]) + [(line.lstrip() if indent and rnd.random() < 0.5 else line) + " " * rnd.choice([0, 0, 1, 3])]
    lines.insert(rnd.randint(0, len(lines)), "*Nov 23 22:00:01.123: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel101, changed state to up")
    head = ["Load for five secs: 1%/0%; one minute: 1%; five minutes: 1%", "Time source is NTP, 22:50:48.123 UTC Sat Feb 21 2026"]
    return rnd.choice(["\n", "\r\n"]).join(head * rnd.choice([0, 1]) + lines)


ike_sas = st.builds(
    ikev2_sa.IkeSa, st.integers(1, 9999), address, st.sampled_from([500, 4500]), address, st.sampled_from([500, 4500]), vrf, vrf,
    st.sampled_from(["READY", "IN-NEG", "DELETE"]), st.sampled_from(["aes-gcm-256", "aes-cbc-128"]), st.sampled_from(["sha384", "sha1"]),
    st.sampled_from([None, "sha256", "sha1", "md5"]), st.integers(1, 24), count, count, long_spi, long_spi, address, address,
    st.just("Negotiation done"), st.booleans(),
)  # fmt: skip
esp_sas = st.builds(
    ipsec_sa.EspSa, spi, st.sampled_from(["esp-gcm 256", "esp-256-aes esp-sha256-hmac"]),
    st.sampled_from([("Tunnel",), ("Transport",), ("Tunnel UDP-Encaps",)]), st.sampled_from(["ACTIVE", "DELETE"]), st.integers(1, 9999),
).map(lambda sa: (sa,))  # fmt: skip
idents = st.builds(ipsec_sa.Ident, address, st.sampled_from(["255.255.255.255", "0.0.0.0"]), st.sampled_from([0, 47]), st.just(0))
flows = st.builds(
    ipsec_sa.Flow, port, name, address, idents, idents, address, st.sampled_from([500, 4500]), count, count, st.integers(68, 9216), spi,
    st.just(True), st.sampled_from(["group14", "group20"]), esp_sas | st.just(()), esp_sas | st.just(()),
)  # fmt: skip
states = st.builds(
    interface.Interface, port, st.sampled_from(["up", "down", "administratively down"]), st.sampled_from(["up", "down"]), address,
    st.integers(1, 32), st.just("a % b, line protocol"), st.none() | st.tuples(st.integers(1, 99), st.integers(1, 9)), address, st.none() | port,
    address, st.just("GRE/IP"), st.none() | st.just("no output interface"),
)  # fmt: skip
neighbors = st.builds(
    bgp_summary.Neighbor, address, st.integers(1, 2**32 - 1), count, count, st.sampled_from(["never", "00:31:07", "1d02h"]),
    st.just("Established"), count, st.just(65001),
) | st.builds(
    bgp_summary.Neighbor, address, st.integers(1, 2**32 - 1), count, count, st.just("never"),
    st.sampled_from(["Idle", "Active", "OpenSent", "Idle (Admin)"]), st.none(), st.just(65001),
)  # fmt: skip


def rnd():
    return st.randoms(use_true_random=False)


@given(st.lists(ike_sas, max_size=3), rnd())
def test_ike(records, rnd: random.Random):
    assert ikev2_sa.parse(damaged(layouts.ike_sa(records), rnd)) == records


@given(st.lists(flows, max_size=3), rnd())
def test_ipsec(records, rnd):
    assert ipsec_sa.parse(damaged(layouts.ipsec_sa(records), rnd)) == records


@given(states, rnd())
def test_interface(record, rnd):
    assert interface.parse(damaged(layouts.interface(record), rnd)) == [record]


@given(st.lists(neighbors, max_size=4), rnd(), st.booleans())
def test_summary(records, rnd, asdot):
    assert bgp_summary.parse(damaged(layouts.bgp_summary(records, asdot=asdot), rnd)) == records


@given(st.lists(prefix() | st.just("0.0.0.0/0"), max_size=5, unique=True), st.lists(address, min_size=1, max_size=2), rnd(), st.booleans())
def test_bgp_table(prefixes, hops, rnd, wrap):
    records = [bgp_routes.BgpRoute(made, hop, "*>" if hop == hops[0] else "*m") for made in prefixes for hop in hops]
    assert bgp_routes.parse(damaged(layouts.bgp_routes(records, wrap), rnd)) == records


@given(st.lists(prefix(), max_size=5, unique=True), st.lists(address, min_size=1, max_size=3, unique=True), rnd(), st.booleans())
def test_rib(prefixes, hops, rnd, inherit):
    records = [ip_route.Route(made, "B", tuple(hops)) for made in prefixes]
    assert ip_route.parse(damaged(layouts.ip_route(records, inherit), rnd)) == records


@given(st.integers(1, 9), st.data(), rnd())
def test_ping(sent, data, rnd):
    received = data.draw(st.integers(0, sent))
    record = ping.Ping(sent, received, too_big=received < sent and data.draw(st.booleans()))
    assert ping.parse(damaged(layouts.ping(record), rnd)) == [record]


@given(st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True), address, name, rnd())
def test_crypto_map(sequences, peer, acl, rnd):
    parts = ((peer,), acl, acl, True, "group20", (("VC-TS", "esp-gcm 256"),), False, ("GigabitEthernet0/0/0", "Dialer1"))
    records = [crypto_map.MapEntry("VC-MAP", sequence, *parts) for sequence in sequences]
    assert crypto_map.parse(damaged(layouts.crypto_map(records), rnd)) == records


@given(st.lists(name, max_size=3, unique=True), st.sampled_from([(), ("sha256", "sha512")]), rnd())
def test_proposals_and_policies(names, integrity, rnd):
    records = [ikev2_proposal.Proposal(made, ("aes-gcm-256",), integrity, ("sha384",), (19, 20)) for made in names]
    assert ikev2_proposal.parse(damaged(layouts.proposals(records), rnd)) == records
    policies = [ikev2_proposal.Policy(made, None, ("203.0.113.2",), ("VC-PROP", "default")) for made in names]
    assert ikev2_proposal.parse_policies(damaged(layouts.policies(policies), rnd)) == policies


@given(st.lists(name, max_size=3, unique=True), st.lists(st.tuples(prefix(), st.none() | st.integers(1, 32)), max_size=3), rnd())
def test_prefix_lists(names, rows, rnd):
    entries = tuple(prefix_list.PrefixEntry(5 * n, "permit", made, le=le) for n, (made, le) in enumerate(rows))
    records = [prefix_list.PrefixList(made, entries) for made in names]
    assert prefix_list.parse(damaged(layouts.prefix_lists(records), rnd)) == records


@given(st.lists(name, max_size=3, unique=True), st.lists(st.tuples(st.none() | count, count), max_size=3), rnd())
def test_access_lists(names, rows, rnd):
    entries = tuple(access_list.AclEntry(sequence, "permit gre host 203.0.113.5 host 198.51.100.12", hits) for sequence, hits in rows)
    records = [access_list.AccessList(made, entries) for made in names]
    assert access_list.parse(damaged(layouts.access_lists(records), rnd)) == records
