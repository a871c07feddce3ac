# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where a device is and how to log in: everything that a session needs, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from .errors import DeviceError
from .ssh_config import options_from_args


@dataclass(frozen=True)
class Target:
    """One device to log in to. Times are seconds; ``port=None`` is "as the ssh configuration says, else 22".

    ``known_hosts=None`` is the user's ``~/.ssh/known_hosts``, ``ssh_config=None`` the user's ``~/.ssh/config`` where there is one.
    ``connect_timeout`` bounds the way from the first packet to the shell, ``command_timeout`` each command.
    ``enable`` asks for privileged mode; a given ``enable_password`` asks for it too.
    """

    name: str
    host: str
    port: int | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    private_key_file: str | None = None
    private_key_passphrase: str | None = field(default=None, repr=False)
    known_hosts: str | None = None
    host_key_checking: bool = True
    ssh_config: str | None = None
    proxy_command: str | None = None
    proxy_jump: str | None = None
    connect_timeout: float = 30.0
    command_timeout: float = 30.0
    enable: bool = False
    enable_password: str | None = field(default=None, repr=False)
    platform: str = "ios_xe"

    @property
    def wants_enable(self) -> bool:
        """Whether the session is to be raised to privileged mode when it starts in user mode (IX-05)."""
        return self.enable or self.enable_password is not None

    @property
    def secrets(self) -> tuple[str | None, ...]:
        """Every secret held here, for masking."""
        return (self.password, self.private_key_passphrase, self.enable_password)


#: field of Target -> the inventory variables that set it, the first one present wins (the names known from network_cli and ssh)
VARIABLES: dict[str, tuple[str, ...]] = {
    "host": ("ansible_host", "ansible_ssh_host"),
    "port": ("ansible_port", "ansible_ssh_port"),
    "user": ("ansible_user", "ansible_ssh_user"),
    "password": ("ansible_password", "ansible_ssh_pass", "ansible_ssh_password"),
    "private_key_file": ("ansible_ssh_private_key_file", "ansible_private_key_file"),
    "private_key_passphrase": ("ansible_private_key_passphrase", "ansible_private_key_password", "ansible_ssh_private_key_passphrase"),
    "known_hosts": ("ansible_known_hosts_file",),
    "host_key_checking": ("ansible_host_key_checking", "ansible_ssh_host_key_checking"),
    "ssh_config": ("ansible_ssh_config_file",),
    "proxy_command": ("ansible_ssh_proxy_command",),
    "connect_timeout": ("ansible_connect_timeout", "ansible_timeout"),
    "command_timeout": ("ansible_command_timeout",),
    "enable": ("ansible_become",),
    "enable_password": ("ansible_become_password", "ansible_become_pass", "ansible_enable_pass"),
}

_SSH_ARGS = ("ansible_ssh_extra_args", "ansible_ssh_common_args", "ansible_ssh_args")
#: every variable that ``given_by_vars`` reads, and the one that names the connection
CONNECTION_VARIABLES = ("ansible_connection", *(name for names in VARIABLES.values() for name in names), *_SSH_ARGS)
_TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})


def target_from_vars(host: str, variables: Mapping[str, Any]) -> Target:
    """The target that a host's (templated) inventory variables describe; no Ansible needed. Bad settings raise ``DeviceError``."""
    return make_target(host, *given_by_vars(variables))


def given_by_vars(variables: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The settings of ``make_target`` that a host's variables give, and the options as of the ssh command among them."""
    given: dict[str, Any] = {}
    for name, keys in VARIABLES.items():
        value = next((variables[key] for key in keys if variables.get(key) not in (None, "")), None)
        if value is not None:
            given[name] = value
    args = " ".join(str(variables[key]) for key in _SSH_ARGS if variables.get(key))
    return given, args


def make_target(host: str, given: Mapping[str, Any], ssh_args: str = "") -> Target:
    """A target out of loosely typed settings (strings from inventories); ``ssh_args`` are options as of the ssh command."""
    by_args = _from_ssh_args(host, ssh_args)
    settings = {**by_args, **{name: value for name, value in given.items() if value is not None}}
    if by_args.get("host_key_checking") is False:
        settings["host_key_checking"] = False  # as with ssh itself: its own option has the last word
    known = {each.name for each in fields(Target)}
    typed = {name: _typed(host, name, value) for name, value in settings.items() if name in known}
    if typed.get("enable") is False:
        typed.pop("enable_password", None)  # become: false with a password at hand means: stay as you are
    return Target(**{"name": host, "host": host, **typed})


def _from_ssh_args(host: str, ssh_args: str) -> dict[str, Any]:
    try:
        options = options_from_args(ssh_args)
    except ValueError as error:
        raise DeviceError("KO-DV023", host, setting="ansible_ssh_common_args", reason=str(error)) from None
    names = {"proxycommand": "proxy_command", "proxyjump": "proxy_jump", "userknownhostsfile": "known_hosts", "config": "ssh_config"}
    found: dict[str, Any] = {names[key]: value for key, value in options.items() if key in names}
    if options.get("stricthostkeychecking", "").lower() in ("no", "off"):
        found["host_key_checking"] = False
    return found


def _typed(host: str, name: str, value: Any) -> Any:
    """``value`` in the type of the field; ``DeviceError`` names the field when it cannot be (never the value of a secret)."""
    try:
        if name == "port":
            return _port(value)
        if name in ("connect_timeout", "command_timeout"):
            return _seconds(value)
    except (TypeError, ValueError):
        raise DeviceError("KO-DV023", host, setting=name, reason=f"{value!r} is out of range or no number") from None
    if name in ("host_key_checking", "enable"):
        return value if isinstance(value, bool) else str(value).strip().lower() in _TRUE
    if name in ("private_key_file", "known_hosts", "ssh_config"):
        return str(Path(str(value)).expanduser())
    return str(value)


def _port(value: Any) -> int:
    port = int(value)
    if not 0 < port < 65536:
        raise ValueError
    return port


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not 0 < seconds < 86400:
        raise ValueError
    return seconds
