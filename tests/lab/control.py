"""The control channel of a running lab: one JSON request per line on a loopback port, with a token from `state.json`."""

from __future__ import annotations

import asyncio
import fnmatch
import inspect
import json
import os
import secrets
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .azure.cloud import Cloud
from .bigip.box import BigIp
from .fortios.gate import FortiGate
from .fortios.traffic import Packet, decided
from .lab import Lab

if TYPE_CHECKING:
    from .device import Device

_LONGEST = 2**24


class Channel:
    """Answers `ping`, `fault`, `faults`, `configuration`, `counts`, `head_end`, `pe`, `door`, `send`, `traffic`, `sip`, `advance`, `restore`,
    `reload`, `status`.

    Where routers are asked for, a name, names separated by commas, a list, a pattern (`branch-0*`) and `all` do.
    """

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.token = secrets.token_hex(16)

    async def open(self) -> int:
        """Listen on a free loopback port; returns it."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_LONGEST)
        return int(server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = json.loads(await reader.readline() or b"{}")
            if secrets.compare_digest(str(request.get("token", "")), self.token):
                writer.write(json.dumps(await self._answer(request)).encode() + b"\n")
                await writer.drain()
        except (ValueError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            found = getattr(self, f"_do_{request['command']}")(**request.get("arguments", {}))
            return {"ok": True, "result": await found if inspect.isawaitable(found) else found}
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}

    def _do_ping(self) -> int:
        return os.getpid()

    def _do_advance(self, seconds: float) -> float:
        self.lab.clock.advance(seconds)
        return self.lab.clock.now()

    async def _do_restore(self) -> list[str]:
        for router in self.lab.routers.values():
            router.restore()
            await self.lab.doors[router.name].adjust()
        self.lab.world.restore()
        return list(self.lab.routers)

    def _do_head_end(self, site: str, dc: str, settings: dict[str, str]) -> dict[str, str]:
        """Change Cisco's side of a tunnel; what was there before."""
        before: dict[str, str] = self.lab.world.alter(site, dc, settings)
        return before

    def _do_pe(self, site: str, location: str, settings: dict[str, str] | None = None) -> dict[str, Any]:
        """What the provider's side of a connection sees, or after a change of it (or of the `site`) what was there before."""
        interconnect = self.lab.world.interconnect
        found: dict[str, Any] = interconnect.alter(site, location, settings) if settings else interconnect.status(site, location)
        return found

    def _do_door(self, door: str, settings: dict[str, str] | None = None) -> dict[str, Any]:
        """What a far end of Azure's tunnels sees, or after a change of it what was there before."""
        cloud = next((each for each in self.lab.routers.values() if isinstance(each, Cloud)), None)
        if cloud is None:
            raise ValueError("the lab has no Azure")
        return {**cloud.alter(door, settings)} if settings else cloud.far_end(door)

    def _do_send(self, site: str, location: str, packet: str, count: int = 1) -> dict[str, Any]:
        """Send packets over a connection: what the router's access list says to them."""
        found: dict[str, Any] = self.lab.world.interconnect.send(site, location, packet, count)
        return found

    def _do_reload(self, router: str) -> None:
        self.lab.routers[router].reload()

    async def _do_fault(self, router: str | list[str], faults: dict[str, Any]) -> dict[str, Any]:
        """Set faults by name; the name `clear` takes all away."""
        return await self._do_faults({device.name: faults for device in self._chosen(router)})

    async def _do_faults(self, of: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Faults of many routers at once, `{router: {name: value}}`: all of them, or none when one is wrong."""
        wanted = [(device, faults) for names, faults in of.items() for device in self._chosen(names)]
        texts = [(device, {name: _text(value) for name, value in faults.items()}) for device, faults in wanted]
        for device, faults in texts:
            for name in faults.keys() - {"clear"}:
                device.faults.value(name, faults[name])
        for device, faults in texts:
            for name, text in faults.items():
                device.faults.clear() if name == "clear" else device.faults.set(name, text)
            await self.lab.doors[device.name].adjust()
        return {device.name: device.faults.active() for device, _faults in texts}

    def _do_configuration(self, router: str | list[str] = "all") -> dict[str, dict[str, str]]:
        """The running and the saved configuration, without dates: equal texts are equal states."""
        return {device.name: {"running": device.running_text_plain(), "saved": device.startup_text()} for device in self._chosen(router)}

    def _do_counts(self, router: str | list[str] = "all") -> dict[str, int]:
        """How many lines each router has received in configuration mode, since the start or the last `restore`."""
        return {device.name: device.configuration_lines for device in self._chosen(router)}

    def _do_traffic(self, router: str, packet: dict[str, Any], vdom: str = "root") -> dict[str, Any]:
        """What a FortiGate does with a session: the fields of `fortios.matching.Packet`; `at` is the lab's time unless it is given (FO-45)."""
        gate = self.lab.routers[router]
        if not isinstance(gate, FortiGate):
            raise ValueError(f"{router} is no FortiGate")
        return decided(gate.vdoms[vdom], gate.version, Packet(**{"at": self.lab.clock.now(), **packet}))

    async def _do_sip(self, router: str, calls: int = 2, virtual: str = "/Common/sip_vs") -> dict[str, Any]:
        """Calls through a virtual server of a BIG-IP over real UDP: what became of them; where its addresses are on this machine."""
        box = self.lab.routers[router]
        if not isinstance(box, BigIp) or box.site is None:
            raise ValueError(f"{router} forwards no SIP")
        if virtual not in box.store.tables["ltm/virtual"]:
            raise ValueError(f"{router} has no virtual server {virtual}")
        return {"addresses": box.site.addresses(), **await box.site.calls(virtual, calls)}

    def _chosen(self, wanted: str | list[str]) -> list[Device]:
        """The routers meant; KeyError for a name or pattern that means none."""
        chosen: dict[str, Device] = {}
        for name in wanted.split(",") if isinstance(wanted, str) else wanted:
            hits = [name] if name in self.lab.routers else fnmatch.filter(self.lab.routers, "*" if name == "all" else name)
            if not hits:
                raise KeyError(name)
            chosen.update((hit, self.lab.routers[hit]) for hit in hits)
        return list(chosen.values())

    def _do_status(self) -> dict[str, Any]:
        return {
            name: {
                "port": router.port, "sessions": len(router.sessions), "faults": router.faults.active(),
                "pending": router.pending, "configuration_lines": router.configuration_lines,
                **({"connections": router.connections, "requests": router.requests} if isinstance(router, FortiGate | BigIp | Cloud) else {}),
            }
            for name, router in self.lab.routers.items()
        }


def _text(value: Any) -> str:
    """A fault's value as one types it."""
    return value if isinstance(value, str) else json.dumps(value)


def record(lab: Lab, directory: Path, port: int, token: str) -> None:
    """Write `state.json` (readable by this user only) and `pid`."""
    host = lab.client_address()
    document = {
        "pid": os.getpid(), "control": port, "token": token, "speed": lab.clock.speed,
        "routers": {
            name: {"host": host, "port": router.port, "ssh": bool(router.host_key), "group": router.group} for name, router in lab.routers.items()
        },
    }
    (directory / "pid").write_text(f"{os.getpid()}\n", encoding="utf-8")
    fresh = directory / "state.json.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    fresh.replace(directory / "state.json")


def state(directory: Path) -> dict[str, Any]:
    """What the running lab has recorded; {} when there is none."""
    try:
        found: dict[str, Any] = json.loads((directory / "state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def ask(directory: Path, command: str, **arguments: Any) -> Any:
    """Send one request; ConnectionError when no lab answers, ValueError with the lab's refusal."""
    found = state(directory)
    if not found:
        raise ConnectionError("the lab is not running")
    with socket.create_connection(("127.0.0.1", found["control"]), timeout=30) as channel:
        channel.sendall(json.dumps({"token": found["token"], "command": command, "arguments": arguments}).encode() + b"\n")
        with channel.makefile("rb") as reader:
            line = reader.readline()
    if not line:
        raise ConnectionError("the lab does not answer")
    answer = json.loads(line)
    if not answer["ok"]:
        raise ValueError(answer["error"])
    return answer["result"]


def alive(directory: Path) -> bool:
    """Whether the recorded lab answers under the recorded process id."""
    try:
        return bool(ask(directory, "ping") == state(directory).get("pid"))
    except (OSError, ValueError):
        return False
