"""Any former state of ours, whole or half applied, in any company, becomes what is wanted: in order, reversibly, and touching nothing else."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, ours
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import as_data, from_data
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.rows import edits, placed
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.tree import Node
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.unit.plugins.plugin_utils.config.model import Router
from tests.unit.plugins.plugin_utils.config.sites import DC1, DC2, DRIVER, ONE_CPE, WAN, Site, Tunnel, planned

FURNITURE = re.compile(r"(no )?bgp (router-id|log-neighbor-changes|default ipv4-unicast).*")
NEIGHBOUR = """router bgp 65001
 bgp router-id 10.1.0.1
 no bgp default ipv4-unicast
 neighbor 10.1.0.2 remote-as 65001
 neighbor 10.1.0.2 description core
 address-family ipv4
  network 10.1.0.0 mask 255.255.0.0
  neighbor 10.1.0.2 activate
  neighbor 10.1.0.2 prefix-list CORE in
 exit-address-family
"""


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """A design of the site at some time: other numbers, addresses, names, parameters, VRFs, one or two tunnels."""
    count = draw(st.integers(1, 2))
    first = draw(st.integers(1, 3 - count)) if count == 1 else 1
    pick = {name: draw(st.permutations(range(3))) for name in ("number", "source", "link", "peer")}
    tunnels = tuple(
        Tunnel(
            dc=dc,
            number=101 + pick["number"][dc],
            source=f"203.0.113.{5 + pick['source'][dc]}",
            local=f"100.64.10.{4 * pick['link'][dc] + 2}",
            remote=f"100.64.10.{4 * pick['link'][dc] + 1}",
            ipsec=f"198.51.100.{11 + pick['peer'][dc]}",
            gre=f"198.51.100.{51 + pick['peer'][dc]}",
            half=draw(st.sampled_from(["192.0.2.0/25", "192.0.2.128/25"])),
            psk=draw(st.sampled_from(["psk-a", "psk-b"])),
            password="bgp-a",
        )
        for dc in range(first, first + count)
    )
    return Site(
        tunnels=tunnels,
        inside=draw(st.sampled_from(["", "VOICE"])),
        transport=draw(st.sampled_from(["", "INET"])),
        cbc=draw(st.booleans()),
        mtu=draw(st.sampled_from([1400, 1374])),
        keepalive=draw(st.sampled_from(["keepalive 10 3", ""])),
        prefix=draw(st.sampled_from(["VC", "VC-OLD"])),
        step=draw(st.sampled_from([10, 30])),
        wan=draw(st.sampled_from([WAN, "GigabitEthernet0/0/2"])),
        wan_acl="WAN-IN",
        ospf=draw(st.sampled_from([0, 1])),
    )


def base_of(site: Site, neighbour: bool, extra: str) -> str:
    """A router of the customer's on which ``site`` can be built."""
    vrf = f" vrf forwarding {site.transport}\n" if site.transport else ""
    return (
        f"hostname osaka-r1\nvrf definition INET\nvrf definition VOICE\ninterface {site.wan}\n{vrf} ip address 203.0.113.130 255.255.255.252\n"
        + "".join(f"interface {name}\n description spare\n" for name in {WAN, "GigabitEthernet0/0/2"} - {site.wan})
        + "ip access-list extended WAN-IN\n 10 permit tcp any any established\n 20 deny ip any any\n"
        + "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n"
        + "ip prefix-list CORE seq 5 permit 10.0.0.0/8\n"
        + (NEIGHBOUR if neighbour else "")
        + extra
    )


@st.composite
def foreign(draw: st.DrawFn) -> str:
    """Sections of the customer's, some with names close to ours."""
    pieces = []
    for n in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["interface", "acl", "prefix", "route", "tunnel", "policy"]))
        pieces.append(
            {
                "interface": f"interface Loopback9{n}\n description kyoten:virtual_connect:osaka-hub-2:dc1\n"
                f" ip address 10.99.{n}.1 255.255.255.255\n",
                "acl": f"ip access-list extended XVC-GRE-{n}\n 10 permit gre host 203.0.113.5 host 198.51.100.1{n}\n 20 deny ip any any\n",
                "prefix": f"ip prefix-list LAN-VC-{n} seq 5 permit 10.{n}.0.0/16\n",
                "route": f"ip route 10.{n}.0.0 255.255.0.0 10.1.0.{n} name LAN\n",
                "tunnel": f"interface Tunnel9{n}\n description VC-OLD tunnel of another team\n ip mtu 1300\n",
                "policy": f"crypto ikev2 proposal OFFICE-{n}\n encryption aes-cbc-256\n integrity sha256\n group 19\n",
            }[kind]
        )
    return "".join(pieces)


def meaning(router: Router) -> dict:
    """The router's state without the process lines that are only put where nobody lives (VC-56)."""
    state = router.state()
    bgp = state["inner"].get("router bgp 65001")
    if bgp:
        bgp["lines"] = [line for line in bgp["lines"] if not FURNITURE.fullmatch(line)]
        if not bgp["lines"] and not bgp["inner"]:
            del state["inner"]["router bgp 65001"]
    return state


def furnished(router: Router) -> dict:
    """The state without the process lines that a half-applied installation had not come to, and that stay."""
    state = router.state()
    bgp = state["inner"].get("router bgp 65001", {"lines": [], "inner": {}})
    bgp["lines"] = [line for line in bgp["lines"] if not FURNITURE.fullmatch(line)]
    bgp["inner"] = {name: body for name, body in bgp["inner"].items() if body["lines"] or body["inner"]}
    if not bgp["lines"] and not bgp["inner"]:
        state["inner"].pop("router bgp 65001", None)
    return state


def half_applied(base: str, former: Site, cut: int) -> Router:
    """The router after the first ``cut`` lines of an installation of ``former`` (or all), never between a neighbour and its description."""
    commands = planned(base, former.part()).commands
    while cut < len(commands) and commands[cut - 1].endswith("remote-as 64900"):
        cut += 1
    return Router(base).run(commands[:cut])


@pytest.mark.requirement("VC-52", "VC-62", "IX-37")
@settings(max_examples=60, deadline=None)
@given(former=sites(), wanted=sites(), neighbour=st.booleans(), extra=foreign(), cut=st.integers(1, 150), absent=st.booleans())
def test_any_former_state_converges_in_order_and_can_be_undone(former, wanted, neighbour, extra, cut, absent):
    base = base_of(wanted, neighbour, extra)
    running = half_applied(base, former.but(wan=wanted.wan, transport=wanted.transport), cut)
    part = wanted.absent() if absent else wanted.part()
    change = planned(running.text(), part)
    assert not errors(change.problems)

    after = Router(running.text()).run(change.commands)  # raises Refused at any violation of order
    expected = Router(base) if absent else Router(base).run(line for line in wanted.text().splitlines() if not FURNITURE.fullmatch(line.strip()))
    assert meaning(after) == meaning(expected)

    again = planned(after.text(), part)
    assert (again.commands, again.inverse, again.diff) == ([], [], "")
    assert after.run(change.inverse).state() == running.state()


LATER = st.sampled_from(["", "ip prefix-list LATER seq 5 permit 10.9.0.0/16\n", "interface Loopback77\n description later\n", "hostname osaka-r9\n"])


@settings(max_examples=60, deadline=None)
@given(former=sites(), wanted=sites(), neighbour=st.booleans(), extra=foreign(), cut=st.integers(1, 150), absent=st.booleans(), later=LATER)
def test_what_was_ours_before_a_change_brings_it_back_whatever_else_has_come_since(former, wanted, neighbour, extra, cut, absent, later):
    base = base_of(wanted, neighbour, extra)
    running = half_applied(base, former.but(wan=wanted.wan, transport=wanted.transport), cut)
    part = wanted.absent() if absent else wanted.part()
    kept = ours(DRIVER, running.text(), part)
    after = Router(running.text()).run(planned(running.text(), part).commands)
    moved = Router(after.text()).run(later.splitlines())

    ownership = from_data(json.loads(json.dumps(as_data(part.ownership))))
    back = planned(moved.text(), Part(part.system, kept, ownership))
    assert not errors(back.problems)
    assert furnished(moved.run(back.commands)) == furnished(Router(running.text()).run(later.splitlines()))
    assert planned(moved.text(), Part(part.system, kept, ownership)).commands == []


def test_a_bgp_process_that_a_killed_run_had_only_begun_stays_on_the_way_back_to_it():
    running = Router(base_of(ONE_CPE, False, "")).run([f"router bgp {ONE_CPE.asn}"])
    part = ONE_CPE.part()
    kept = Part(part.system, ours(DRIVER, running.text(), part), part.ownership)
    moved = Router(running.text()).run(planned(running.text(), part).commands)
    moved.run(planned(moved.text(), kept).commands)
    assert f"router bgp {ONE_CPE.asn}" in moved.text()
    assert planned(moved.text(), kept).commands == []


@pytest.mark.requirement("VC-62")
@settings(max_examples=40, deadline=None)
@given(wanted=sites(), cut=st.integers(0, 150), back=st.integers(0, 150))
def test_a_change_cut_at_any_line_is_finished_by_the_next_run(wanted, cut, back):
    base = base_of(wanted, False, "")
    running = Router(base).run(ONE_CPE.but(wan=wanted.wan, wan_acl="WAN-IN").text().splitlines())
    commands = planned(running.text(), wanted.part()).commands
    while 0 < cut < len(commands) and commands[cut - 1].endswith("remote-as 64900"):
        cut += 1
    half = Router(running.text()).run(commands[:cut])
    done = Router(half.text()).run(planned(half.text(), wanted.part()).commands)
    assert meaning(done) == meaning(Router(base).run(wanted.text().splitlines()))


@pytest.mark.requirement("VC-62", "IX-50")
def test_three_thousand_foreign_lines_are_byte_for_byte_untouched():
    pieces = [
        f"interface GigabitEthernet1/0/{n}\n description port {n} to VC-DC1\n switchport\n spanning-tree portfast\n!\n"
        f"ip access-list extended LIST-{n}\n"
        f" 10 permit tcp any host 10.0.{n % 250}.1 eq 443\n 20 deny ip any any\n!\nroute-map RM-{n} permit 10\n match ip address LIST-{n}\n!\n"
        f"ip route 10.{n % 250}.0.0 255.255.0.0 10.1.0.{n % 250}\n"
        for n in range(235)
    ]
    theirs = "".join(pieces)
    assert theirs.count("\n") > 3000
    ours = Router(base_of(ONE_CPE, True, "")).run(planned(base_of(ONE_CPE, True, ""), ONE_CPE.part()).commands).text().removesuffix("end\n")
    change = planned(ours + theirs + "end\n", ONE_CPE.absent())
    touched = {line.strip() for line in change.commands}
    assert not touched & {line.strip() for line in theirs.splitlines()}
    assert not any(re.search(r"LIST-|RM-|GigabitEthernet1/|ip route 10\.", line) for line in change.commands + change.inverse)
    assert not re.search(r"LIST-|RM-|GigabitEthernet1/", change.diff)
    assert planned(ours + theirs + "end\n", ONE_CPE.part()).commands == []


rows_of = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@pytest.mark.requirement("IX-32", "IX-35")
@settings(max_examples=300, deadline=None)
@given(old=rows_of, new=rows_of, numbers=st.lists(st.integers(1, 9), unique=True, min_size=6, max_size=6), last=st.sampled_from([0, 9]))
def test_ordered_lists_never_clash_never_repeat_and_never_run_empty(old, new, numbers, last):
    def rows(keys: list[str], at: list[int]) -> list[Node]:
        found = [Node(key, key, key, None, [key]) for key in keys]
        for row, number in zip(found, at, strict=False):
            row.sequence = number
        return found

    before = rows(old, sorted(numbers[: len(old)]))
    after = placed(before, rows(new, list(range(1, 9))), last)
    for start, end in ((before, after), (after, before)):
        live = {row.sequence: row.key for row in start}
        for edit in edits(start, end):
            if edit.remove:
                assert live.pop(edit.row.sequence) == edit.row.key
            else:
                assert edit.row.sequence not in live
                assert edit.row.key not in live.values()
                live[edit.row.sequence] = edit.row.key
            assert live or not start or not end
        assert [live[number] for number in sorted(live)] == [row.key for row in end]
    assert not last or all(1 <= row.sequence <= last for row in after)


def test_the_model_refuses_what_a_router_refuses():
    from tests.unit.plugins.plugin_utils.config.model import Refused

    text = Router(base_of(ONE_CPE, False, "")).run(ONE_CPE.but(tunnels=(DC1, DC2)).text().splitlines()).text()
    for lines in (
        ["no ip access-list extended VC-GRE-DC1"],
        ["no crypto ikev2 profile VC-DC1"],
        ["no crypto map VC-MAP 10", "no crypto map VC-MAP 20"],
        ["no interface Loopback101"],
        ["interface Tunnel9", "tunnel source Loopback77"],
        ["ip prefix-list VC-OUT seq 5 permit 10.0.0.0/8"],
        ["interface Loopback8", "ip address 203.0.113.5 255.255.255.255"],
        ["router bgp 65002"],
        ["interface Tunnel101", "no ip nonsense"],
        ["gibberish"],
        ["interface Tunnel101", "no crypto map VC-MAP 10"],
        ["router bgp 65001", "neighbor 192.0.2.77 password x"],
        ["ip access-list extended VC-GRE-DC1", "10 permit gre any any"],
    ):
        with pytest.raises(Refused):
            Router(text).run(lines)
