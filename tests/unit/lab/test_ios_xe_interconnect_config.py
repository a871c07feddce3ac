"""What Twilio Interconnect needs of the simulated router's configuration: accepted, refused, written back (TI-50..TI-58, IX-30..IX-37)."""

from __future__ import annotations

import pytest

from .interconnect_support import ASHBURN, OSAKA_ASHBURN, OSAKA_SAN_JOSE, Connection, Sites, reference
from .ios_xe_support import bare, lines_of

VRF = "vrf definition V\n rd 65010:1\n address-family ipv4\n"
SUB = "interface GigabitEthernet0/0/1.310\n"
BGP = VRF + "router bgp 65010\n address-family ipv4 vrf V\n  neighbor 198.51.100.1 remote-as 64700\n"
PORT = "\n".join(("% Configuring IP routing on a LAN subinterface is only allowed if that",
                  "subinterface is already configured as part of an IEEE 802.10, IEEE 802.1Q,", "or ISL vLAN."))  # fmt: skip


def said(router, text):
    """What the router says to the last line of the text, and that it changed nothing when refused."""
    *before, last = text.splitlines()
    path = ()
    for line in before:
        path = router.enter(() if line[0] != " " else path, line).path
    running = router.running_text()
    answer = router.enter(() if last[0] != " " else path, last)
    if answer.error:
        assert router.running_text() == running
    return answer.text or (answer.refused.reason if answer.refused else "")


@pytest.mark.requirement("TI-56", "IX-50")
@pytest.mark.parametrize("connections", [(ASHBURN,), (OSAKA_ASHBURN, OSAKA_SAN_JOSE)], ids=["one", "two on one router"])
def test_the_reference_is_accepted_line_by_line_and_stands_as_sent(connections):
    router = bare()
    text = reference(*connections)
    assert router.configure(text) == []
    shown = router.running_text()
    assert {line.strip() for line in text.splitlines()} <= {line.strip() for line in shown.splitlines()}
    again = bare()
    again.configure(shown)
    assert again.running_text() == shown
    assert router.configure(text) == []
    assert router.running_text() == shown


REFUSALS = [
    (VRF + SUB + " vrf forwarding V\n ip address 198.51.100.2 255.255.255.252", PORT),
    (SUB + " encapsulation dot1Q 310\ninterface GigabitEthernet0/0/1.311\n encapsulation dot1Q 310", "% Configuration of multiple subinterfaces"),
    (SUB + " encapsulation dot1Q 4095", "invalid"),
    ("interface GigabitEthernet0/0/9.310", "invalid"),
    ("vrf definition V\n" + SUB + " encapsulation dot1Q 310\n vrf forwarding V\n ip address 198.51.100.2 255.255.255.252",
     "% IPv4 address family is not enabled in VRF V"),
    ("vrf definition V\nrouter bgp 1\n address-family ipv4 vrf V", "% IPv4 address family is not enabled in VRF V"),
    ("vrf definition V\nip route vrf V 203.0.113.0 255.255.255.128 Null0", "% IPv4 address family is not enabled in VRF V"),
    ("ip route vrf V 203.0.113.0 255.255.255.128 Null0", "% VRF V not configured."),
    (VRF + " rd 65010:2", '% Do "no vrf definition V" before redefining the VRF'),
    (VRF + "vrf definition W\n rd 65010:1", "% Cannot set RD, check if it's unique"),
    ("vrf definition V\n rd 65010", "invalid"),
    ("vrf definition V\n rd 65536:65536", "invalid"),
    ("vrf definition V\n rd 65535:4294967296", "invalid"),
    ("vrf definition V\n rd 198.51.100.1:65536", "invalid"),
    (BGP + "  neighbor 198.51.100.9 password x", "% Specify remote-as or peer-group commands first"),
    (BGP + "  neighbor 198.51.100.1 local-as 65010", "% Cannot have local-as same as BGP AS number"),
    (BGP + "  neighbor 198.51.100.1 maximum-prefix", "incomplete"),
    (BGP + "  neighbor 198.51.100.1 maximum-prefix 50 101", "invalid"),
    (BGP + "  neighbor 198.51.100.1 maximum-prefix 50 warning-only 80", "invalid"),
    (BGP + "  neighbor 198.51.100.1 maximum-prefix 50 80 warning-only restart 5", "invalid"),
    (BGP + "  neighbor 198.51.100.1 prefix-list P in\n  neighbor 198.51.100.1 distribute-list A in", "% Prefix/distribute list can not co-exist"),
    (BGP + "  network 203.0.113.1 mask 255.255.255.128", "% BGP: Incorrect network or mask/prefix-length configured"),
    (BGP + "  network 203.0.113.0 mask 255.0.255.0", "% BGP: Incorrect network or mask/prefix-length configured"),
    (BGP + "  neighbor 198.51.100.1 password 7 hush", "Invalid encrypted password: hush"),
    (VRF + SUB + " encapsulation dot1Q 310\n vrf forwarding V\n ip address 198.51.100.2 255.255.255.252\nrouter bgp 1\n address-family ipv4 vrf V\n"
     "  neighbor 198.51.100.2 remote-as 2", "% Cannot configure the local system as neighbor"),
    ("class-map match-any C\n match dscp gold", "invalid"),
    ("class-map match-any C\n match dscp 64", "invalid"),
    ("policy-map P\n class class-default\n  shape average 7999", "invalid"),
    ("policy-map P\n class class-default\n  service-policy Q", "% policy map Q not configured"),
    ("policy-map P\n class class-default\n  shape average 8000\n  service-policy P", "% Policy map P cannot be nested within itself"),
    ("class-map C\npolicy-map P\n class C\n  priority percent 60\n  bandwidth percent 5",
     "% bandwidth and priority cannot be configured in the same class"),
    ("class-map C\npolicy-map P\n class C\n  priority percent 60\n  fair-queue",
     "% fair-queue and priority cannot be configured in the same class"),
    ("class-map C\nclass-map D\npolicy-map P\n class C\n  priority percent 60\n class D\n  bandwidth percent 41",
     "% Sum total of class bandwidths exceeds 100 percent"),
    ("class-map C\nclass-map D\npolicy-map P\n class C\n  bandwidth 1000\n class D\n  bandwidth percent 41",
     "% All classes with bandwidth should have consistent units"),
    ("policy-map Q\n class class-default\n  fair-queue\npolicy-map P\n class class-default\n  service-policy Q",
     "% Queueing in a child policy needs a shaper or a bandwidth in the parent class"),
    ("policy-map Q\n class class-default\n  fair-queue\n" + SUB + " service-policy output Q", "CBWFQ : Not supported on subinterfaces"),
    ("policy-map Q\npolicy-map R\ninterface Loopback1\n service-policy output Q\n service-policy output R", "% Policy map Q is already attached"),
    ("policy-map Q\npolicy-map R\ninterface Loopback1\n service-policy output Q\n no service-policy output R", "% Policy map R is not attached"),
    ("policy-map Q\ninterface Loopback1\n service-policy output Q\n no service-policy output", "incomplete"),
    ("policy-map Q\ninterface Loopback1\n service-policy output Q\nno policy-map Q", "% Policy-map Q is being used"),
    ("class-map C\npolicy-map P\n class C\nno class-map C", "% Class-map C is being used"),
    ("ip access-list extended A\n permit udp any any dscp gold", "invalid"),
]  # fmt: skip


@pytest.mark.requirement("IX-11", "IX-57", "TI-50", "TI-54", "TI-56")
@pytest.mark.parametrize(("text", "words"), REFUSALS, ids=[f"{text.splitlines()[-1].strip()} ({at})" for at, (text, _words) in enumerate(REFUSALS)])
def test_refused_in_the_routers_words_and_without_effect(text, words):
    assert said(bare(), text).startswith(words)


SHOWN = [
    ("router bgp 65010", BGP + "  neighbor 198.51.100.1 maximum-prefix 50 75", "  neighbor 198.51.100.1 maximum-prefix 50\n"),
    ("router bgp 65010", BGP + "  neigh 198.51.100.1 max 50 80 warn", "  neighbor 198.51.100.1 maximum-prefix 50 80 warning-only\n"),
    ("router bgp 65010", BGP + "  neigh 198.51.100.1 max 50 rest 5", "  neighbor 198.51.100.1 maximum-prefix 50 restart 5\n"),
    ("router bgp 65010", BGP + "  neighbor 198.51.100.1 timers 60 180\n  neighbor 198.51.100.1 fall-over bfd",
     "  neighbor 198.51.100.1 remote-as 64700\n  neighbor 198.51.100.1 fall-over bfd\n  neighbor 198.51.100.1 activate\n"),
    ("router bgp 65010", BGP + "  network 203.0.113.0 mask 255.255.255.0", "  network 203.0.113.0\n"),
    ("route-map M", "route-map M\n match ip address prefix-list A\n match ip address prefix-list B",
     "route-map M permit 10 \n match ip address prefix-list A B\n"),
    ("route-map M", "route-map M\n match ip address prefix-list A B\n no match ip address prefix-list A", " match ip address prefix-list B\n"),
    ("route-map M", "route-map M\n set as-path prepend 1 2 3 4 5 6 7 8 9 10", " set as-path prepend 1 2 3 4 5 6 7 8 9 10\n"),
    ("policy-map", "class-map C\npolicy-map P\n class C\n  set dscp 46\n  priority percent 60", "  priority percent 60\n  set dscp ef\n"),
    ("class-map", "class-map match-any C\n match dscp 46 24 1", " match dscp ef cs3 1\n"),
    ("ip access-list", "ip access-list extended A\n permit udp any any dscp 46", " 10 permit udp any any dscp ef\n"),
    ("ip access-list", "ip access-list extended A\n permit ip host 1.1.1.1 8.8.8.8 0.0.0.255", " 10 permit ip host 1.1.1.1 8.8.8.0 0.0.0.255\n"),
    ("interface", SUB + " encap dot1q 310", " encapsulation dot1Q 310\n"),
]  # fmt: skip


@pytest.mark.requirement("IX-11", "IX-32", "IX-33", "TI-58")
@pytest.mark.parametrize(("_section", "text", "shown"), SHOWN, ids=[text.splitlines()[-1].strip() for _section, text, _shown in SHOWN])
def test_written_back_as_ios_writes_it(_section, text, shown):
    router = bare()
    assert router.configure(text) == []
    assert shown in router.running_text()


@pytest.mark.requirement("TI-56", "IX-37")
def test_a_vrf_that_goes_takes_addresses_routes_and_its_part_of_bgp_along():
    router = bare()
    router.configure(reference(ASHBURN))
    assert router.configure("no vrf definition TWILIO") == ["% IPv4 and IPv6 addresses from all interfaces in VRF TWILIO have been removed"]
    assert "TWILIO" not in router.running_text()
    assert "no ip address" in lines_of(router, "interface GigabitEthernet0/0/2.310")


@pytest.mark.requirement("TI-56")
def test_no_rd_takes_the_vrf_out_of_bgp_and_says_so():
    router = bare()
    router.configure(reference(ASHBURN))
    assert said(router, "vrf definition TWILIO\n no rd 65030:310") == '% "rd 65030:310" for VRF "TWILIO" scheduled for deletion'
    assert "address-family ipv4 vrf TWILIO" not in router.running_text()


@pytest.mark.requirement("TI-56")
def test_a_subinterface_that_goes_is_noted_and_without_its_vlan_has_no_address():
    router = bare()
    router.configure(reference(ASHBURN))
    router.configure(f"interface {ASHBURN.interface}\n no encapsulation dot1Q")
    assert "no ip address" in lines_of(router, f"interface {ASHBURN.interface}")
    assert said(router, f"no interface {ASHBURN.interface}").startswith("% Not all config may be removed and may reappear")
    assert ASHBURN.interface not in router.running_text()


def removal(each: Connection) -> list[str]:
    """Everything away again, in reverse order; the VRF and the BGP process are the customer's."""
    names = ["IN", "OUT"]
    return [
        f"router bgp {each.asn}", " no address-family ipv4 vrf TWILIO",
        f"no ip route vrf TWILIO {each.route[0]} {each.route[1]} Null0 name TI-ORIGIN",
        f"interface {each.interface}", f" no service-policy output {each.label}-SHAPE", f"no interface {each.interface}",
        *(f"no policy-map {each.label}-{level}" for level in ("SHAPE", "CHILD")), *(f"no class-map TI-{name}" for name in ("VOICE", "SIGNALLING")),
        *(f"no ip access-list extended {name}" for name in ("TI-RTP", "TI-SIP", f"{each.label}-ACL-IN")),
        *(f"no route-map {each.label}-{name}" for name in names), *(f"no ip prefix-list {each.label}-{name}" for name in names),
    ]  # fmt: skip


@pytest.mark.requirement("TI-56", "IX-37")
def test_what_was_added_is_taken_away_again_and_nothing_else():
    sites = Sites(ASHBURN)
    router = sites.routers["fukuoka-r1"]
    untouched = router.parse(router.delivered).root
    notes = router.configure(removal(ASHBURN))
    assert [note for note in notes if not note.startswith("% Not all config may be removed")] == []
    assert router.parse(router.running_text()).root.lines.keys() == untouched.lines.keys()
    assert "TI-" not in router.running_text()
    assert router.running_text() == router.startup_text()


@pytest.mark.requirement("IX-45")
def test_a_policy_that_stands_before_its_child_survives_a_rollback():
    router = bare()
    router.configure(reference(ASHBURN))
    router.configure("policy-map LATER\n class class-default\n  fair-queue\n"
                     "policy-map TI-ASHBURN-SHAPE\n class class-default\n  service-policy LATER")  # fmt: skip
    text = router.running_text()
    assert "service-policy LATER" in text
    router.replace(text)
    assert router.running_text() == text


@pytest.mark.requirement("IX-72", "TI-66")
def test_a_release_that_calls_port_5060_sip():
    sites = Sites(ASHBURN)
    router = sites.routers["fukuoka-r1"]
    before = router.running_text()
    router.faults.sip_port_named = True
    assert " 60 permit udp host 208.78.112.64 host 203.0.113.138 eq sip\n" in router.running_text()
    assert "range sip 5061 any\n" in router.running_text()
    assert "host 203.0.113.138 eq sip" in sites.run("show ip access-lists TI-ASHBURN-ACL-IN")
    assert said(router, "ip access-list extended TI-ASHBURN-ACL-IN\n 60 permit udp host 208.78.112.64 host 203.0.113.138 eq sip") == ""
    router.faults.sip_port_named = False
    assert router.running_text() == before
