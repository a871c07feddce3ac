"""One simulated FortiGate: its virtual domains, who may ask, what it was asked. Every write is effective and saved at once (FO-33)."""

from __future__ import annotations

import json
from collections.abc import Callable, MutableSequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

from ..clock import Clock
from ..entry import Entry
from .access import READ, WRITE, Access
from .faults import Faults
from .schema import Version, schema
from .store import Store

TOKEN, READER = "lab-fortigate-token-0123456789", "lab-fortigate-reader-0123456789"
_AUDITOR = {"auditor": ("lab-auditor-password", READ)}
_SIP, _OLD, _NEW = 13, "TCP/UDP/SCTP", "TCP/UDP/UDP-Lite/SCTP"


@dataclass
class Platform:
    """Which FortiGate it is: its version, under which number it has the helper of SIP (FO-22), whether 7.6 still takes the old name of
    a service's protocol (FO-44), whether it passes over fields that it does not know (FO-42), whether /api/v2/authentication is there (FO-02)."""

    version: str = "7.4.4"
    build: int = 2662
    sip_helper: int = _SIP
    old_protocol: bool = False
    lenient: bool = False
    json_login: bool = True
    tls: bool = True
    vdoms: tuple[str, ...] = ("root",)


class FortiGate:
    """State and services of a device. `https.py` serves it; `api.py` answers for it.

    `configuration_lines` counts the writes that it has received since the start or the last `restore`, `connections` its TLS sessions.
    """

    group = "fortios"
    sessions: tuple[()] = ()
    pending = False

    def __init__(self, name: str, clock: Clock | None = None, platform: Platform | None = None, login: dict[str, str] | None = None) -> None:
        self.name, self.clock, self.platform = name, clock or Clock(), platform or Platform()
        self.serial = f"FGVM{crc32(name.encode()):012d}"
        self.version: Version = tuple(map(int, self.platform.version.split(".")))
        self.faults, self.login = Faults(), login or {"user": "kyoten", "password": "lab-login-password"}
        self.log: MutableSequence[Entry] = []
        self.on_entry: list[Callable[[Entry], None]] = []
        self.cut: list[Callable[[], None]] = []
        self.vdoms: dict[str, Store] = {}
        self.port = self.configuration_lines = self.connections = self.requests = 0
        self.host_key = ""
        self.restore()

    @property
    def revision(self) -> str:
        """A text that changes with every change (FO-40)."""
        return f"{self._revision:032x}"

    def connected(self) -> None:
        """One more connection over which somebody asks."""
        self.connections += 1

    def touched(self) -> None:
        """Something has changed."""
        self._revision += 1

    def restore(self) -> None:
        """As delivered, without faults, nobody logged in."""
        self.faults.clear()
        start, others = self._start()
        alias = {_OLD: _NEW} if self.platform.old_protocol and self.version >= (7, 6) else {}
        self.vdoms = {name: Store(schema(self.version), start, others, alias, self.platform.lenient) for name in self.platform.vdoms}
        self.access = Access({TOKEN: WRITE, READER: READ}, {self.login["user"]: (self.login["password"], WRITE), **_AUDITOR})
        self._revision = self.configuration_lines = self.connections = self.requests = 0

    def reload(self) -> None:
        """A restart: connections and sessions end; what was written stays."""
        self.drop_sessions()
        self.access.sessions.clear()

    def drop_sessions(self) -> None:
        """Cut every connection at once."""
        for cut in self.cut:
            cut()

    def running_text_plain(self) -> str:
        """Everything that can be configured, one row a line."""
        return "".join(
            f"{vdom} {path} {json.dumps(row, ensure_ascii=False)}\n"
            for vdom, store in self.vdoms.items() for path, rows in store.tables.items() for row in rows
        )

    def startup_text(self) -> str:
        """What a restart begins with: the same."""
        return self.running_text_plain()

    def record(self, session: int, line: str) -> None:
        """Log one request; its secrets were masked."""
        entry = Entry(self.clock.now(), session, "", "api", line)
        self.log.append(entry)
        for call in self.on_entry:
            call(entry)

    def _start(self) -> tuple[dict[str, list[Any]], dict[str, list[str]]]:
        found = deepcopy(_delivered())
        for row in found["tables"]["system/session-helper"]:
            row["id"] = self.platform.sip_helper if row["id"] == _SIP else row["id"]
        return found["tables"], found["others"]


@cache
def _delivered() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "start.yml").read_text(encoding="utf-8"))
    return found
