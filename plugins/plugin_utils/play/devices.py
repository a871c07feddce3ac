# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The device behind a host of the play: over our own connection, or over network_cli."""

from __future__ import annotations

from typing import Any

from ansible.plugins.loader import connection_loader

from ..change.device import Device
from ..config.model import Language
from ..device.ios_xe import IosXe
from ..device.rtx_session import open_console
from ..device.session import open_session
from ..device.target import Target
from ..device.yamaha_rtx import YamahaRtx
from ..problem import OnrampError, Problem

OURS, NETWORK_CLI = "kyoten.onramp.ssh_cli", ("network_cli", "ansible.netcommon.network_cli")


def prepare_connection() -> None:
    """Load our connection plugin and its options. Ansible forks for each host: done before, it is done once for all of them."""
    connection_loader.get(OURS, class_only=True)


def device_of(target: Target, driver: Language) -> Device:
    """The device at ``target``, of the platform whose language it speaks; without a session yet."""
    if driver.platform == "yamaha_rtx":
        return YamahaRtx(lambda: open_console(target, driver.mask), user=target.user, mask=driver.mask)
    return IosXe(lambda: open_session(target, driver.mask), user=target.user, mask=driver.mask)


def own_device(action: Any, driver: Language) -> tuple[Device, str]:
    """The task's device, and the key of its journal. Raises KO-PL003 for a connection that cannot carry a guarded change."""
    connection = action._connection
    if connection.transport == OURS:
        target = connection.target()
        return device_of(target, driver), f"{target.name}@{target.host}_{target.port}"
    if connection.transport in NETWORK_CLI and driver.platform == "ios_xe":
        from ..device.netcommon import netcommon_device

        return netcommon_device(connection, driver.mask, action.variables.host), f"{action.variables.host}@{connection.get_option('host')}"
    raise OnrampError([Problem("KO-PL003", "ansible_connection", connection.transport, host=action.variables.host)])


def command_timeout(action: Any) -> float:
    """How many seconds the task's connection waits for one reply (VC-64)."""
    connection = action._connection
    if connection.transport == OURS:
        return float(connection.target().command_timeout)
    return float(connection.get_option("persistent_command_timeout")) if connection.transport in NETWORK_CLI else 0.0
