"""Messages of every shape through the reference rules (SB-78), and the parts that read them (BP-60, BP-61, BP-71)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.bigip.plane.commands import Context, call
from tests.lab.bigip.plane.engine import RuleError
from tests.lab.bigip.plane.invariants import broken
from tests.lab.bigip.plane.message import Message, all_values, parse, values, via_field
from tests.lab.bigip.plane.rig import Rig
from tests.unit.lab.bigip_sip_support import rig
from tests.unit.lab.bigip_support import Client

CLIENT, V, FIRST = ("192.0.2.77", 5066), "<sip:192.0.2.100:5060;lr>", "SIP/2.0/UDP 192.0.2.77:5066;branch=z9hG4bK77"
LONG = {"v": "Via", "f": "From", "t": "To", "i": "Call-ID"}
WHOLE = (
    "INVITE sip:c@198.51.100.9 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bK1\r\n"
    "From: <sip:a@x>;tag=1\r\nTo: <sip:c@x>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"
)

_more_vias = st.lists(st.sampled_from([
    "SIP/2.0/UDP 198.51.100.1:5060;branch=z9hG4bKa;received=198.51.100.2", "SIP / 2.0 / UDP p.example ;branch=z9hG4bKb", 'SIP/2.0/UDP q;x="a,b"',
]), max_size=4)  # fmt: skip
_more_routes = st.lists(st.sampled_from(["<sip:198.51.100.1;lr>", '"LB, two" <sip:p.example;lr;x=a,b>', "<sip:q.example:5080>;y=1"]), max_size=4)
_first_route = st.sampled_from([[], [V], ["<sip:192.0.2.100;lr>"], ['"LB, one" <sip:u@192.0.2.100:5060;lr>'], ["<sip:192.0.2.101;lr>"]])


def _grouped(draw: Callable[..., object], found: list[str]) -> list[str]:
    """The values on any number of lines, in order."""
    lines: list[str] = []
    for value in found:
        if lines and draw(st.booleans()):
            lines[-1] += draw(st.sampled_from([", ", ",", ",\r\n "])) + value  # type: ignore[operator]
        else:
            lines.append(value)
    return lines


@st.composite
def requests(draw: Callable[..., object]) -> tuple[str, bytes]:
    """A method and a request: names in any case and order, folded, Vias and Routes grouped in any way, each header short or long throughout."""
    method = draw(st.sampled_from(["INVITE", "BYE", "REGISTER", "OPTIONS"]))
    tag = draw(st.sampled_from(["", ";tag=x", " ; TAG = x"])) if method != "BYE" else ";tag=x"
    routes = draw(_first_route)
    many = [
        [("v", each) for each in _grouped(draw, [FIRST, *draw(_more_vias)])],  # type: ignore[misc]
        [("Route", each) for each in _grouped(draw, [*routes, *(draw(_more_routes) if routes else [])])],  # type: ignore[misc]
        [("f", "<sip:a@192.0.2.77;tag=no>;tag=1")], [("t", f'"; tag=no" <sip:c@198.51.100.9;tag=no>{tag}')],
        [("i", "c@<d>:/")], [("CSeq", f"1 {method}")], [("Subject", "a;tag=b, <c>")],
    ]  # fmt: skip
    lines = []
    for group in draw(st.permutations(many)):  # type: ignore[attr-defined]
        short = draw(st.booleans())
        named = ((name if short else LONG.get(name, name), value) for name, value in group)
        lines += [f"{draw(st.sampled_from([name, name.upper()]))}: {value}" for name, value in named]
    return str(method), ("\r\n".join([f"{method} sip:c@198.51.100.9 SIP/2.0", *lines, "Content-Length: 4"]) + "\r\n\r\n\x00\r\nb").encode()


@pytest.mark.requirement("SB-78", "SB-71", "SB-31", "SB-32", "SB-36", "SB-39", "SB-40", "SB-56", "BP-71")
@given(requests(), st.booleans())
@settings(max_examples=60)
def test_any_shape_goes_there_and_back(made: tuple[str, bytes], compact: bool) -> None:
    bed, (method, data) = _beds(compact), made
    bed.network.packets.clear()
    bed.network.send(CLIENT, bed.virtual, data)
    (got,) = [packet for packet in bed.network.packets if packet.source[0] == "192.0.2.10"]
    request, sent = parse(got.data), parse(data)
    assert request is not None and sent is not None and request.method == method
    assert _without_vii(broken(bed.network.packets, bed.virtual, [member.own for member in bed.members], bed.own)) == []
    kept = [each.raw for each in request.headers if each.long in ("via", "from", "to", "call-id", "cseq")]
    answer = b"\r\n".join([b"SIP/2.0 200 OK", *kept, b"", b""])
    bed.network.send(got.target, got.source, answer)
    back = parse(bed.network.packets[-1].data)
    assert back is not None and bed.network.packets[-1].target == CLIENT and all_values(back, "Via") == all_values(sent, "Via")


_RIGS: dict[bool, Rig] = {}


def _beds(compact: bool) -> Rig:
    """One for each reading of compact names; its members only listen."""
    if compact not in _RIGS:
        _RIGS[compact] = rig(compact=compact)
        for member in _RIGS[compact].members:
            _RIGS[compact].network.unbind(member.own)
    return _RIGS[compact]


def _without_vii(lines: list[str]) -> list[str]:
    """One Call-ID serves every example, so members change."""
    return [line for line in lines if not line.startswith("ix")]


@pytest.mark.requirement("BP-71", "SB-36")
@given(st.lists(st.text(st.characters(codec="latin-1", exclude_characters='\\",<>\r\n'), min_size=1).map(str.strip).filter(bool), min_size=1))
def test_values_are_what_was_joined(found: list[str]) -> None:
    wrapped = [f'"{each}, x" <{each},y>' for each in found]
    assert values(", ".join(wrapped)) == wrapped and values(",".join(found)) == found


@pytest.mark.requirement("BP-71")
@pytest.mark.parametrize("data", [
    b"\r\n\r\n", b"\x00", b"", b"hello\r\n\r\n", b"INVITE sip:a SIP/2.0\r\n", b"INVITE sip:a SIP/2.0\r\nno header\r\n\r\n",
])  # fmt: skip
def test_what_is_no_sip_is_passed_over(data: bytes) -> None:
    assert parse(data) is None
    bed = _beds(False)
    before = len(bed.network.packets)
    bed.network.send(CLIENT, bed.virtual, data)
    assert len(bed.network.packets) == before + 1 and bed.plane.dropped["garbage"] >= 1


@pytest.mark.requirement("BP-71")
def test_a_request_that_is_too_large_is_refused() -> None:
    bed = _beds(True)
    bed.network.send(CLIENT, bed.virtual, WHOLE.encode() + b"x" * 65535)
    assert bed.plane.dropped["too large"] == 1


def _run(message: Message, *words: str, event: str = "SIP_REQUEST_SEND", member: bool = True) -> str:
    ends = (("192.0.2.10", 5066), ("192.0.2.21", 5061)) if member else (None, None)
    context = Context(message, event, CLIENT, ("192.0.2.100", 5060), *ends)
    context.side = ["serverside" if member else "clientside"]
    return call(context, words)


def _message(**more: str) -> Message:
    found = parse((WHOLE[:-2] + "".join(f"{name}: {value}\r\n" for name, value in more.items()) + "\r\n").encode(), False)
    assert found is not None
    return found


@pytest.mark.requirement("BP-60")
def test_where_headers_are_inserted() -> None:
    message = _message(Route="<sip:a>", route="<sip:b>")
    _run(message, "SIP::header", "insert", "Via", "first")
    _run(message, "SIP::header", "insert", "Route", "new", "1")
    _run(message, "SIP::header", "insert", "Record-Route", "last")
    assert [header.name for header in message.headers] == ["Via", "Via", "From", "To", "Call-ID", "CSeq", "Route", "Route", "route", "Record-Route"]
    assert [_run(message, "SIP::header", "Route", each) for each in ("0", "1", "2", "3")] == ["<sip:a>", "new", "<sip:b>", ""]
    _run(message, "SIP::header", "remove", "Route", "1")
    _run(message, "SIP::header", "replace", "Route", "other")
    assert all_values(message, "Route") == ["other", "<sip:b>"] and _run(message, "SIP::header", "value", "To") == "<sip:c@x>"
    _run(message, "SIP::header", "remove", "Route")
    assert message.lines("Route") == []
    bare = parse(b"OPTIONS sip:a SIP/2.0\r\nTo: a\r\n\r\n")
    assert bare is not None
    bare.insert("Via", "v")
    assert [header.name for header in bare.headers] == ["Via", "To"]


@pytest.mark.requirement("BP-60", "BP-61", "BP-62", "BP-64")
def test_what_commands_say_and_refuse() -> None:
    message = _message()
    said = [_run(message, f"SIP::{name}") for name in ("method", "uri", "call_id", "from")]
    assert said == ["INVITE", "sip:c@198.51.100.9", "1", "<sip:a@x>;tag=1"]
    assert [_run(message, "SIP::via", each) for each in ("proto", "sent_by", "branch", "received")] == ["SIP/2.0/UDP", "192.0.2.77", "z9hG4bK1", ""]
    ends = [_run(message, each) for each in ("IP::local_addr", "UDP::local_port", "IP::server_addr", "UDP::server_port", "IP::client_addr")]
    assert ends == ["192.0.2.10", "5066", "192.0.2.21", "5061", "192.0.2.77"]
    assert _run(message, "IP::local_addr", member=False) == "192.0.2.100" and _run(message, "UDP::local_port", member=False) == "5060"
    for words in (["SIP::header", "count", "Via"], ["SIP::response", "code"], ["SIP::via", "color"], ["LB::server"], ["SIP::header", "Via", "x"]):
        with pytest.raises(RuleError):
            _run(message, *words)
    with pytest.raises(RuleError):
        _run(message, "IP::server_addr", member=False)
    _run(message, "SIP::uri", "sip:other@x")
    assert message.pack().startswith(b"INVITE sip:other@x SIP/2.0\r\n")


@pytest.mark.requirement("BP-62")
@pytest.mark.parametrize(("body", "answered", "forwarded"), [
    ("SIP::respond 403 Forbidden Reason none", [403], 0), ("SIP::discard", [], 0), ("persist none", [200], 1),
    ("if { [active_members webotx] == 2 } { SIP::respond 503 }", [503], 0),
])  # fmt: skip
def test_rules_that_decide(body: str, answered: list[int], forwarded: int) -> None:
    bed = rig()
    made = Client()
    made.box = bed.box
    made.do("POST ltm/rule", {"name": "own", "apiAnonymous": f"when SIP_REQUEST {{ {body} }}"})
    made.do("PATCH ltm/virtual/sip_vs", {"rules": ["/Common/own", "/Common/_request", "/Common/_response"]})
    bed.plane.changed()
    call_id = bed.alice.invite("sip:carol@198.51.100.9:5060").call_id
    assert bed.alice.codes(call_id)[-1:] == answered and len(bed.outside.requests("INVITE")) == forwarded
    assert via_field("SIP/2.0/UDP a;branch = b ;x", "branch") == "b"
