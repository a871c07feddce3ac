# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Our RTX device against the lab's: consoles in Japanese and narrow, rollback timer, scheduled restart, and what goes wrong (RX-06..RX-46)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import yamaha_rtx
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rtx_session import open_console
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rtx_text import body
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.target import Target
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.yamaha_rtx import YamahaRtx
from tests.lab import Lab
from tests.lab.topology import login, rtx_routers
from tests.unit.lab.yamaha_rtx_support import Router

LINES = ["ip filter 400001 pass * 192.168.21.0/24 udp 5060 *", "pp select 1", "ip pp mtu 1400", "pp select none"]
BOTH = pytest.mark.parametrize("name", ["matsuyama-r1", "kochi-r1"])


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """One RTX with the rollback timer, one without, and one of before the present names of character sets."""
    with Lab() as lab:
        for plan in rtx_routers(2):
            lab.add_rtx(plan.name, plan.startup, **plan.options)
        lab.add_rtx("veteran", plan.startup, model="RTX5000", revision="14.00.34")
        yield lab


def router(lab: Lab, name: str, **faults: object) -> Router:
    """As delivered, with these faults."""
    found = lab.routers[name]
    assert isinstance(found, Router)
    found.restore()
    for key, value in faults.items():
        setattr(found.faults, key, value)
    return found


@pytest.fixture
def device(lab: Lab, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[YamahaRtx]:
    """Ours for ``matsuyama-r1``, or the router named by ``name``; where it waits for a timer the lab's time passes at once."""
    name = request.node.callspec.params.get("name", "matsuyama-r1") if hasattr(request.node, "callspec") else "matsuyama-r1"
    monkeypatch.setattr(yamaha_rtx.time, "sleep", lambda seconds: lab.clock.advance(max(seconds, 1)))
    made = ours(lab, name)
    yield made
    made.close()


def ours(lab: Lab, name: str) -> YamahaRtx:
    user = login()
    target = Target(
        name, "127.0.0.1", lab.routers[name].port, user["user"], user["password"], enable_password=user["enable"], host_key_checking=False,
        command_timeout=10, platform="yamaha_rtx",
    )  # fmt: skip
    return YamahaRtx(lambda: open_console(target), user["user"])


@pytest.mark.requirement("RX-06", "RX-08", "RX-13", "RX-14", "RX-15", "RX-16", "RX-17", "RX-27")
@BOTH
def test_a_configuration_is_read_whole_and_the_console_left_as_it_was_found(lab: Lab, device: YamahaRtx, name: str) -> None:
    box = router(lab, name)
    before = box.running_text_plain()
    text = device.running()
    assert text.startswith(f"# {box.model.name} Rev.{box.model.revision}")
    assert body(text).count("pp select 1") == 1
    assert "つづく" not in text and "more" not in text
    assert device.version().startswith(box.model.name)
    device.close()
    assert box.running_text_plain() == before


@pytest.mark.requirement("RX-39", "RX-40", "RX-41", "BZ-61")
@BOTH
def test_a_change_is_armed_applied_proven_by_another_console_confirmed_and_saved(lab: Lab, device: YamahaRtx, name: str) -> None:
    box = router(lab, name)
    console_before = [line for line in box.startup_text().splitlines() if line.startswith("console ")]
    device.connect()
    device.running()
    device.arm(5)
    device.apply(LINES)
    device.reconnect(within=5)
    assert "ip filter 400001 pass" in device.running()
    assert device.pending() is not None
    assert device.guard == ("rollback timer" if box.model.native_rollback else "scheduled restart")
    device.confirm()
    device.save()
    device.close()
    assert device.pending() is None
    assert box.running_text_plain() == box.startup_text()
    assert "ip filter 400001" in box.startup_text() and "schedule at" not in box.startup_text()
    assert [line for line in box.startup_text().splitlines() if line.startswith("console ")] == console_before
    lab.clock.advance(100_000)
    assert "ip filter 400001" in box.running_text_plain()


@pytest.mark.requirement("RX-41", "RX-46", "BZ-81")
@BOTH
def test_what_is_not_confirmed_is_taken_back(lab: Lab, device: YamahaRtx, name: str) -> None:
    box = router(lab, name)
    before = box.running_text_plain()
    device.connect()
    device.running()
    device.arm(5)
    device.apply(LINES)
    device.reconnect(within=5)
    device.revert()
    assert "400001" not in device.running()
    device.close()
    assert box.running_text_plain() == before


@pytest.mark.requirement("RX-23", "RX-41")
def test_a_refused_line_raises_with_its_index_and_the_timer_takes_back_the_rest(lab: Lab, device: YamahaRtx) -> None:
    box = router(lab, "matsuyama-r1")
    before = box.running_text_plain()
    device.connect()
    device.arm(5)
    with pytest.raises(DeviceError) as caught:
        device.apply([*LINES, "ip filter 400002 pass"])
    assert (caught.value.kind, caught.value.index) == ("refused_line", 4)
    device.reconnect(within=5)
    device.revert()
    device.close()
    assert box.running_text_plain() == before


@pytest.mark.requirement("RX-41", "BZ-81")
@pytest.mark.parametrize("line", [1, 2, 4])
def test_a_cut_after_any_line_leaves_the_old_configuration(lab: Lab, device: YamahaRtx, line: int) -> None:
    box = router(lab, "matsuyama-r1")
    before = box.running_text_plain()
    device.connect()
    device.arm(5)
    box.faults.drop_on = LINES[line - 1].split()[-1]
    with pytest.raises(DeviceError):
        device.apply(LINES)
    box.faults.drop_on = ""
    device.reconnect(within=5)
    device.revert()
    device.close()
    assert box.running_text_plain() == before


@pytest.mark.requirement("RX-40")
def test_a_timer_that_has_fired_is_no_confirmation(lab: Lab, device: YamahaRtx) -> None:
    box = router(lab, "matsuyama-r1")
    device.connect()
    device.arm(5)
    device.apply(LINES)
    device.reconnect(within=5)
    device.running()
    lab.clock.advance(301)
    with pytest.raises(DeviceError) as caught:
        device.confirm()
    assert caught.value.kind in ("rolled_back", "lost")
    assert "400001" not in box.running_text_plain()


@pytest.mark.requirement("RX-46")
def test_unsaved_changes_forbid_a_restart_as_guard(lab: Lab) -> None:
    box = router(lab, "kochi-r1")
    box.configure("ip filter 499999 pass * *")
    for accept in (False, True):
        made = ours(lab, "kochi-r1")
        made.connect()
        if accept:
            made.arm(5, accept_unsaved=True)
            assert "schedule at" in box.running_text_plain()
        else:
            with pytest.raises(DeviceError) as caught:
                made.arm(5)
            assert caught.value.kind == "unsaved"
        made.close()
    box.restore()


@pytest.mark.requirement("RX-45", "RX-46", "RX-77")
@pytest.mark.parametrize("again", [False, True], ids=["nothing to change", "changed once more"])
def test_the_restart_of_a_killed_run_is_never_saved(lab: Lab, again: bool) -> None:
    box = router(lab, "kochi-r1")
    box.configure("schedule at 65009 */sun 04:00 * restart")
    box.save(0)
    killed = ours(lab, "kochi-r1")
    killed.arm(5)
    killed.close()
    made = ours(lab, "kochi-r1")
    made.running()
    typed = len(box.log)
    if again:
        made.arm(5)
        armed = [str(entry) for entry in list(box.log)[typed:] if "schedule at" in str(entry)]
        assert "schedule at 65002 " in armed[0] and "no schedule at 65001" in armed[1], "the new guard stands before the old one goes"
        made.apply(LINES)
        made.reconnect(within=5)
        made.running()
        made.confirm()
    assert "schedule at 65001 " in box.running_text_plain() or again
    made.save()
    made.close()
    assert [line for line in box.startup_text().splitlines() if "schedule" in line] == ["schedule at 65009 */sun 04:00 * restart"]
    assert [line for line in box.running_text_plain().splitlines() if "schedule" in line] == ["schedule at 65009 */sun 04:00 * restart"]
    box.restore()


@pytest.mark.requirement("RX-01", "RX-63")
def test_no_free_session_is_another_try_not_an_end(lab: Lab, device: YamahaRtx) -> None:
    box = router(lab, "matsuyama-r1", sessions_open=8)
    with pytest.raises(DeviceError) as caught:
        device.connect()
    assert caught.value.kind in ("refused_session", "lost", "unreachable")
    box.faults.sessions_open = 0
    device.reconnect(within=5)
    assert device.running()


@pytest.mark.requirement("RX-08")
def test_a_wrong_administrator_password_is_told(lab: Lab) -> None:
    router(lab, "matsuyama-r1")
    user = login()
    target = Target(
        "matsuyama-r1", "127.0.0.1", lab.routers["matsuyama-r1"].port, user["user"], user["password"], enable_password="wrong",
        host_key_checking=False,
    )  # fmt: skip
    with pytest.raises(DeviceError) as caught:
        open_console(target)
    assert caught.value.kind == "enable"


@pytest.mark.requirement("RX-14", "RX-15", "RX-16")
@pytest.mark.parametrize(("name", "lines"), [
    ("matsuyama-r1", {"character en.ascii", "columns 4096", "lines infinity"}),
    ("kochi-r1", {"character en.ascii", "columns 200", "lines infinity"}),
    ("veteran", {"character ascii", "columns 200", "lines infinity"}),
])  # fmt: skip
def test_the_console_is_set_as_its_revision_knows_how(lab: Lab, device: YamahaRtx, name: str, lines: set[str]) -> None:
    box = router(lab, name)
    device.connect()
    console = {line.removeprefix("console ") for line in box.running_text_plain().splitlines() if line.startswith("console ")}
    assert {line for line in console if not line.startswith("prompt ")} == lines


@pytest.mark.requirement("RX-13", "RX-17")
def test_messages_that_somebody_wants_to_see_are_off_while_we_work(lab: Lab, device: YamahaRtx) -> None:
    box = router(lab, "matsuyama-r1")
    box.configure("console info on")
    device.connect()
    assert "console info off" in box.running_text_plain() or "console info" not in box.running_text_plain()
    device.close()
    assert "console info on" in box.running_text_plain()


@pytest.mark.requirement("RX-15")
def test_a_console_of_200_columns_breaks_no_line(lab: Lab, device: YamahaRtx) -> None:
    router(lab, "matsuyama-r1", columns_refused=True)
    numbers = " ".join(str(200_003 + n) for n in range(60))
    device.connect()
    device.arm(5)
    device.apply([*(f"ip filter {200_003 + n} pass * *" for n in range(60)), f"ip lan1 secure filter in {numbers}"])
    assert f"ip lan1 secure filter in {numbers}\n" in device.running()
