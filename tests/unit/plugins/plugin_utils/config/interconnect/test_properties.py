"""Any former Interconnect of ours, whole or half applied, in any company, becomes what is wanted: in order, reversibly, touching nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, ours
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import as_data, from_data
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.unit.plugins.plugin_utils.config.interconnect.parts import BGP, INSIDE, OFFICE, part_of
from tests.unit.plugins.plugin_utils.config.model import Router
from tests.unit.plugins.plugin_utils.config.sites import DRIVER, ONE_CPE, planned
from tests.unit.plugins.plugin_utils.design.interconnect.made import given

Made = tuple[str, dict[str, Any]]
# What is drawn is told as drawn: to shrink whole sites takes minutes, and they are short to read.
QUICK = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
BARE = "hostname r1\n" + "".join(f"interface GigabitEthernet0/0/{n}\n load-interval 30\n" for n in (1, 2))
ROUTES = ["203.0.113.0/25", "44.1.1.0/24", "44.2.0.0/16", "45.0.0.0/10"]


@st.composite
def sites(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """The site at some time, as ``made.given`` takes it: other links, routes, roles, lists, queues; one or two connections on this router."""
    base = draw(st.sampled_from(["tokyo", "one_ce", "active"]))
    how: dict[str, Any] = {
        "customer_routes": draw(st.lists(st.sampled_from(ROUTES[1:]), unique=True, max_size=3)) + ROUTES[:1],
        "twilio_routes": draw(st.lists(st.sampled_from(["208.78.112.64/26", "67.213.136.64/26", "168.86.128.0/18"]), unique=True, min_size=1)),
        "edges": draw(st.sampled_from([["ashburn-ix"], ["ashburn-ix", "san-jose-ix"]])),
        "acl__enabled": draw(st.booleans()), "qos__enabled": draw(st.booleans()), "qos__voice_percent": draw(st.sampled_from([60, 50])),
        "border_devices__0__sip": draw(st.sampled_from([["udp/5060"], ["udp/5060", "tls/5061"]])),
    }  # fmt: skip
    first = {
        "vlan": draw(st.sampled_from([310, 320, None])), "max_prefixes": draw(st.sampled_from([50, 60])),
        "bgp_password": draw(st.sampled_from([None, "bgp-a"])), "bgp_timers": draw(st.sampled_from([None, {"keepalive": 10, "hold": 30}])),
        "origin_static": draw(st.booleans()),
        **draw(st.sampled_from([{}, {"address": "198.51.100.130/29", "pe_address": "198.51.100.129"}])),
    }  # fmt: skip
    second = {"interface": "GigabitEthernet0/0/2", "vlan": draw(st.sampled_from([311, None]))}
    for place, connection in enumerate((first, second)):
        how.update({f"connections__{place}__{key}": value for key, value in connection.items()})
    return base, how


@st.composite
def foreign(draw: st.DrawFn) -> str:
    """What else the customer has, some of it named nearly as ours."""
    pieces = []
    for n in range(draw(st.integers(0, 6))):
        kinds = {
            "subinterface": f"interface GigabitEthernet0/0/1.9{n}\n description kyoten:interconnect:tokyo-sbc-2:ashburn\n encapsulation dot1Q 9{n}\n"
            f" ip address 10.99.{n}.1 255.255.255.0\n",
            "acl": f"ip access-list extended XTI-ASHBURN-{n}\n 10 permit tcp any any eq bgp\n 20 deny ip any any\n",
            "prefix": f"ip prefix-list LAN-TI-{n} seq 5 permit 203.0.113.0/25\n",
            "route": f"vrf definition V{n}\nip route vrf V{n} 203.0.113.0 255.255.255.128 Null0 name ORIGIN\n",
            "policy": f"ip access-list extended VIDEO-{n}\n 10 permit udp any any\nclass-map match-any VIDEO-{n}\n"
            f" match access-group name VIDEO-{n}\n"
            f"policy-map EDGE-TI-{n}\n class VIDEO-{n}\n  set dscp af41\n class class-default\n  fair-queue\n",
            "vrf": f"vrf definition TWILIO-{n}\n rd 65010:9{n}\n address-family ipv4\n exit-address-family\n",
        }  # fmt: skip
        pieces.append(kinds[draw(st.sampled_from(sorted(kinds)))])
    return "".join(pieces)


def at(site: Made, **more: Any) -> Part:
    """The part of the first router, with further changes."""
    base, how = site
    return part_of(given(base, **{**how, **more}))


def base_of(inside: bool, neighbour: bool, extra: str) -> str:
    """A router of the customer's: with border devices in the VRF, with BGP neighbours of its own, or bare."""
    return BARE + (INSIDE if inside else "") + (OFFICE + BGP if neighbour else "") + extra


def expected_of(base: str, wanted: Part, inside: bool, neighbour: bool) -> dict[str, Any]:
    """The meaning of the base with all that is wanted; a VRF that is there keeps its distinguisher, a process its furniture."""
    kept = [line for line in wanted.intended.splitlines() if not (inside and line == " rd 65010:310")]
    return Router(base).run(line for line in kept if not (neighbour and line == " bgp log-neighbor-changes")).state()


def half_applied(base: str, former: Part, cut: int) -> Router:
    """The router after the first ``cut`` lines of an installation, never between what is ours and the line that tells so.

    These are the descriptions of a neighbour and of a subinterface and a VRF's distinguisher: an empty one may be anybody's.
    """
    commands = planned(base, former).commands
    while cut < len(commands) and re.search(r"remote-as 64700$|^vrf definition|^interface \S+\.\d+$", commands[cut - 1]):
        cut += 1
    return Router(base).run(commands[:cut])


WORLD = {"former": sites(), "wanted": sites(), "inside": st.booleans(), "neighbour": st.booleans(), "extra": foreign(), "absent": st.booleans()}


@pytest.mark.requirement("TI-50", "TI-56", "TI-57", "IX-37")
@settings(QUICK, max_examples=40)
@drawn(**WORLD, cut=st.one_of(st.integers(1, 160), st.just(999)))
def test_any_former_state_converges_in_order_and_can_be_undone(
    former: Made, wanted: Made, inside: bool, neighbour: bool, extra: str, absent: bool, cut: int
) -> None:
    base = base_of(inside, neighbour, extra)
    running = half_applied(base, at(former), cut)
    to = at(wanted)
    part = at(wanted, state="absent") if absent else to
    change = planned(running.text(), part)
    assert not errors(change.problems)

    after = Router(running.text()).run(change.commands)  # raises Refused at any violation of order
    assert after.state() == (Router(base).state() if absent else expected_of(base, to, inside, neighbour))
    again = planned(after.text(), part)
    assert (again.commands, again.inverse, again.diff) == ([], [], "")
    assert after.run(change.inverse).state() == running.state()


@settings(QUICK, max_examples=15)
@drawn(**WORLD, later=st.sampled_from(["", "ip prefix-list LATER seq 5 permit 10.9.0.0/16\n", "hostname r9\n"]))
def test_what_was_ours_before_a_change_brings_it_back(
    former: Made, wanted: Made, inside: bool, neighbour: bool, extra: str, absent: bool, later: str
) -> None:
    """The rollback of a run: what was kept, as data, is the intention of another plan, whatever else has come since."""
    base = base_of(inside, neighbour, extra)
    running = half_applied(base, at(former), 999)
    part = at(wanted, state="absent" if absent else "present")
    kept = ours(DRIVER, running.text(), part)
    after = Router(running.text()).run(planned(running.text(), part).commands)
    moved = Router(after.text()).run(later.splitlines())

    former_part = Part(part.system, kept, from_data(json.loads(json.dumps(as_data(part.ownership)))))
    back = planned(moved.text(), former_part)
    assert not errors(back.problems)
    assert moved.run(back.commands).state() == Router(running.text()).run(later.splitlines()).state()
    assert planned(moved.text(), former_part).commands == []


@pytest.mark.requirement("TI-56", "TI-57")
@settings(QUICK, max_examples=15)
@drawn(former=sites(), wanted=sites(), inside=st.booleans(), neighbour=st.booleans(), cut=st.integers(0, 120))
def test_a_change_cut_at_any_line_is_finished_by_the_next_run(former: Made, wanted: Made, inside: bool, neighbour: bool, cut: int) -> None:
    base = base_of(inside, neighbour, "")
    running = half_applied(base, at(former), 999)
    to = at(wanted)
    commands = planned(running.text(), to).commands
    while 0 < cut < len(commands) and re.search(r"remote-as 64700$", commands[cut - 1]):
        cut += 1
    half = Router(running.text()).run(commands[:cut])
    done = Router(half.text()).run(planned(half.text(), to).commands)
    assert done.state() == expected_of(base, to, inside, neighbour)


#: the autonomous system of Virtual Connect's process
PROCESS = {"connections__0__asn": 65001, "connections__1__asn": 65001}
BESIDE = (
    "hostname r1\ninterface GigabitEthernet0/0/0\n ip address 203.0.113.130 255.255.255.252\n"
    "interface GigabitEthernet0/0/1\n load-interval 30\ninterface GigabitEthernet0/0/2\n load-interval 30\n"
)


@pytest.mark.requirement("TI-56", "VC-52")
@settings(QUICK, max_examples=15)
@drawn(former=sites(), wanted=sites(), first=st.booleans(), gone=st.sampled_from(["virtual_connect", "interconnect", "both", ""]))
def test_two_systems_in_one_plan_leave_each_other_alone(former: Made, wanted: Made, first: bool, gone: str) -> None:
    virtual, connect = ONE_CPE.part(), at(former, **PROCESS)
    parts = [virtual, connect] if first else [connect, virtual]
    running = Router(BESIDE).run(planned(BESIDE, *parts).commands)
    assert planned(running.text(), *parts).commands == []

    away = at(wanted, state="absent", **PROCESS)
    after_parts = [
        ONE_CPE.absent() if gone in ("virtual_connect", "both") else virtual,
        away if gone in ("interconnect", "both") else at(wanted, **PROCESS),
    ]
    change = planned(running.text(), *after_parts)
    assert not errors(change.problems)
    after = Router(running.text()).run(change.commands)
    wanted_lines = [line for part in after_parts for line in part.intended.splitlines()]
    assert furnished(after) == furnished(Router(BESIDE).run(wanted_lines))
    assert planned(after.text(), *after_parts).commands == []
    assert after.run(change.inverse).state() == running.state()
    alone = planned(running.text(), away)
    assert not any("VC-" in line or "Tunnel" in line or "GigabitEthernet0/0/0" in line for line in alone.commands)


def furnished(router: Router) -> dict[str, Any]:
    """The state without the lines of the process that one system puts only where nobody else lives."""
    state = router.state()
    bgp = state["inner"].get("router bgp 65001")
    if bgp:
        bgp["lines"] = [line for line in bgp["lines"] if not re.fullmatch(r"(no )?bgp .*", line)]
        if not bgp["lines"] and not bgp["inner"]:
            del state["inner"]["router bgp 65001"]
    return state
