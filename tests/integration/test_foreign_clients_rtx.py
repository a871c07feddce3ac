# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The lab's Yamaha RTX as netmiko's drivers for it see them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from netmiko import BaseConnection, ConnectHandler

from tests.lab import Lab
from tests.lab.topology import login, rtx_routers
from tests.unit.lab.yamaha_rtx_support import Router

LINES = ["ip filter 400001 pass * 192.168.21.0/24 udp 5060 *", "pp select 1", "ip pp mtu 1400", "pp select none"]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """The RTX of the topology, with TELNET too."""
    with Lab() as lab:
        for plan in rtx_routers(2):
            lab.add_rtx(plan.name, plan.startup, **plan.options, telnet=True)
        yield lab


def netmiko(router: Router, kind: str = "yamaha") -> BaseConnection:
    """A connection as netmiko's users make it."""
    user = login()
    return ConnectHandler(
        device_type=kind, host="127.0.0.1", port=router.telnet_port if kind == "yamaha_telnet" else router.port, username=user["user"],
        password=user["password"], secret=user["enable"], encoding="cp932", fast_cli=False,
    )


@pytest.mark.requirement("RX-62", "RX-63", "RX-70", "RX-71")
@pytest.mark.parametrize("name", ["matsuyama-r1", "kochi-r1"])
def test_netmiko_logs_in_reads_changes_saves_and_leaves(lab: Lab, name: str) -> None:
    router = lab.routers[name]
    assert isinstance(router, Router)
    router.restore()
    with netmiko(router) as client:
        assert client.find_prompt() == f"{name}>"
        client.enable()
        assert client.check_enable_mode()
        config = client.send_command("show config")
        assert config.splitlines()[0].startswith(f"# {router.model.name} Rev.{router.model.revision}") and "pp select 1" in config
        assert "Error" not in client.send_config_set(LINES)
        assert client.send_config_set(["ip filter 400001 pass"]).count("エラー: ") == 1
        assert "CONFIG0" in client.save_config()
        assert "ip pp mtu 1400" in router.startup_text()
        client.send_config_set(["ip filter 400002 pass * *"])
        client.exit_enable_mode()
        assert not client.check_enable_mode()
        assert "RTX" in client.send_command("show environment")
    assert router.dirty and "400002" in router.running_text_plain() and "400002" not in router.startup_text()
    router.restore()


@pytest.mark.requirement("RX-39", "RX-40", "RX-62")
def test_what_netmiko_leaves_politely_stays(lab: Lab) -> None:
    router = lab.routers["matsuyama-r1"]
    router.restore()
    with netmiko(router) as client:
        client.enable()
        client.send_config_set(["rollback timer 180", "ip filter 400003 pass * *"])
        client.exit_enable_mode()
    lab.clock.advance(200)
    assert "400003" in router.running_text_plain()
    with netmiko(router) as client:
        client.enable()
        client.send_config_set(["rollback timer 180", "ip filter 400004 pass * *"])
        client.remote_conn_pre.close()
    lab.clock.advance(200)
    assert "400004" not in router.running_text_plain()


@pytest.mark.requirement("RX-07", "RX-11", "RX-62")
def test_netmiko_over_telnet(lab: Lab) -> None:
    router = lab.routers["matsuyama-r1"]
    router.restore()
    router.configure(f"login password {login()['password']}")
    with netmiko(router, "yamaha_telnet") as client:
        client.enable()
        assert "console lines infinity" in client.send_command("show config | grep console")
    assert router.log[-1].user == ""
