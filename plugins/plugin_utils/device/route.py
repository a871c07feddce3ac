# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From a target to an open socket: host name, port, user and keys resolved, through a proxy command or jump host where one is set."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
from dataclasses import dataclass

from .. import one_core
from .errors import DeviceError
from .ssh_config import expand, lookup
from .target import Target


@dataclass(frozen=True)
class Route:
    """A target with the ssh configuration applied. ``key_name`` is the name that its host key is filed under."""

    host: str
    port: int
    user: str
    key_name: str
    identities: tuple[str, ...]
    known_hosts: str
    proxy: str | None


@dataclass
class Link:
    """An open byte stream to the device, and the proxy process behind it, if any."""

    socket: socket.socket
    process: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """Close the stream; a proxy process is ended and waited for."""
        self.socket.close()
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def resolve(target: Target) -> Route:
    """What the target says, else the ssh configuration, else OpenSSH's defaults."""
    config = lookup(target.ssh_config, target.host)
    host = expand(_first(config, "hostname") or target.host, host=target.host, port="", user="", alias=target.host)
    port = target.port or int(_first(config, "port") or 22)
    user = _user(target, config)
    tokens = {"host": host, "port": str(port), "user": user, "alias": target.host}
    identities = [target.private_key_file] if target.private_key_file else config.get("identityfile", _default_keys())
    known_hosts = target.known_hosts or _first(config, "userknownhostsfile") or "~/.ssh/known_hosts"
    return Route(
        host, port, user, _first(config, "hostkeyalias") or host,
        tuple(os.path.expanduser(expand(path, **tokens)) for path in identities),  # noqa: PTH111 -- for every session; Path costs twenty times as much
        os.path.expanduser(known_hosts.split()[0]),  # noqa: PTH111
        _proxy(target, config, tokens),
    )


def login_name(target: Target) -> str:
    """Whom to log in as: the target's user, else the ssh configuration's, else whoever runs this."""
    return target.user or _user(target, lookup(target.ssh_config, target.host))


def _user(target: Target, config: dict[str, list[str]]) -> str:
    return target.user or _first(config, "user") or getpass.getuser()


def open_link(target: Target, route: Route, timeout: float) -> Link:
    """A connected stream within ``timeout`` seconds, small packets sent at once; else ``DeviceError`` unreachable."""
    if route.proxy:
        return _through_proxy(target, route.proxy)
    try:
        stream = socket.create_connection((route.host, route.port), timeout)
    except OSError as error:
        reason = error.strerror or ("no answer in time" if isinstance(error, TimeoutError) else "name or address not found")
        raise DeviceError("KO-DV001", target.name, address=route.host, port=route.port, reason=reason) from None
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    stream.settimeout(None)
    return Link(stream)


def _through_proxy(target: Target, command: str) -> Link:
    one_core.leave()  # fifty of them may run beside us
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(["/bin/sh", "-c", f"exec {command}"], stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=subprocess.DEVNULL)
    return Link(ours, process)


def _proxy(target: Target, config: dict[str, list[str]], tokens: dict[str, str]) -> str | None:
    """The command whose standard input and output lead to the device, or None for plain TCP."""
    if target.proxy_jump or target.proxy_command:
        jump, command = target.proxy_jump, target.proxy_command
    else:
        jump, command = _first(config, "proxyjump"), _first(config, "proxycommand")
    if command and command.lower() != "none":
        return expand(command, **tokens)
    if jump and jump.lower() != "none":
        return _jump_command(target, jump, tokens)
    return None


def _jump_command(target: Target, jump: str, tokens: dict[str, str]) -> str:
    """As OpenSSH does it: ``ssh -W`` to the last jump host, by way of those before it. Never asks for anything (batch mode)."""
    if shutil.which("ssh") is None:
        raise DeviceError("KO-DV023", target.name, setting="ProxyJump", reason="the program ssh is not installed here")
    *before, last = jump.split(",")
    words = ["ssh", "-o", "BatchMode=yes"]
    if target.ssh_config:
        words += ["-F", target.ssh_config]
    if target.known_hosts:
        words += ["-o", f"UserKnownHostsFile={target.known_hosts}"]
    if not target.host_key_checking:
        words += ["-o", "StrictHostKeyChecking=no"]
    if before:
        words += ["-J", ",".join(before)]
    host = tokens["host"]
    stdio = f"[{host}]:{tokens['port']}" if ":" in host else f"{host}:{tokens['port']}"
    words += ["-W", stdio, last if last.startswith("ssh://") or ":" not in last else f"ssh://{last}"]
    return shlex.join(words)


def _first(config: dict[str, list[str]], keyword: str) -> str | None:
    return config[keyword][0] if keyword in config else None


def _default_keys() -> list[str]:
    return [f"~/.ssh/id_{kind}" for kind in ("ed25519", "ecdsa", "rsa")]
