"""Both rules run by a real Tcl over a model of the SIP commands (BP-60 to BP-64): every shape of Route and Via, and where the guide's logic fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.bigip import rules
from tests.lab.bigip.plane.engine import engine, load, run
from tests.unit.plugins.plugin_utils.intent.sip_load_balancer.services import designed

V, S, W = "192.0.2.100:5060", ("192.0.2.10", "40000"), ("192.0.2.22", "5061")
Headers = list[tuple[str, str]]


class Flow:
    """One flow through both rules: variables live as long as it does (BP-65). ``compact``: whether Via is also found by ``v``."""

    def __init__(self, compact: bool = False, **options: Any) -> None:
        self.engine, self.compact, self.start = engine(), compact, ""
        self.logged: list[str] = []
        self.headers: Headers = []
        self.engine.call = self._answer
        texts = rules(designed(**options))
        self.bodies = {handler.event: handler.body for key, text in texts.items() for handler in load(self.engine, key, text)}

    def request(self, headers: Headers, method: str = "INVITE") -> Headers:
        return self._run("SIP_REQUEST_SEND", method, headers)

    def response(self, headers: Headers) -> Headers:
        return self._run("SIP_RESPONSE", "200", headers)

    def _run(self, event: str, start: str, headers: Headers) -> Headers:
        self.start, self.headers, self.logged = start, list(headers), []
        run(self.engine, 1, self.bodies[event])
        return self.headers

    def _answer(self, words: Sequence[str]) -> str:
        """What a command of F5 says."""
        name, *arguments = (words[0].removeprefix("::"), *words[1:])
        places = {"IP::local_addr": S[0], "UDP::local_port": S[1], "IP::server_addr": W[0], "UDP::server_port": W[1]}
        if name == "log":
            self.logged.append(arguments[0])
            return ""
        return places[name] if name in places else getattr(self, f"_{name.removeprefix('SIP::')}")(*arguments)

    def _at(self, name: str) -> list[int]:
        names = {name.lower(), "v"} if self.compact and name.lower() == "via" else {name.lower()}
        return [at for at, (given, _value) in enumerate(self.headers) if given.lower() in names]

    def _header(self, *words: str) -> str:
        verb, name, *rest = words if words[0] in ("insert", "remove", "value") else ("value", *words)
        found = self._at(name)
        if verb == "insert":
            self.headers.insert(found[0] if found else 0 if name.lower() in ("via", "v") else len(self.headers), (name, rest[0]))
            return ""
        index = int(rest[0]) if rest else 0
        if verb == "remove" and index < len(found):
            del self.headers[found[index]]
        return self.headers[found[index]][1] if verb == "value" and index < len(found) else ""

    def _via(self, field: str = "") -> str:
        whole = self._header("Via")
        found = re.search(r";\s*branch\s*=\s*([^;,\s]*)", whole.split(",")[0])
        return whole if not field else found[1] if found else ""

    def _method(self) -> str:
        return self.start

    def _response(self, _word: str) -> str:
        return self.start

    def _call_id(self) -> str:
        return self._header("Call-ID")


def message(*headers: tuple[str, str], to: str = "<sip:bob@example.com>", name: str = "To", cseq: str = "1 INVITE") -> Headers:
    return [*headers, ("From", "<sip:alice@example.com>;tag=a1"), (name, to), ("Call-ID", "x<1>@host"), ("CSeq", cseq)]


def values(headers: Headers, name: str) -> list[str]:
    return [value for given, value in headers if given.lower() == name.lower()]


VIA = ("Via", "SIP/2.0/UDP 198.51.100.7:5070;branch=z9hG4bKabc")
TAGGED = "<sip:bob@example.com>;tag=b1"


@pytest.fixture
def flows() -> Iterator[Callable[..., Flow]]:
    """Flows as they are asked for, ended with the test."""
    made: list[Flow] = []

    def make(compact: bool = False, **options: Any) -> Flow:
        made.append(Flow(compact, **options))
        return made[-1]

    yield make
    for each in made:
        each.engine.close()


@pytest.fixture
def flow(flows: Callable[..., Flow]) -> Flow:
    return flows()


@pytest.fixture(scope="module")
def shared() -> Iterator[Flow]:
    """One flow for all examples: what is left over from one would show in another."""
    flow = Flow()
    yield flow
    flow.engine.close()


@pytest.mark.requirement("SB-27", "SB-28", "SB-30", "SB-40")
def test_an_initial_request(flow):
    sent = message(VIA)
    got = flow.request(sent)
    assert got[:2] == [("Via", "SIP/2.0/UDP 192.0.2.10:40000;branch=z9hG4bKabc"), VIA]
    assert values(got, "Record-Route") == [f"<sip:{V};lr>"] and flow.logged == []
    assert [each for each in got if each in sent] == sent


@pytest.mark.requirement("SB-30", "SB-49")
def test_no_record_route_where_it_means_nothing(flow, flows):
    assert values(flow.request(message(VIA, cseq="1 REGISTER"), "REGISTER"), "Record-Route") == []
    assert values(flow.request(message(VIA, to=TAGGED), "BYE"), "Record-Route") == []
    assert values(flows(irule__record_route_register=True).request(message(VIA), "REGISTER"), "Record-Route") == [f"<sip:{V};lr>"]


@pytest.mark.requirement("SB-31")
@pytest.mark.parametrize(("to", "name", "initial"), [
    (TAGGED, "To", False), ("<sip:bob@example.com> ; TAG = b1", "To", False), (TAGGED, "t", False), ("sip:bob@example.com;tag=b1", "To", False),
    ("<sip:bob@example.com;tag=inside>", "To", True), ("<sip:bob@example.com>", "t", True), ('"Bob" <sip:b@x>;x=1', "To", True),
    ('<sip:b@x>;tag=b1;x="a>b"', "To", False), ('<sip:b@x>;x="\\";tag=1"', "To", True),
])  # fmt: skip
def test_whether_a_request_is_initial(flow, to, name, initial):
    assert bool(values(flow.request(message(VIA, to=to, name=name)), "Record-Route")) == initial


@pytest.mark.requirement("SB-29", "SB-50", "SB-51")
@pytest.mark.parametrize("via", ["SIP/2.0/UDP 198.51.100.7:5070", "SIP/2.0/UDP 198.51.100.7:5070;branch=1234"])
def test_a_branch_for_who_has_none(flow, via):
    branches = set()
    for method, to in (("INVITE", "<sip:bob@example.com>"), ("CANCEL", "<sip:bob@example.com>"), ("ACK", TAGGED)):
        got = values(flow.request(message(("Via", via), to=to, cseq=f"1 {method}"), method), "Via")[0]
        branches.add(got.partition("branch=")[2])
    (branch,) = branches
    assert re.fullmatch(r"z9hG4bK\.[A-Za-z0-9._-]+", branch) and branch == "z9hG4bK.x_1__host.1.a1"


@pytest.mark.requirement("SB-28", "SB-56")
@pytest.mark.parametrize("compact", [False, True])
def test_a_client_with_compact_names_keeps_its_branch(flows, compact):
    """Whether or not `SIP::via` finds `v`; a comma list's first value counts."""
    for vias in ([("v", VIA[1])], [("v", f"{VIA[1]};rport, SIP/2.0/UDP c;branch=z9hG4bKc"), ("v", "SIP/2.0/UDP d")]):
        assert flows(compact).request(message(*vias))[:2] == [("Via", "SIP/2.0/UDP 192.0.2.10:40000;branch=z9hG4bKabc"), vias[0]]
    without = flows(compact).request(message(("v", "SIP/2.0/UDP b"), ("v", VIA[1])))
    assert without[0] == ("Via", "SIP/2.0/UDP 192.0.2.10:40000;branch=z9hG4bK.x_1__host.1.a1")


@pytest.mark.requirement("SB-29")
def test_a_tab_in_cseq_leaves_the_method_out(flow):
    got = [flow.request(message(("Via", "SIP/2.0/UDP c"), cseq=f"1\t{method}"), method)[0] for method in ("INVITE", "CANCEL")]
    assert got[0] == got[1] == ("Via", "SIP/2.0/UDP 192.0.2.10:40000;branch=z9hG4bK.x_1__host.1.a1")


@pytest.mark.requirement("SB-32", "SB-33", "SB-36", "SB-47", "SB-48", "SB-55")
@pytest.mark.parametrize(("routes", "wanted"), [
    ([f"<sip:{V};lr>"], ["<sip:192.0.2.22:5061;lr>"]),
    (["<sip:192.0.2.100;lr>"], ["<sip:192.0.2.22:5061;lr>"]),
    ([f"<sip:{V};lr>", "<sip:p2;lr>"], ["<sip:192.0.2.22:5061;lr>", "<sip:p2;lr>"]),
    ([f"<sip:{V};lr>, <sip:p2;lr>,<sip:p3;lr>"], ["<sip:192.0.2.22:5061;lr>, <sip:p2;lr>,<sip:p3;lr>"]),
    ([f"<sip:{V};lr>,<sip:p2;lr>", "<sip:p3;lr>"], ["<sip:192.0.2.22:5061;lr>, <sip:p2;lr>", "<sip:p3;lr>"]),
    ([f'"LB, \\"one\\"" <sip:{V};lr>, <sip:p2;lr>'], ["<sip:192.0.2.22:5061;lr>, <sip:p2;lr>"]),
    ([f"<sip:{V};lr;x=a,b>, <sip:p2>"], ["<sip:192.0.2.22:5061;lr>, <sip:p2>"]),
    ([f"<SIP:user@{V};lr>"], ["<sip:192.0.2.22:5061;lr>"]),
])  # fmt: skip
def test_the_first_route_becomes_the_member(flow, routes, wanted):
    got = flow.request(message(VIA, *(("Route", route) for route in routes), to=TAGGED), "BYE")
    assert values(got, "Route") == wanted and flow.logged == []


@pytest.mark.requirement("SB-34")
@pytest.mark.parametrize("route", [
    "<sip:192.0.2.9:5060;lr>", f"<sip:p1>, <sip:{V};lr>", "<sip:192.0.2.100:5099;lr>", "<sip:192x0x2x100:5060;lr>", "<sip:1192.0.2.100>",
    f'"<sip:{V}>, \\"once\\" <sip:{V}>" <sip:p1;lr>',
])  # fmt: skip
def test_a_foreign_route_stays(flow, route):
    got = flow.request(message(VIA, ("Route", route), to=TAGGED), "BYE")
    assert values(got, "Route") == [route]
    assert flow.logged == ["local0.warning"]


@pytest.mark.requirement("SB-35", "SB-52")
def test_a_preloaded_route(flow):
    got = flow.request(message(VIA, ("Route", f"<sip:{V};lr>")))
    assert (values(got, "Route"), values(got, "Record-Route")) == (["<sip:192.0.2.22:5061;lr>"], [f"<sip:{V};lr>"])


@pytest.mark.requirement("SB-24")
def test_another_port(flows):
    other = flows(virtual__port=5080)
    assert values(other.request(message(VIA)), "Record-Route") == ["<sip:192.0.2.100:5080;lr>"]
    assert values(other.request(message(VIA, ("Route", "<sip:192.0.2.100:5080;lr>"), to=TAGGED)), "Route") == ["<sip:192.0.2.22:5061;lr>"]
    assert values(other.request(message(VIA, ("Route", "<sip:192.0.2.100;lr>"), to=TAGGED)), "Route") == ["<sip:192.0.2.100;lr>"]


OURS = "SIP/2.0/UDP 192.0.2.10:40000;branch=z9hG4bKabc"


@pytest.mark.requirement("SB-37", "SB-39", "SB-53", "SB-54", "SB-56")
@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize(("vias", "wanted"), [
    ([("Via", OURS), VIA], [VIA]),
    ([("Via", f"{OURS};received=192.0.2.10;rport=40000, {VIA[1]}")], [("Via", VIA[1])]),
    ([("Via", f"{OURS},SIP/2.0/UDP c"), ("Via", "SIP/2.0/UDP d")], [("Via", "SIP/2.0/UDP c"), ("Via", "SIP/2.0/UDP d")]),
    ([("via", "sip / 2.0 / udp  192.0.2.10 : 40000 ;x=\"a,b\""), VIA], [VIA]),
    ([("v", OURS), ("v", VIA[1])], [("v", VIA[1])]),
])  # fmt: skip
def test_our_via_leaves_the_response(flows, compact, vias, wanted):
    flow = flows(compact)
    got = flow.response(message(*vias))
    assert [each for each in got if each[0].lower() in ("via", "v")] == wanted and flow.logged == []


@pytest.mark.requirement("SB-38")
def test_a_via_of_somebody_else_stays(flow):
    sent = message(VIA, ("Via", OURS))
    assert flow.response(sent) == sent
    assert flow.logged == ["local0.warning"]


@pytest.mark.requirement("SB-41")
def test_lines_of_log_only_when_wished(flows):
    talking = flows(irule__debug_log=True)
    talking.request(message(VIA))
    assert talking.logged == ["local0.info"]


@pytest.mark.requirement("SB-42")
def test_nothing_is_left_over_from_another_message(flow):
    flow.request(message(VIA, ("Route", f"<sip:{V};lr>, <sip:p2;lr>"), to=TAGGED), "BYE")
    got = flow.request(message(("Via", "SIP/2.0/UDP c"), ("Route", f"<sip:{V};lr>"), to=TAGGED, cseq="2 BYE"), "BYE")
    assert values(got, "Route") == ["<sip:192.0.2.22:5061;lr>"] and ".2.a1" in got[0][1]


@pytest.mark.requirement("SB-47", "SB-48", "SB-49", "SB-50", "SB-51", "SB-52", "SB-53", "SB-54", "SB-55")
def test_what_the_guides_logic_does_wrong(flows):
    guide = flows(irule__strict_guide=True)
    route = f"<sip:{V};lr>"
    assert values(guide.request(message(VIA, ("Route", route), ("Route", "<sip:p2;lr>"), to=TAGGED)), "Route") == ["<sip:p2;lr>"]
    assert values(guide.request(message(VIA, ("Route", route), to=TAGGED)), "Route") == ["<sip:192.0.2.22:5060;lr>"]
    assert values(guide.request(message(VIA), "REGISTER"), "Record-Route") == [route]
    assert guide.request(message(("Via", "SIP/2.0/UDP c")))[0][1].endswith(";branch=")
    assert guide.request(message(("Via", "SIP/2.0/UDP c;branch=12")))[0][1].endswith(";branch=12")
    assert values(guide.request(message(VIA, ("Route", route))), "Record-Route") == []
    assert values(guide.response(message(("Via", f"{OURS}, SIP/2.0/UDP c"), ("Via", "SIP/2.0/UDP d"))), "Via") == ["SIP/2.0/UDP d"]
    assert values(guide.response(message(VIA, ("Via", OURS))), "Via") == [OURS]
    assert values(guide.request(message(VIA, ("Route", f'"LB, one" {route}'), to=TAGGED)), "Route") == [f'<sip:192.0.2.22:5060;lr>, one" {route}']


HOPS = st.lists(st.sampled_from([f"SIP/2.0/UDP 198.51.100.{n}:5070;branch=z9hG4bK{n}" for n in range(1, 9)]), min_size=1, max_size=5)


@st.composite
def grouped(draw, name, whole):
    """The values in any grouping of headers, under any spelling of their name."""
    found, rest = [], list(whole)
    while rest:
        size = draw(st.integers(1, len(rest)))
        found.append((name, draw(st.sampled_from([", ", ","])).join(rest[:size])))
        rest = rest[size:]
    return found


def single(headers, *names):
    return [value.strip() for name, value in headers if name.lower() in names for value in value.split(",")]


@pytest.mark.requirement("SB-78", "SB-37", "SB-32")
@given(st.data(), HOPS, st.sampled_from(["Via", "VIA", "via"]), st.integers(0, 4))
def test_one_rule_undoes_the_other(shared, data, vias, name, routes):
    flow = shared
    hops = [f"<sip:{V};lr>", *(f"<sip:p{n};lr>" for n in range(routes))]
    sent = message(*data.draw(grouped(name, vias)), *data.draw(grouped("Route", hops)), to=TAGGED)
    got = flow.request(sent, "BYE")
    assert single(got, "via") == [f"SIP/2.0/UDP 192.0.2.10:40000;branch={vias[0].rpartition('=')[2]}", *vias]
    assert single(got, "route") == ["<sip:192.0.2.22:5061;lr>", *hops[1:]]
    assert [each for each in got if each in sent[-4:]] == sent[-4:]
    answered = data.draw(grouped(name, single(got, "via")))
    assert single(flow.response(message(*answered)), "via") == vias
