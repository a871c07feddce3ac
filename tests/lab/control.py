"""The control channel of a running lab: one JSON request per line on a loopback port, with a token from `state.json`."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
from pathlib import Path
from typing import Any

from .lab import Lab


class Channel:
    """Answers `ping`, `fault`, `head_end`, `advance`, `restore`, `reload`, `status`."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.token = secrets.token_hex(16)

    async def open(self) -> int:
        """Listen on a free loopback port; returns it."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = json.loads(await reader.readline() or b"{}")
            if secrets.compare_digest(str(request.get("token", "")), self.token):
                writer.write(json.dumps(self._answer(request)).encode() + b"\n")
                await writer.drain()
        except (ValueError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"ok": True, "result": getattr(self, f"_do_{request['command']}")(**request.get("arguments", {}))}
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}

    def _do_ping(self) -> int:
        return os.getpid()

    def _do_advance(self, seconds: float) -> float:
        self.lab.clock.advance(seconds)
        return self.lab.clock.now()

    def _do_restore(self) -> list[str]:
        for router in self.lab.routers.values():
            router.restore()
        self.lab.world.restore()
        return list(self.lab.routers)

    def _do_head_end(self, site: str, dc: str, settings: dict[str, str]) -> dict[str, str]:
        """Change Cisco's side of a tunnel; what was there before."""
        before: dict[str, str] = self.lab.world.alter(site, dc, settings)
        return before

    def _do_reload(self, router: str) -> None:
        self.lab.routers[router].reload()

    def _do_fault(self, router: str, faults: dict[str, str]) -> dict[str, Any]:
        """Set faults by name; the name `clear` takes all away."""
        chosen = list(self.lab.routers.values()) if router == "all" else [self.lab.routers[router]]
        for device in chosen:
            for name, text in faults.items():
                device.faults.clear() if name == "clear" else device.faults.set(name, text)
        return {device.name: device.faults.active() for device in chosen}

    def _do_status(self) -> dict[str, Any]:
        return {
            name: {
                "port": router.port, "sessions": len(router.sessions), "faults": router.faults.active(),
                "pending": router.archive.pending is not None,
            }
            for name, router in self.lab.routers.items()
        }


def record(lab: Lab, directory: Path, port: int, token: str) -> None:
    """Write `state.json` (readable by this user only) and `pid`."""
    host = lab.client_address()
    document = {
        "pid": os.getpid(), "control": port, "token": token, "speed": lab.clock.speed,
        "routers": {name: {"host": host, "port": router.port} for name, router in lab.routers.items()},
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
