"""What is ours is changed and removed, everything else is untouched; what stands against a change is refused with its exact words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import NOTHING
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import line
from tests.unit.plugins.plugin_utils.config.model import Router
from tests.unit.plugins.plugin_utils.config.sites import DC1, DC2, EMPTY, ONE_CPE, WAN, codes, planned, stripped

BGP = """router bgp 65001
 bgp router-id 10.1.0.1
 bgp log-neighbor-changes
 neighbor 10.1.0.2 remote-as 65001
 !
 address-family ipv4
  network 10.1.0.0 mask 255.255.0.0
  neighbor 10.1.0.2 activate
 exit-address-family
!
"""
QUIET_BGP = BGP.replace(" neighbor 10.1.0.2 remote", " no bgp default ipv4-unicast\n neighbor 10.1.0.2 remote")
INSTALLED = Router(EMPTY).run(ONE_CPE.text().splitlines()).text()


def told(change) -> list[str]:
    """Its problems in words, as a user of osaka-r1 reads them, without the mend."""
    return [line(replace(problem, host="osaka-r1")).partition(" — ")[0] for problem in change.problems]


def refused(running: str, site=ONE_CPE) -> list[str]:
    """The problems of a change that must not happen."""
    change = planned(running, site.part())
    assert (change.commands, change.inverse, change.diff, change.touched) == ([], [], "", [])
    return told(change)


@pytest.mark.requirement("VC-44")
def test_a_tunnel_of_somebody_else_is_not_taken_over():
    text = (
        EMPTY
        + "interface Tunnel101\n description to head office\n tunnel source 203.0.113.2\n!\n"
        + "interface Loopback102\n ip address 10.9.9.9 255.255.255.255\n"
    )
    assert refused(text) == [
        'KO-CF001 osaka-r1: Loopback102 exists and is not ours (description "")',
        'KO-CF001 osaka-r1: Tunnel101 exists and is not ours (description "to head office")',
    ]


@pytest.mark.requirement("VC-44")
def test_another_site_on_the_same_router_is_foreign():
    other = ONE_CPE.but(name="osaka-hub-2", tunnels=(replace(DC1, number=201, remote="100.64.11.1", local="100.64.11.2"),))
    text = "\n".join(other._interfaces() + other._bgp())
    change = planned(Router(EMPTY + text).text(), ONE_CPE.absent())
    assert (change.commands, change.problems) == ([], [])
    text = text.replace("Tunnel201", "Tunnel101")
    assert refused(EMPTY + text)[-1] == 'KO-CF001 osaka-r1: Tunnel101 exists and is not ours (description "kyoten:virtual_connect:osaka-hub-2:dc1")'


@pytest.mark.requirement("VC-44")
def test_an_interface_with_nothing_but_lines_of_ours_is_a_push_that_broke_off():
    half = EMPTY + "interface Tunnel101\n no ip address\n!\ninterface Loopback101\n ip address 203.0.113.5 255.255.255.255\n"
    change = planned(half, ONE_CPE.part())
    assert change.problems == []
    assert Router(half.replace(" no ip address\n", "")).run(change.commands).state() == Router(INSTALLED).state()


def test_the_wan_interface_must_exist():
    assert refused("hostname osaka-r1\n") == [f"KO-CF002 osaka-r1: interface {WAN} does not exist on the router"]


@pytest.mark.requirement("VC-26", "VC-58")
def test_the_wan_interface_must_be_in_the_transport_vrf():
    text = f"vrf definition INET\nvrf definition OTHER\ninterface {WAN}\n vrf forwarding OTHER\n ip address 203.0.113.2 255.255.255.252\n"
    site = ONE_CPE.but(transport="INET")
    assert refused(text, site) == [f'KO-CF003 osaka-r1: interface {WAN} has vrf forwarding "OTHER", the design needs "INET"']
    assert refused(EMPTY + "vrf definition INET\n", site) == [f'KO-CF003 osaka-r1: interface {WAN} has vrf forwarding "-", the design needs "INET"']
    assert refused(text) == [f'KO-CF003 osaka-r1: interface {WAN} has vrf forwarding "OTHER", the design needs "-"']


@pytest.mark.requirement("VC-58")
def test_a_named_vrf_must_exist():
    assert refused(EMPTY, ONE_CPE.but(inside="VOICE")) == [
        'KO-CF004 osaka-r1: vrf VOICE does not exist on the router ("vrf forwarding VOICE" refers to it)',
    ]


@pytest.mark.requirement("VC-49")
def test_another_crypto_map_on_the_wan_interface_is_refused():
    text = EMPTY.replace(" ip address", " crypto map OFFICE\n ip address")
    assert refused(text) == [f'KO-CF005 osaka-r1: interface {WAN} already carries "crypto map OFFICE", which is not ours']


@pytest.mark.requirement("VC-49")
def test_our_crypto_map_leaves_a_former_wan_interface():
    text = INSTALLED.replace("hostname osaka-r1", "hostname osaka-r1\ninterface GigabitEthernet0/0/2\n ip address 203.0.113.130 255.255.255.252")
    text = EMPTY + "interface GigabitEthernet0/0/2\n ip address 203.0.113.130 255.255.255.252\n"
    running = Router(text).run(ONE_CPE.but(wan="GigabitEthernet0/0/2").text().splitlines()).text()
    change = planned(running, ONE_CPE.part())
    assert stripped(change.commands) == ["interface GigabitEthernet0/0/2", "no crypto map VC-MAP", f"interface {WAN}", "crypto map VC-MAP"]
    assert Router(running).run(change.commands + change.inverse).state() == Router(running).state()


@pytest.mark.requirement("VC-41")
def test_a_bgp_process_with_another_asn_is_refused():
    assert refused(EMPTY + BGP.replace("router bgp 65001", "router bgp 65100")) == [
        'KO-CF006 osaka-r1: the router already runs "router bgp 65100", the design needs "router bgp 65001"',
    ]


@pytest.mark.requirement("VC-41", "VC-52")
def test_a_bgp_process_that_was_all_ours_makes_way_for_another_asn():
    change = planned(INSTALLED, ONE_CPE.but(asn=65002).part())
    assert change.commands[0] == "no router bgp 65001"
    after = Router(INSTALLED).run(change.commands)
    assert after.state() == Router(EMPTY).run(ONE_CPE.but(asn=65002).text().splitlines()).state()
    assert after.run(change.inverse).state() == Router(INSTALLED).state()


@pytest.mark.requirement("VC-56")
def test_lines_of_the_process_are_left_to_who_lives_there():
    change = planned(EMPTY + QUIET_BGP, ONE_CPE.part())
    assert change.problems == []
    assert not any("router-id" in command or "log-neighbor" in command or "default ipv4" in command for command in change.commands)
    change = planned(EMPTY + BGP, ONE_CPE.part())
    assert told(change) == ['KO-CF008 osaka-r1: router bgp 65001 has other neighbours and "bgp default ipv4-unicast" on: left as it is']
    assert change.problems[0].level == "warning"
    assert change.commands
    assert not any("default ipv4" in command for command in change.commands)
    again = planned(Router(EMPTY + BGP).run(change.commands).text(), ONE_CPE.part())
    assert again.commands == []


@pytest.mark.requirement("VC-56")
def test_in_a_process_where_nobody_lives_the_lines_are_put_and_a_router_id_is_never_replaced():
    change = planned(EMPTY + "router bgp 65001\n", ONE_CPE.part())
    assert [c for c in change.commands if c.startswith((" bgp", " no bgp"))] == [
        " bgp router-id 203.0.113.5",
        " bgp log-neighbor-changes",
        " no bgp default ipv4-unicast",
    ]
    change = planned(EMPTY + "router bgp 65001\n bgp router-id 10.1.0.1\n no bgp log-neighbor-changes\n", ONE_CPE.part())
    assert [c for c in change.commands if c.startswith((" bgp", " no bgp"))] == [" no bgp default ipv4-unicast"]


@pytest.mark.requirement("VC-52", "VC-56")
def test_on_removal_a_process_with_others_in_it_stays():
    running = Router(EMPTY + QUIET_BGP)
    before = running.state()
    running.run(planned(EMPTY + QUIET_BGP, ONE_CPE.part()).commands)
    change = planned(running.text(), ONE_CPE.absent())
    assert stripped(change.commands)[:3] == ["router bgp 65001", "no neighbor 100.64.10.1", "no neighbor 100.64.10.5"]
    assert running.run(change.commands).state() == before


@pytest.mark.requirement("VC-52")
def test_a_process_with_a_router_id_that_is_not_ours_stays():
    text = EMPTY + "router bgp 65001\n bgp router-id 10.1.0.1\n"
    running = Router(text).run(planned(text, ONE_CPE.part()).commands).text()
    assert "no router bgp 65001" not in planned(running, ONE_CPE.absent()).commands


@pytest.mark.requirement("VC-44")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (QUIET_BGP.replace("10.1.0.2", "100.64.10.1"), 'router bgp 65001: "neighbor 100.64.10.1" exists and is not ours'),
        (
            "ip route 198.51.100.11 255.255.255.255 203.0.113.1\n",
            'ip route 198.51.100.11 255.255.255.255 203.0.113.1: "ip route 198.51.100.11 255.255.255.255 203.0.113.1" exists and is not ours',
        ),
    ],
)
def test_a_neighbour_or_route_of_somebody_else_is_not_taken_over(text, expected):
    if "neighbor" in text:
        text = text.replace(
            " neighbor 100.64.10.1 remote-as 65001", " neighbor 100.64.10.1 remote-as 65001\n neighbor 100.64.10.1 description office"
        )
    assert refused(EMPTY + text) == [f"KO-CF009 osaka-r1: {expected}"]


LIST = "ip access-list extended WAN-IN\n 10 permit tcp any any established\n 20 deny ip any any\n"
LISTED = ONE_CPE.but(wan_acl="WAN-IN")


@pytest.mark.requirement("VC-61")
def test_our_entries_stand_before_those_of_the_customer_and_go_again():
    running = Router(EMPTY + LIST)
    change = planned(running.text(), LISTED.part())
    running.run(change.commands)
    assert running.root.inner["ip access-list extended WAN-IN"].lines[:2] == [
        "1 permit udp host 198.51.100.11 host 203.0.113.2 eq isakmp",
        "2 permit udp host 198.51.100.11 host 203.0.113.2 eq non500-isakmp",
    ]
    assert planned(running.text(), LISTED.part()).commands == []
    moved = LISTED.but(tunnels=(replace(DC1, ipsec="198.51.100.99"), DC2))
    change = planned(running.text(), moved.part())
    after = Router(running.text()).run(change.commands)
    assert after.state() == Router(EMPTY + LIST).run(moved.text().splitlines()).state()
    assert after.run(change.inverse).state() == running.state()
    gone = Router(running.text()).run(planned(running.text(), LISTED.absent()).commands)
    assert gone.state() == Router(EMPTY + LIST).state()


@pytest.mark.requirement("VC-61", "IX-72")
def test_our_entries_are_known_where_the_device_shows_no_numbers():
    running = Router(EMPTY + LIST, numbered=False)
    running.run(LISTED.text().splitlines())
    assert planned(running.text(), LISTED.part()).commands == []


@pytest.mark.requirement("VC-61")
def test_an_entry_of_another_form_among_our_numbers_is_refused():
    text = EMPTY + LIST.replace(" 10 permit", " 5 permit tcp any any eq 22\n 10 permit")
    assert refused(text, LISTED) == [
        'KO-CF007 osaka-r1: ip access-list extended WAN-IN: entry "5 permit tcp any any eq 22" stands between 1 and 9 and is not of our form',
    ]
    assert refused(EMPTY, LISTED) == ["KO-CF002 osaka-r1: ip access-list extended WAN-IN does not exist on the router"]


@pytest.mark.requirement("VC-22", "VC-52")
def test_redistribution_into_the_customers_ospf_comes_and_goes():
    base = EMPTY + "router ospf 1\n network 10.1.0.0 0.0.255.255 area 0\n"
    site = ONE_CPE.but(ospf=1)
    running = Router(base).run(planned(base, site.part()).commands)
    assert " redistribute bgp 65001 subnets route-map VC-LAN" in running.text()
    assert planned(running.text(), site.part()).commands == []
    change = planned(running.text(), ONE_CPE.part())
    assert stripped(change.commands) == [
        "router ospf 1",
        "no redistribute bgp 65001 subnets route-map VC-LAN",
        "no route-map VC-LAN permit 10",
        "no ip prefix-list VC-LAN",
    ]
    assert Router(running.text()).run(change.commands).state() == Router(base).run(ONE_CPE.text().splitlines()).state()
    assert refused(EMPTY, site) == ["KO-CF002 osaka-r1: router ospf 1 does not exist on the router"]


def test_lines_outside_the_ownership_are_refused():
    part = ONE_CPE.part()
    change = planned(EMPTY, Part(part.system, part.intended + "ntp server 192.0.2.9\n", part.ownership))
    assert told(change) == ['KO-CF010 osaka-r1: rendered line "ntp server 192.0.2.9" is outside what the system owns']


@pytest.mark.requirement("IX-36")
def test_no_secret_of_a_quoted_line_gets_into_a_problem():
    part = ONE_CPE.part()
    change = planned(EMPTY, Part(part.system, "enable secret S3CRET\n", part.ownership))
    assert codes(change) == ["KO-CF010"]
    assert "S3CRET" not in repr(change)


def test_lines_of_the_users_own_are_added_or_changed_and_nothing_is_removed():
    text = (
        EMPTY
        + "ip access-list extended MGMT\n 10 permit tcp any any eq 22\n 20 deny ip any any\n"
        + "ntp server 192.0.2.9\nip prefix-list P seq 5 permit 10.0.0.0/8\n"
    )
    own = f"interface {WAN}\n description uplink\nip access-list extended MGMT\n"
    own += " 10 permit tcp 10.0.0.0 0.255.255.255 any eq 22\n 15 permit icmp any any\n"
    own += "ntp server 192.0.2.10\nip prefix-list P seq 10 permit 172.16.0.0/12\npolicy-map Q\n class class-default\n  fair-queue\n"
    change = planned(text, Part("config", own, NOTHING))
    assert change.problems == []
    assert change.commands == [
        f"interface {WAN}",
        " description uplink",
        "ip access-list extended MGMT",
        " 15 permit icmp any any",
        " no 10",
        " 10 permit tcp 10.0.0.0 0.255.255.255 any eq 22",
        "ntp server 192.0.2.10",
        "ip prefix-list P seq 10 permit 172.16.0.0/12",
        "policy-map Q",
        " class class-default",
        "  fair-queue",
    ]
    after = text.replace(f"interface {WAN}\n", f"interface {WAN}\n description uplink\n").replace(
        " 10 permit tcp any any eq 22", " 10 permit tcp 10.0.0.0 0.255.255.255 any eq 22\n 15 permit icmp any any"
    )
    after += "ntp server 192.0.2.10\nip prefix-list P seq 10 permit 172.16.0.0/12\npolicy-map Q\n class class-default\n  fair-queue\n"
    assert planned(after, Part("config", own, NOTHING)).commands == []


def test_two_systems_share_a_router():
    voice = Part("config", f"interface {WAN}\n description uplink\n", NOTHING)
    change = planned(EMPTY, ONE_CPE.part(), voice)
    at = change.commands.index(f"interface {WAN}")
    assert change.commands[at : at + 3] == [f"interface {WAN}", " crypto map VC-MAP", " description uplink"]
