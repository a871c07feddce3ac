"""Lines of the user's own on an RTX: set or taken away, nothing else touched (RX-21, RX-22, RX-31)."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, ours, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import NOTHING, as_data, from_data
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import RTX, SITE, lines, part


def own(text: str) -> Part:
    """As ``cli_config`` hands them over."""
    return Part("config", text, NOTHING)


@pytest.mark.requirement("RX-22", "RX-25")
def test_lines_are_added_and_replaced_once() -> None:
    device = Device(SITE)
    before = lines(device)
    wanted = own("syslog notice on\nip filter 2001 pass * *\npp select 1\nip pp secure filter in 1003 2001\npp enable 2\npp select none\n")
    found = plan(RTX, device.show(), [wanted])
    assert found.commands == [
        "ip filter 2001 pass * *", "pp select 1", "ip pp secure filter in 1003 2001", "pp select none", "syslog notice on", "pp select 1",
        "pp enable 2", "pp select none",
    ]  # fmt: skip
    device.type(found.commands)
    assert plan(RTX, device.show(), [wanted]).commands == []
    assert {line for line in before if not line.startswith((" ip pp secure filter in", "ip filter 2001", " pp enable"))} <= set(lines(device))


@pytest.mark.requirement("RX-21")
def test_a_line_is_taken_away_once_with_or_without_what_follows_its_key() -> None:
    device = Device(SITE + "syslog notice on\nspeed lan3 1M\n")
    wanted = own("no syslog notice\nno speed lan3\nno ip filter 2001 reject * *\nno upnp use\nno syslog debug on\npp select 1\n no pp enable 1\n")
    found = plan(RTX, device.show(), [wanted])
    assert sorted(found.commands) == sorted([
        "no syslog notice", "no speed lan3", "no ip filter 2001 reject * *", "pp select 1", "no pp enable 1", "pp select none",
    ])  # fmt: skip
    assert "- speed lan3 1M" in found.diff and "- syslog notice on" in found.diff


@pytest.mark.requirement("RX-31")
def test_a_secret_that_the_router_hides_counts_as_equal() -> None:
    running = Device(SITE + "login user kyoten *\n").show()
    assert plan(RTX, running, [own("login user kyoten hunter2\n")]).commands == []
    found = plan(RTX, running, [own("login user other hunter2\n")])
    assert found.commands == ["login user other hunter2"] and "hunter2" not in found.diff


def test_beside_a_system_of_ours_and_in_a_journal() -> None:
    device = Device(SITE)
    device.type(plan(RTX, device.show(), [part(), own("syslog notice on\n")]).commands)
    assert plan(RTX, device.show(), [part(), own("syslog notice on\n")]).commands == []
    assert "syslog notice on" in device.show() and "410051" in device.show()
    assert from_data(as_data(NOTHING)) == NOTHING
    assert ours(RTX, device.show(), own("syslog notice on\nip filter 2001 pass * *\n")) == "ip filter 2001 reject * *\nsyslog notice on\n"
