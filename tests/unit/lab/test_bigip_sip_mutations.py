"""What the lab's BIG-IP, its WebOTX stand-ins and its user agents catch: every mutation of SB-81 turns the check red, and which invariant says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.lab.bigip.plane.rig import Rig
from tests.unit.lab.bigip_sip_support import REQUEST, RESPONSE, client, rig

CAROL = "sip:carol@198.51.100.9:5060"
FARTHER = "<sip:198.51.100.9:5060;lr>"


def _odd_routes(bed: Rig) -> None:
    """A comma in quotes, and two values in one line (SB-55)."""
    call = bed.alice.invite(CAROL)
    _update(bed, f'"LB, one" <sip:192.0.2.100:5060;lr>, {FARTHER}', call.remote, call.call_id)


def _foreign_route(bed: Rig) -> None:
    """The first Route is not the virtual server (SB-34)."""
    _update(bed, f"{FARTHER}, <sip:192.0.2.100:5060;lr>", "<sip:carol@198.51.100.9>", "foreign")


def _update(bed: Rig, route: str, to: str, call_id: str) -> None:
    lines = [("Route", route), ("From", "<sip:alice@192.0.2.51>;tag=1"), ("To", to), ("Call-ID", call_id), ("CSeq", "9 UPDATE")]
    bed.alice.send(bed.virtual, f"UPDATE {CAROL} SIP/2.0", "z9hG4bK-x", lines)


def _rules(request: str = REQUEST, response: str = RESPONSE) -> dict[str, Any]:
    return {"request": request, "response": response}


def _changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def _bed(request: str = REQUEST, response: str = RESPONSE, **more: Any) -> Rig:
    made = client(**more.pop("changed", {}))
    made.do("PATCH ltm/rule/_request", {"apiAnonymous": request})
    made.do("PATCH ltm/rule/_response", {"apiAnonymous": response})
    found = rig(made, **more)
    for member in found.members:
        member.join = True
    return found


VIRTUAL: Callable[..., dict[str, Any]] = lambda **said: {"changed": {"ltm_virtual": said}}  # noqa: E731
ONLY_REMOVED = _changed(REQUEST, "SIP::header insert Route $sbNew", 'if { [SIP::header Route 0] eq "" } { SIP::header insert Route $sbNew }')
PORT = _changed(REQUEST, "[UDP::server_port]", "5060")
REGISTERS = _changed(REQUEST, ' && [SIP::method] ne "REGISTER"', "")
EMPTY = _changed(REQUEST, "[UDP::local_port] $sbBranch", '[UDP::local_port] ""')
WHOLE = _changed(RESPONSE, 'if { $sbRest ne "" } { SIP::header insert $sbName $sbRest }', "")
ALWAYS = _changed(REQUEST, '![regexp -nocase {;[ \\t]*tag[ \\t]*=} $sbTo] && [SIP::method] ne "REGISTER"', "1")
RANDOM = _changed(REQUEST, "[UDP::local_port] $sbBranch", '[UDP::local_port] "z9hG4bK[expr { rand() }]"')
NAMES_SELF = _changed(REQUEST, "<sip:192.0.2.100:5060;lr>", "<sip:192.0.2.10:5060;lr>")
NO_QUOTES = _changed(REQUEST, r'{^(?:[^,"<]|"(?:[^"\\]|\\.)*"|<[^>]*>)*}', "{^[^,]*}")
LEFT = _changed(REQUEST, "set sbRest [string trim", 'if { ![info exists sbRest] } { set sbRest "" }\n            set sbOther [string trim')
FOREIGN = _changed(REQUEST, "log local0.warning", "SIP::header replace Route 0 {<sip:192.0.2.21:5060;lr>}\n            log local0.warning")
PROFILE_VIA = {"changed": {"ltm_profile_sip": {"insertViaHeader": "enabled"}}}
BY_SOURCE = VIRTUAL(persist=["/Common/source_addr"])


@pytest.mark.requirement("SB-34", "SB-36", "SB-72", "SB-75", "SB-81")
def test_nothing_is_wrong_with_the_reference() -> None:
    for scene in (Rig.exercise, _odd_routes, _foreign_route):
        bed = _bed()
        scene(bed)
        assert bed.complaints() == [] and len(bed.plane.syslog) == (scene is _foreign_route)


@pytest.mark.requirement("SB-81", "SB-71", "SB-13", "SB-76")
@pytest.mark.parametrize(("scene", "mutation", "caught"), [
    pytest.param(Rig.exercise, _rules(ONLY_REMOVED), "iv", id="M1"),
    pytest.param(Rig.exercise, _rules(PORT), "iv", id="M2"),
    pytest.param(Rig.exercise, _rules(REGISTERS), "iii", id="M3"),
    pytest.param(Rig.exercise, _rules(EMPTY), "branch", id="M4"),
    pytest.param(Rig.exercise, _rules(response=WHOLE), "ii", id="M5"),
    pytest.param(Rig.exercise, VIRTUAL(sourceAddressTranslation={"type": "none"}), "vi", id="M6"),
    pytest.param(Rig.exercise, VIRTUAL(persist=[]), "ix", id="M7"),
    pytest.param(Rig.exercise, BY_SOURCE, "ix", id="M7 by source"),
    pytest.param(Rig.exercise, VIRTUAL(rules=["/Common/_response"]), "iii", id="M10"),
    pytest.param(Rig.exercise, VIRTUAL(rules=["/Common/_request"]), "ii", id="M11"),
    pytest.param(Rig.exercise, _rules(ALWAYS), "iv", id="M12"),
    pytest.param(Rig.exercise, _rules(RANDOM), "CANCEL", id="M13"),
    pytest.param(Rig.exercise, _rules(RANDOM), "ACK", id="M13 ACK"),
    pytest.param(Rig.exercise, _rules(NAMES_SELF), "iii", id="M14"),
    pytest.param(Rig.exercise, PROFILE_VIA, "i", id="M15"),
    pytest.param(_odd_routes, _rules(NO_QUOTES), "iv", id="M16"),
    pytest.param(Rig.exercise, _rules(LEFT), "iv", id="M17"),
    pytest.param(Rig.exercise, {"records": True}, "viii", id="M18"),
    pytest.param(_foreign_route, _rules(FOREIGN), "iii", id="M20"),
])  # fmt: skip
def test_mutations_are_caught(scene: Callable[[Rig], object], mutation: dict[str, Any], caught: str) -> None:
    bed = _bed(**mutation)
    scene(bed)
    assert caught in {each.partition(":")[0] for each in bed.complaints()}


@pytest.mark.requirement("BP-70", "SB-42")
def test_a_rule_that_fails_drops_the_message_and_says_so() -> None:
    bed = _bed(_changed(REQUEST, 'set sbRest [string trim', 'set sbOther $sbNothing\n            set sbRest [string trim'))
    call = bed.alice.invite(CAROL)
    assert bed.plane.dropped["rule error"] == 1 and bed.outside.requests("ACK") == [] and bed.alice.codes(call.call_id)[-1] == 200
    assert bed.plane.syslog[-1] == 'err tmm: TCL error: /Common/_request <SIP_REQUEST_SEND> - can\'t read "sbNothing": no such variable'
    assert bed.plane.counts("rule", "/Common/_request SIP_REQUEST_SEND") == {"totalExecutions": 2, "failures": 1}
