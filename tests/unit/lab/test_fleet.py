"""The fleet: one site per router, addresses of its own, a configuration of realistic size (IX-58)."""

from __future__ import annotations

from ipaddress import IPv4Interface, IPv4Network

import pytest

from tests.lab.clock import Clock
from tests.lab.head_end import World
from tests.lab.ios_xe.router import Router
from tests.lab.topology import MOST_BRANCHES, Branch, branches, document, fleet


def _addresses(branch):
    """Everything of a branch that no other one may have: its two ends, the data centres' ends, its link networks and its LAN."""
    outer = [branch.gateway, branch.gateway + 1, *(branch.loopback(dc) for dc in (0, 1))]
    remote = [branch.head_end(dc) + device for dc in (0, 1) for device in (0, 1)]
    links = [branch.link(dc) + end for dc in (0, 1) for end in (0, 1)]
    return [*outer, *remote, *links, branch.management, branch.lan, branch.lan + 128]


def test_every_branch_has_addresses_of_its_own():
    used = [address for branch in branches(MOST_BRANCHES) for address in _addresses(branch)]
    assert len(set(used)) == len(used)
    tested, shared = IPv4Network("198.18.0.0/15"), IPv4Network("100.64.0.0/10")
    assert all(address in tested or address in shared or address.is_private for address in used)
    networks = {branch.network for branch in branches(MOST_BRANCHES)}
    assert len({branch.network for branch in branches(368)}) == len(networks) == 368
    assert not {IPv4Network(f"{address}/24", strict=False) for address in used} & set(map(IPv4Network, networks))


def test_the_fleet_keeps_clear_of_the_other_sites():
    used = {address for branch in branches(MOST_BRANCHES) for address in _addresses(branch)}
    for site in document()["sites"].values():
        assert site["network"] not in {branch.network for branch in branches(MOST_BRANCHES)}
        names = ("ipsec", "gre", "link", "peer", "peer_gre")
        assert not used & {IPv4Interface(tunnel[name]).ip for tunnel in site["tunnels"].values() for name in names}


def test_links_have_two_hosts_each():
    for branch in branches(20):
        for dc in (0, 1):
            link = IPv4Network(f"{branch.link(dc)}/30", strict=False)
            assert list(link.hosts()) == [branch.link(dc), branch.link(dc) + 1]


def test_a_name_leads_to_its_branch_and_a_fleet_has_an_end():
    assert [Branch.named(branch.name) for branch in branches(1200)] == branches(1200)
    with pytest.raises(ValueError, match="at most 2000"):
        branches(2001)


@pytest.mark.requirement("IX-58")
def test_a_branch_is_delivered_with_three_hundred_lines_that_the_router_knows():
    plan = fleet(7)[-1]
    router = Router(plan.name, plan.startup, Clock())
    assert router.refused_at_start == []
    text = router.running_text()
    assert 290 <= len(text.splitlines()) <= 310
    assert Router("again", text, Clock()).running_text() == text
    for line in ("aaa new-model", "policy-map WAN-OUT", "ip prefix-list BRANCH seq 10 permit 10.63.0.7/32", "banner login ^C", "hostname branch-007"):
        assert f"\n{line}" in text


def test_the_head_ends_of_the_fleet_come_back_with_a_restore():
    world = World(Clock())
    world.add_fleet(branches(3))
    head_end = world.dc("branch-002", "dc2")
    assert (head_end.psk, head_end.bgp_password) == ("lab-branch-002-dc2-psk-0123456789", "lab-branch-002-dc2-bgp")
    assert (head_end.expected_peer, head_end.path.gateways) == ("198.18.128.10", ["198.18.128.9"])
    head_end.psk = "other"
    world.restore()
    assert world.dc("branch-002", "dc2").psk == "lab-branch-002-dc2-psk-0123456789"
