"""What is ours on a CE is changed and removed, everything else is untouched; what stands against a change is refused with its words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import line
from tests.unit.plugins.plugin_utils.config.interconnect.parts import BGP, EMPTY, INSIDE, OFFICE, installed, part
from tests.unit.plugins.plugin_utils.config.model import Router
from tests.unit.plugins.plugin_utils.config.sites import codes, planned, stripped
from tests.unit.plugins.plugin_utils.intent.interconnect.sites import SECOND

UNTAGGED = {"connections__0__vlan": None}
PORT = "interface GigabitEthernet0/0/1"


def told(running: str, language: str = "en", **changes: Any) -> list[str]:
    """The problems of a change that must not happen, as a user of r1 reads them, without the mend."""
    change = planned(running, part(**changes))
    assert (change.commands, change.inverse, change.diff, change.touched) == ([], [], "", [])
    return [line(replace(problem, host="r1"), language).partition(" — ")[0] for problem in change.problems]


@pytest.mark.requirement("TI-50", "TI-51", "TI-54", "TI-55", "TI-56")
@pytest.mark.parametrize("base", ["tokyo", "one_ce", "active"])
@pytest.mark.parametrize("host", ["ce-tokyo-1", SECOND])
def test_the_rendered_text_is_sent_as_it_stands_and_once(base: str, host: str) -> None:
    if (base, host) == ("one_ce", SECOND):
        host = "ce-tokyo-1"
    wanted = part(base, host)
    change = planned(EMPTY, wanted)
    assert (change.problems, change.commands) == ([], wanted.intended.splitlines())
    running = Router(EMPTY).run(change.commands).text()
    assert planned(running, wanted).commands == []


@pytest.mark.requirement("TI-56")
def test_what_goes_goes_in_reverse_order() -> None:
    assert stripped(planned(installed(EMPTY, part()), part(state="absent")).commands) == [
        "no router bgp 65010", "no interface GigabitEthernet0/0/1.310", "no policy-map TI-ASHBURN-SHAPE", "no policy-map TI-ASHBURN-CHILD",
        "no class-map match-any TI-VOICE", "no class-map match-any TI-SIGNALLING", "no ip access-list extended TI-ASHBURN-ACL-IN",
        "no ip access-list extended TI-ASHBURN-ACL-OUT", "no ip access-list extended TI-RTP", "no ip access-list extended TI-SIP",
        "no route-map TI-ASHBURN-IN permit 10", "no route-map TI-ASHBURN-OUT permit 10", "no ip prefix-list TI-ASHBURN-OUT",
        "no ip prefix-list TI-ASHBURN-IN", "no ip route vrf TWILIO 203.0.113.0 255.255.255.128 Null0 name TI-ORIGIN", "no vrf definition TWILIO",
    ]  # fmt: skip


@pytest.mark.requirement("TI-56")
def test_a_subinterface_of_somebody_else_is_not_taken_over() -> None:
    text = f"{EMPTY}{PORT}.310\n description to the other carrier\n encapsulation dot1Q 310\n"
    words = 'GigabitEthernet0/0/1.310 exists and is not ours (description "to the other carrier")'
    assert told(text) == [f"KO-CF001 r1: {words}"]
    mended = line(replace(planned(text, part()).problems[0], host="r1"), "ja")
    assert "GigabitEthernet0/0/1.310 は既に存在し" in mended and "別のインターフェース番号を使うか" in mended
    (other,) = told(text.replace("to the other carrier", "kyoten:interconnect:tokyo-sbc-2:ashburn"))
    assert other == 'KO-CF001 r1: GigabitEthernet0/0/1.310 exists and is not ours (description "kyoten:interconnect:tokyo-sbc-2:ashburn")'


@pytest.mark.requirement("TI-56")
def test_an_untagged_port_must_exist() -> None:
    assert told("hostname r1\n", **UNTAGGED) == [f"KO-CF002 r1: {PORT} does not exist on the router"]


@pytest.mark.requirement("TI-56")
@pytest.mark.parametrize(
    "theirs",
    ["description to the LAN", "vrf forwarding OFFICE", "ip address 10.1.1.1 255.255.255.0", "ip access-group LAN in", "service-policy output LAN"],
)
def test_a_port_on_which_something_stands_is_not_taken_over(theirs: str) -> None:
    text = f"{EMPTY}{OFFICE}ip access-list extended LAN\n 10 permit ip any any\npolicy-map LAN\n class class-default\n  fair-queue\n"
    text = text.replace(f"{PORT}\n", f"{PORT}\n {theirs}\n")
    assert told(text, **UNTAGGED) == [f'KO-CF009 r1: {PORT}: "{theirs}" exists and is not ours']


@pytest.mark.requirement("TI-56")
def test_an_untagged_port_stays_and_gives_back_what_we_put_there() -> None:
    running = installed(EMPTY, part(**UNTAGGED))
    assert planned(running, part(**UNTAGGED)).commands == []
    gone = planned(running, part(state="absent", **UNTAGGED))
    assert Router(running).run(gone.commands).state() == Router(EMPTY).state()
    tagged = planned(running, part())
    assert Router(running).run(tagged.commands).state() == Router(installed(EMPTY, part())).state()
    assert Router(running).run(tagged.commands + tagged.inverse).state() == Router(running).state()


@pytest.mark.requirement("TI-56", "TI-57")
@pytest.mark.parametrize("state", ["absent", "present"])
def test_leaving_an_untagged_port_can_break_off_at_any_line(state: str) -> None:
    """The mark goes last, so the next run still knows whose the other lines are."""
    running, wanted = installed(EMPTY, part(**UNTAGGED)), part(state=state)
    commands = planned(running, wanted).commands
    end = Router(running).run(commands).state()
    for cut in range(len(commands)):
        if not re.search(r"remote-as|^vrf definition", commands[cut - 1]):
            half = Router(running).run(commands[:cut])
            assert half.run(planned(half.text(), wanted).commands).state() == end, commands[:cut]


@pytest.mark.requirement("TI-56")
def test_an_untagged_connection_that_moved_to_another_router_leaves_its_port() -> None:
    how = {"connections__1__vlan": None, "connections__1__interface": "GigabitEthernet0/0/2"}
    base = f"{EMPTY}interface GigabitEthernet0/0/2\n load-interval 30\n"
    running = installed(base, part("one_ce", **how))
    change = planned(running, part(**how))
    assert (change.problems, Router(running).run(change.commands).state()) == ([], Router(installed(base, part(**how))).state())


@pytest.mark.requirement("TI-41")
def test_a_process_with_another_number_is_refused() -> None:
    text = EMPTY + OFFICE + BGP.replace("router bgp 65010", "router bgp 65100")
    assert told(text) == ['KO-CF006 r1: the router already runs "router bgp 65100", the design needs "router bgp 65010"']
    assert told(text, "ja") == ['KO-CF006 r1: ルーターでは既に "router bgp 65100" が動いていますが、設計では "router bgp 65010" が必要です']
    change = planned(installed(EMPTY, part()), part(connections__0__asn=65011, connections__1__asn=65011))
    assert (change.problems, change.commands[0]) == ([], "no router bgp 65010")


@pytest.mark.requirement("TI-50")
@pytest.mark.parametrize("at", ["network 203.0.113.0 mask 255.255.255.128", "neighbor 198.51.100.1 remote-as 64999"])
def test_what_the_customer_has_in_the_same_family_is_not_taken_over(at: str) -> None:
    family = f" address-family ipv4 vrf TWILIO\n  {at}\n  neighbor 198.51.100.9 remote-as 64999\n exit-address-family\n"
    text = f"{EMPTY}{INSIDE}router bgp 65010\n{family}"
    quoted = at.partition(" remote-as")[0]
    assert told(text) == [f'KO-CF009 r1: address-family ipv4 vrf TWILIO: "{quoted}" exists and is not ours']


@pytest.mark.requirement("TI-56")
@pytest.mark.parametrize("theirs", ["  neighbor 10.9.9.9 remote-as 65010\n  neighbor 10.9.9.9 activate\n", "  redistribute connected\n"])
def test_what_the_customer_has_beside_us_in_the_family_stays_when_we_go(theirs: str) -> None:
    running = installed(EMPTY, part()).replace(" address-family ipv4 vrf TWILIO\n", f" address-family ipv4 vrf TWILIO\n{theirs}")
    change = planned(running, part(state="absent"))
    left = Router(running).run(change.commands).text()
    assert all(line in left for line in ["router bgp 65010", " address-family ipv4 vrf TWILIO", "vrf definition TWILIO", *theirs.splitlines()])
    assert "198.51.100.1" not in left and "TI-" not in left


@pytest.mark.requirement("TI-50", "TI-56")
def test_the_same_network_in_another_family_is_the_customers() -> None:
    base = EMPTY + OFFICE + INSIDE + BGP
    running = installed(base, part())
    assert planned(running, part()).commands == []
    for changes in ({"state": "absent"}, {"customer_routes": ["203.0.113.0/26"]}):
        change = planned(running, part(**changes))
        after = Router(running).run(change.commands)
        assert "  network 203.0.113.0 mask 255.255.255.128\n  neighbor 10.1.0.2 activate\n" in after.text()
    assert Router(running).run(planned(running, part(state="absent")).commands).state() == Router(base).state()


@pytest.mark.requirement("TI-14")
@pytest.mark.parametrize(
    "leaking",
    ["import ipv4 unicast map ALL", "export ipv4 unicast map ALL", "route-replicate from vrf global unicast all", "import ipv4 unicast 100 map A"],
)
def test_a_vrf_that_leaks_is_refused_unless_the_leak_is_listed(leaking: str) -> None:
    text = EMPTY + INSIDE.replace("ipv4\n exit", f"ipv4\n  {leaking}\n exit")
    assert told(text) == [f'KO-TI014D r1: vrf definition TWILIO has "{leaking}", which lets routes out of the VRF or in']
    assert told(text, "ja") == [f'KO-TI014D r1: vrf definition TWILIO に "{leaking}" があり、VRF の経路が出入りします']
    assert codes(planned(text, part(leak=["10.0.0.0/8"]))) == []
    assert codes(planned(text, part(state="absent"))) == []
    other = text.replace("vrf definition TWILIO", "vrf definition OFFICE", 1).replace("vrf forwarding TWILIO", "vrf forwarding OFFICE")
    assert codes(planned(other, part())) == []


@pytest.mark.requirement("TI-14", "TI-56")
def test_the_vrf_of_the_customer_keeps_its_distinguisher_and_stays() -> None:
    running = installed(EMPTY + INSIDE, part())
    assert " rd 65010:9\n" in running and "65010:310" not in running
    gone = planned(running, part(state="absent"))
    assert Router(running).run(gone.commands).state() == Router(EMPTY + INSIDE).state()


@pytest.mark.requirement("TI-56")
def test_a_vrf_that_only_we_made_goes_and_one_that_came_into_use_stays() -> None:
    running = installed(EMPTY, part())
    assert "no vrf definition TWILIO" in planned(running, part(state="absent")).commands
    theirs = "interface Vlan9\n vrf forwarding TWILIO\n ip address 203.0.113.1 255.255.255.128"
    used = running.replace("hostname ce-tokyo-1", f"hostname ce-tokyo-1\n!\n{theirs}")
    change = planned(used, part(state="absent"))
    assert "no vrf definition TWILIO" not in change.commands
    assert [(problem.code, problem.level) for problem in change.problems] == [("KO-CF011", "warning")]
    left = Router(used).run(change.commands).text()
    assert "vrf definition TWILIO" in left and not re.search("TI-|kyoten|router bgp", left)


FAMILY = " address-family ipv4 vrf TWILIO\n"
USES = {
    "interface Vlan9\n vrf forwarding TWILIO": "vrf forwarding TWILIO",
    "ip route vrf TWILIO 10.9.0.0 255.255.0.0 198.51.100.9": "",
    "ip route vrf TWILIO 10.9.0.0 255.255.0.0 Null0": "",
    "router ospf 5 vrf TWILIO\n network 10.0.0.0 0.0.0.255 area 0": "router ospf 5 vrf TWILIO",
    "ip dhcp pool PHONES\n vrf TWILIO": "vrf TWILIO",
    "aaa group server tacacs+ T\n ip vrf forwarding TWILIO": "ip vrf forwarding TWILIO",
    "ip sla 1\n icmp-echo 10.0.0.1\n  vrf TWILIO": "vrf TWILIO",
    "ntp server vrf TWILIO 10.0.0.1": "",
    "ip nat inside source list 1 interface Vlan9 vrf TWILIO overload": "",
    "crypto ikev2 profile P\n match fvrf TWILIO": "match fvrf TWILIO",
}


@pytest.mark.requirement("TI-56", "IX-37")
@pytest.mark.parametrize("theirs", USES)
def test_whatever_the_customer_has_in_the_vrf_keeps_it(theirs: str) -> None:
    """Taking the VRF away would take their routes, sessions and addresses along without a word."""
    used = installed(EMPTY, part()).replace("hostname ce-tokyo-1", f"hostname ce-tokyo-1\n!\n{theirs}\n!")
    change = planned(used, part(state="absent"))
    assert "no vrf definition TWILIO" not in change.commands
    details = {"name": "TWILIO", "section": theirs.partition("\n")[0], "line": USES[theirs] or theirs}
    assert [(problem.code, problem.level, problem.details) for problem in change.problems] == [("KO-CF011", "warning", details)]


@pytest.mark.requirement("TI-56", "IX-37")
@pytest.mark.parametrize("theirs", ["  neighbor 10.1.1.1 remote-as 65099\n  neighbor 10.1.1.1 activate\n", "  redistribute connected\n"])
def test_what_the_customer_announces_from_the_vrf_keeps_it(theirs: str) -> None:
    used = installed(EMPTY, part()).replace(FAMILY, FAMILY + theirs)
    change = planned(used, part(state="absent"))
    assert "no vrf definition TWILIO" not in change.commands
    assert [(problem.code, problem.details["line"]) for problem in change.problems] == [("KO-CF011", FAMILY.strip())]
    left = Router(used).run(change.commands).text()
    assert FAMILY + theirs in left and "TI-" not in left
    bare = EMPTY.replace("hostname", "router bgp 65010\n" + FAMILY + theirs + "vrf definition TWILIO\n rd 65010:310\nhostname", 1)
    assert not any("TWILIO" in command for command in planned(bare, part(state="absent")).commands)


@pytest.mark.requirement("TI-56", "IX-37")
def test_an_empty_address_family_goes_with_the_vrf() -> None:
    """A run that broke off before its first neighbour leaves one behind, in the customer's BGP process."""
    theirs = EMPTY.replace("hostname", "router bgp 65010\n neighbor 10.1.1.1 remote-as 65010\nhostname", 1)
    running = Router(theirs).run(["vrf definition TWILIO", " rd 65010:310", "router bgp 65010", " address-family ipv4 vrf TWILIO"]).text()
    change = planned(running, part(state="absent"))
    assert change.commands == ["router bgp 65010", " no address-family ipv4 vrf TWILIO", "no vrf definition TWILIO"]
    gone = Router(running).run(change.commands)
    assert gone.state() == Router(theirs).state()
    assert gone.run(change.inverse).state() == Router(running).state()


@pytest.mark.requirement("TI-14")
def test_another_vrf_takes_the_connection_along() -> None:
    """The former VRF stays, empty: its name and its distinguisher do not tell whether it was ever ours alone."""
    running = installed(EMPTY, part())
    how = {f"connections__{n}__vrf": "VOICE" for n in (0, 1)} | {"connections__0__rd": "65010:5"}
    change = planned(running, part(**how))
    former = "vrf definition TWILIO\n rd 65010:310\n address-family ipv4\n exit-address-family\n"
    assert Router(running).run(change.commands).state() == Router(installed(EMPTY + former, part(**how))).state()
    assert Router(running).run(change.commands + change.inverse).state() == Router(running).state()


@pytest.mark.requirement("TI-58", "IX-32")
def test_a_classful_network_without_its_mask_is_the_same() -> None:
    routes = {"customer_routes": ["203.0.113.0/25", "44.0.0.0/8", "198.41.0.0/24", "150.10.0.0/16", "150.20.0.0/24"]}
    running = installed(EMPTY, part(**routes))
    for bare in ("44.0.0.0", "198.41.0.0", "150.10.0.0"):
        assert re.search(rf"^  network {bare}$", running, re.MULTILINE)
    assert "  network 150.20.0.0 mask 255.255.255.0\n" in running
    assert planned(running, part(**routes)).commands == []
    fewer = planned(running, part(customer_routes=["203.0.113.0/25"]))
    assert Router(running).run(fewer.commands).state() == Router(installed(EMPTY, part())).state()


@pytest.mark.requirement("TI-55", "TI-58")
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (" eq 5060", " eq sip"), (" eq 5061", " eq sip-tls"), (" eq bgp", " eq 179"), ("range 5060 5061", "range sip sip-tls"),
        ("0.0.0.127 any", "0.0.0.127 0.0.0.0 255.255.255.255"), ("dot1Q 310", "dot1Q 310 "), ("bgp 65010", "bgp 0.65010"),
        ("as 64700", "as 0.64700"), ("icmp any any echo\n", "icmp any any 8\n"), (" vrf forwarding TWILIO", " ip vrf forwarding TWILIO"),
    ],
)  # fmt: skip
def test_what_a_router_spells_otherwise_is_the_same(ours: str, theirs: str) -> None:
    running = installed(EMPTY, part())
    assert ours in running
    assert planned(running.replace(ours, theirs), part()).commands == []


@pytest.mark.requirement("TI-55")
def test_sections_and_entries_in_another_order_are_the_same() -> None:
    """A router sorts its sections, and prints lists without numbers where it is told so."""
    router = Router(installed(EMPTY, part("one_ce")))
    blocks = re.split(r"\n!\n", router.text().partition("version 17.9\n")[2])
    turned = "hostname ce-tokyo-1\n" + "\n!\n".join(reversed(blocks))
    assert planned(turned, part("one_ce")).commands == []
    router.numbered = False
    assert planned(router.text(), part("one_ce")).commands == []


@pytest.mark.requirement("TI-54", "TI-55")
def test_one_value_changed_is_a_small_change() -> None:
    running = installed(EMPTY, part())
    voice = ["policy-map TI-ASHBURN-CHILD", "class TI-VOICE", "priority percent 50"]
    assert stripped(planned(running, part(qos__voice_percent=50)).commands) == voice
    assert stripped(planned(running, part(connections__0__max_prefixes=60)).commands) == [
        "router bgp 65010", "address-family ipv4 vrf TWILIO", "neighbor 198.51.100.1 maximum-prefix 60 80", "exit-address-family",
    ]  # fmt: skip
    assert stripped(planned(running, part(connections__0__role="secondary", connections__1__role="primary")).commands) == [
        "route-map TI-ASHBURN-IN permit 10", "set local-preference 100", "route-map TI-ASHBURN-OUT permit 10",
        "set as-path prepend 65010 65010 65010",
    ]  # fmt: skip


@pytest.mark.requirement("TI-54")
def test_a_policy_makes_room_for_another_on_the_same_interface() -> None:
    """IOS attaches one policy each way, and refuses a second one in silence."""
    running = installed(EMPTY, part())
    commands = stripped(planned(running, part(connections__0__location="london")).commands)
    there = commands.index("service-policy output TI-LONDON-SHAPE")
    assert commands[there - 1] == "no service-policy output TI-ASHBURN-SHAPE"


@pytest.mark.requirement("TI-49")
def test_a_password_is_sent_and_never_shown() -> None:
    change = planned(EMPTY, part())
    assert "  neighbor 198.51.100.1 password lab-tokyo-ashburn-bgp" in change.commands
    assert "lab-tokyo" not in change.diff and "password <secret>" in change.diff
    hidden = installed(EMPTY, part()).replace("password lab-tokyo-ashburn-bgp", "password 6 aBcDeF")
    assert planned(hidden, part()).commands == []
    always = planned(hidden, part(), secret_update="always")
    assert stripped(always.commands)[2] == "neighbor 198.51.100.1 password lab-tokyo-ashburn-bgp"
    assert "aBcDeF" not in always.diff and "lab-tokyo" not in always.diff
