"""The four message flows through the lab's BIG-IP and its WebOTX stand-ins, with the reference rules in a real Tcl (SB-67 to SB-72)."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator

import pytest

from tests.lab.bigip.plane.engine import Engine, InProcess, Pipes
from tests.lab.bigip.plane.message import all_values
from tests.lab.bigip.plane.rig import REGISTRAR, Rig
from tests.unit.lab.bigip_sip_support import rig

V = "192.0.2.100"


@pytest.fixture(params=[False, True], ids=["names as written", "compact names found"])
def bed(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Both readings of `SIP::header Via` on `v:` (SB-56)."""
    made = rig(compact=request.param)
    yield made
    made.close()


def _finished(bed: Rig) -> None:
    assert bed.complaints() == [] and not bed.plane.dropped


@pytest.mark.requirement("SB-67", "SB-71", "BP-63", "BP-64")
def test_registration(bed: Rig) -> None:
    call_id = bed.alice.register(REGISTRAR)
    assert bed.alice.codes(call_id, "REGISTER") == [200]
    (got,) = bed.registrar.requests("REGISTER")
    assert got.header("Contact") == f"<sip:alice@{V}:5060>" and len(all_values(got, "Via")) == 3 and not got.lines("Record-Route")
    _finished(bed)


@pytest.mark.requirement("SB-68", "SB-71", "SB-72", "BP-62", "BP-66")
def test_local_to_external_with_everything_in_the_dialog(bed: Rig) -> None:
    call = bed.alice.invite("sip:carol@198.51.100.9:5060")
    assert bed.alice.codes(call.call_id) == [100, 180, 200] and call.routes == [f"<sip:{V}:5060;lr>"]
    (got,) = bed.outside.requests("INVITE")
    assert all_values(got, "Record-Route") == [f"<sip:{V}:5060;lr>"] and len(all_values(got, "Via")) == 3 and got.uri == "sip:carol@198.51.100.9:5060"
    bed.alice.request(call, "INVITE")
    bed.alice.request(call, "UPDATE")
    bed.outside.request(bed.outside.dialogs[call.call_id], "UPDATE")
    bed.outside.request(bed.outside.dialogs[call.call_id], "BYE")
    assert len(bed.outside.requests("ACK")) == 2 and bed.outside.codes(call.call_id, "BYE") == [200] and len(bed.alice.requests("BYE")) == 1
    assert all(not each.lines("Route") for each in bed.outside.requests("ACK"))
    _finished(bed)


@pytest.mark.requirement("SB-69", "SB-71", "SB-72")
def test_external_to_local(bed: Rig) -> None:
    bed.alice.register(REGISTRAR)
    call = bed.outside.invite(f"sip:alice@{V}:5060")
    bed.alice.request(bed.alice.dialogs[call.call_id], "INVITE")
    bed.alice.request(bed.alice.dialogs[call.call_id], "BYE")
    assert bed.outside.codes(call.call_id)[-1] == 200 and len(bed.outside.requests("INVITE")) == 1 and len(bed.outside.requests("BYE")) == 1
    assert bed.alice.codes(call.call_id, "BYE") == [200]
    _finished(bed)


@pytest.mark.requirement("SB-70", "SB-71", "SB-72", "SB-35")
@pytest.mark.parametrize("preloaded", [False, True])
def test_local_to_local(bed: Rig, preloaded: bool) -> None:
    bed.bob.register(REGISTRAR)
    call = bed.alice.invite(f"sip:bob@{V}:5060", preloaded)
    bed.bob.request(bed.bob.dialogs[call.call_id], "BYE")
    assert len(bed.alice.requests("BYE")) == 1 and bed.bob.codes(call.call_id, "BYE") == [200]
    _finished(bed)


@pytest.mark.requirement("SB-72", "SB-28", "SB-29")
def test_a_call_that_is_refused_and_one_that_is_cancelled(bed: Rig) -> None:
    bed.outside.answers = (100, 486)
    call = bed.alice.invite("sip:carol@198.51.100.9:5060")
    assert bed.alice.codes(call.call_id) == [100, 486] and len(bed.outside.requests("ACK")) == 1
    bed.outside.answers = (180,)
    call = bed.alice.invite("sip:carol@198.51.100.9:5060")
    bed.alice.cancel(call)
    assert bed.alice.codes(call.call_id) == [180, 487] and bed.alice.codes(call.call_id, "CANCEL") == [200]
    _finished(bed)


@pytest.mark.requirement("SB-33", "SB-71", "BP-69")
def test_calls_are_spread_over_members_with_different_ports(bed: Rig) -> None:
    calls = [bed.alice.invite("sip:carol@198.51.100.9:5060") for _each in range(6)]
    for call in calls:
        bed.alice.request(call, "BYE")
    counts = [len(member.requests("INVITE")) for member in bed.members]
    assert counts == [3, 3] and {member.own[1] for member in bed.members} == {5060, 5061}
    _finished(bed)


@pytest.mark.requirement("BP-70")
@pytest.mark.parametrize("make", [Pipes, *([InProcess] if importlib.util.find_spec("_tkinter") else [])])
def test_both_ways_to_tcl(make: Callable[[], Engine]) -> None:
    bed = rig(make=make)
    call = bed.alice.invite("sip:carol@198.51.100.9:5060")
    bed.outside.request(bed.outside.dialogs[call.call_id], "BYE")
    assert bed.alice.codes(call.call_id)[-1] == 200 and bed.complaints() == []
    bed.close()
