"""Nobody is cut off without an explicit word (VC-65, VC-66)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Job, Options, Plan, Subject
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.precheck import precheck
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.virtual_connect.outage import dropped_by, standing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError, Problem
from tests.unit.plugins.plugin_utils.change.model import ModelDevice, ModelHealth

MARK = "kyoten:virtual_connect:osaka-hub"
RUNNING = f"""interface Loopback101
 description {MARK}:dc1 transport
interface Tunnel101
 description {MARK}:dc1
interface Tunnel102
 description {MARK}:dc2
router bgp 65001
 neighbor 100.64.10.1 description {MARK}:dc1
"""


def tunnel(dc: str, number: int) -> dict[str, object]:
    names = {"acl": f"VC-GRE-{dc.upper()}", "prefix_in": f"VC-{dc.upper()}-IN"}
    interfaces = {"interface": f"Tunnel{number}", "source_interface": f"Loopback{number}"}
    return {"dc": dc, **interfaces, "names": names, "sequence": (number - 100) * 10, "remote": {"tunnel_address": f"100.64.10.{number - 100}"}}


TUNNELS = [tunnel("dc1", 101), tunnel("dc2", 102)]


def touch(section: str, kind: str = "changed") -> SimpleNamespace:
    return SimpleNamespace(section=section, kind=kind)


def check(touched: list[SimpleNamespace], running: str = RUNNING, peer: object = None, **options: object) -> list[str]:
    change = SimpleNamespace(touched=touched, commands=["x"], problems=[])
    job = Job("osaka-r1", None, [], [Subject({"mark": MARK, "tunnels": TUNNELS}, SimpleNamespace(health=ModelHealth()))], peer=peer)
    device = ModelDevice()
    try:
        precheck(device, job, Plan(running, change), Options(**options))
    except OnrampError as error:
        assert "require_guard" not in device.calls
        return [problem.code for problem in error.problems]
    return []


def test_only_tunnel_interfaces_count_as_standing() -> None:
    assert standing({"mark": MARK}, RUNNING) == {"dc1", "dc2"}
    assert standing({"mark": MARK}, "interface Loopback101\n description " + MARK + ":dc1 transport\n") == set()


@pytest.mark.parametrize(
    ("sections", "cut"),
    [
        (["interface Tunnel101"], {"dc1"}),
        (["ip access-list extended VC-GRE-DC2"], {"dc2"}),
        (["ip prefix-list VC-DC1-IN"], {"dc1"}),
        (["router bgp 65001 / neighbor 100.64.10.2"], {"dc2"}),
        (["crypto map VC-MAP 10", "ip route 198.51.100.11 255.255.255.255 203.0.113.1 name VC-X"], {"dc1", "dc2"}),
        (["crypto map VC-MAP 20"], {"dc2"}),
        (["interface Tunnel1011"], {"dc1", "dc2"}),
        (["crypto ikev2 proposal VC-PROP"], {"dc1", "dc2"}),
    ],
)
def test_a_section_that_names_no_tunnel_may_disturb_all(sections: list[str], cut: set[str]) -> None:
    assert dropped_by([touch(section) for section in sections], TUNNELS, {"dc1", "dc2"}) == cut


@pytest.mark.requirement("VC-66")
def test_a_change_to_both_tunnels_needs_a_word() -> None:
    both = [touch("interface Tunnel101"), touch("interface Tunnel102")]
    assert check(both) == ["KO-CH006"]
    assert check(both, allow_disruption=True) == []
    assert check([touch("interface Tunnel101")]) == []


@pytest.mark.requirement("VC-66")
def test_a_first_installation_needs_none() -> None:
    assert check([touch("router bgp 65001"), touch("interface GigabitEthernet0/0/0")], running="router bgp 65001\n") == []


@pytest.mark.requirement("VC-65")
def test_the_other_cpe_must_be_healthy() -> None:
    both = [touch("interface Tunnel101"), touch("interface Tunnel102")]
    assert check(both, peer=lambda: [Problem("KO-CH011", value="tokyo-r2", details={"status": "down"})]) == ["KO-CH011"]
    assert check(both, peer=list) == []


@pytest.mark.requirement("VC-64")
def test_a_reply_may_not_be_awaited_longer_than_the_timer_runs() -> None:
    assert check([], command_timeout=301.0) == ["KO-CH012"]
    assert check([], command_timeout=300.0) == []
    assert check([], command_timeout=301.0, revert_minutes=6) == []
