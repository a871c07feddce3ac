"""One simulated BIG-IP: its running and saved configuration, who may ask, what it was asked, the state of members (BP-72 to BP-83)."""

from __future__ import annotations

import json
from collections.abc import Callable, MutableSequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ..clock import Clock
from ..entry import Entry
from .faults import Faults
from .shown import item
from .store import Row, Store
from .tokens import ADMINISTRATOR, GUEST, Access
from .transactions import Transactions

if TYPE_CHECKING:
    from .plane.site import Site

_AUDITOR = {"auditor": ("lab-auditor-password", GUEST)}


@dataclass
class Platform:
    """Which BIG-IP it is: its version (BP-83), whether it is of a pair (SB-101), in Appliance mode (BP-12), how long transactions last (BP-33).

    `webotx`: `address:port` of the WebOTX servers around it; with any, it forwards SIP over real UDP in a running lab.
    """

    version: str = "17.1.1"
    hostname: str = ""
    pair: bool = False
    appliance: bool = False
    transaction_timeout: int = 120
    tls: bool = True
    webotx: tuple[str, ...] = ()


class Traffic(Protocol):
    """What the data plane tells of itself."""

    def answers(self, pool: str, member: str) -> str:
        """`up`, `down` or `checking`."""

    def counts(self, kind: str, name: str) -> dict[str, int]:
        """Counters of a pool, member, virtual server or rule."""

    def records(self) -> list[tuple[str, str, str, int]]:
        """Persistence: key, virtual server, member, age in seconds."""

    def changed(self) -> None:
        """The configuration has changed, or the device is another one's standby now."""

    def restarted(self) -> None:
        """The device begins anew."""


class BigIp:
    """State and services of a device. `https.py` serves it; `api.py` answers for it; `plane` forwards its packets when there is one.

    `configuration_lines` counts the writes that it has received since the start or the last `restore`, `connections` its TLS sessions.
    """

    group = "bigip"
    sessions: tuple[()] = ()
    pending = False

    def __init__(self, name: str, clock: Clock | None = None, platform: Platform | None = None, login: dict[str, str] | None = None) -> None:
        self.name, self.clock, self.platform = name, clock or Clock(), platform or Platform()
        self.faults, self.login = Faults(), login or {"user": "kyoten", "password": "lab-login-password"}
        self.log: MutableSequence[Entry] = []
        self.on_entry: list[Callable[[Entry], None]] = []
        self.cut: list[Callable[[], None]] = []
        self.port = self.configuration_lines = self.connections = self.requests = 0
        self.host_key = ""
        self.plane: Traffic | None = None
        self.site: Site | None = None
        self.restore()

    # --- its life -------------------------------------------------------------------------------------------------------

    def connected(self) -> None:
        """One more connection over which somebody asks."""
        self.connections += 1

    def restore(self) -> None:
        """As delivered, without faults, nobody logged in, active."""
        self.faults.clear()
        self.store = Store(int(self.platform.version.split(".")[0]), self.clock.now)
        hostname = self.platform.hostname or f"{self.name}.example.com"
        self._put("cm/device", f"/Common/{hostname}", hostname=hostname, managementIp="192.0.2.245", version=self.platform.version)
        if self.platform.pair:
            self._put("cm/device", f"/Common/other-{hostname}", hostname=f"other-{hostname}", selfDevice="false", version=self.platform.version)
            self._put("cm/device-group", "/Common/pair")
        users = {self.login["user"]: (self.login["password"], ADMINISTRATOR), "admin": (self.login["password"], ADMINISTRATOR), **_AUDITOR}
        self.access = Access(users, self.clock.now)
        self.transactions = Transactions(self)
        self.failover_state = "active"
        self.configuration_lines = self.connections = self.requests = 0
        self.save()
        self._begin()

    def _put(self, path: str, name: str, **given: Any) -> None:
        self.store.tables[path][name] = self.store.new(self.store.schema[path], name, given, system=True)

    def save(self) -> None:
        """Only this makes a restart begin with what is running now (BP-79)."""
        self._saved = deepcopy(self.store.tables)

    def reload(self) -> None:
        """A restart: connections, tokens and transactions end, what was not saved is gone."""
        self.drop_sessions()
        self.access.forget()
        self.transactions.open.clear()
        self.store.tables = deepcopy(self._saved)
        self.store.generation += 1
        self._begin()

    def _begin(self) -> None:
        if self.plane is not None:
            self.plane.restarted()
        self.touched()

    def drop_sessions(self) -> None:
        """Cut every connection at once."""
        for cut in self.cut:
            cut()

    def touched(self) -> None:
        """The next packet meets another configuration (BP-81)."""
        if self.plane is not None:
            self.plane.changed()

    # --- what it is -----------------------------------------------------------------------------------------------------

    @property
    def active(self) -> bool:
        """Whether this one of a pair forwards packets."""
        return self.failover_state == "active"

    def identity(self) -> dict[str, Any]:
        """What `cm/device` says of the device itself."""
        return {"failoverState": self.failover_state}

    def running_text_plain(self) -> str:
        """Everything that can be configured, one object a line; without counts and times of changes."""
        return self._text(self.store.tables)

    def startup_text(self) -> str:
        """The saved configuration, likewise."""
        return self._text(self._saved)

    def _text(self, tables: dict[str, dict[str, Row]]) -> str:
        objects = ((path, name, row) for path, rows in tables.items() for name, row in rows.items())
        return "".join(f"{path} {name} {json.dumps(_plain(row), sort_keys=True, ensure_ascii=False)}\n" for path, name, row in objects)

    def shown(self, path: str, name: str) -> dict[str, Any]:
        """An object as a GET shows it, its subcollections inside: for tests."""
        return item(self, self.store.schema[path], self.store.row(path, name), "", True)

    def record(self, session: int, line: str) -> None:
        """Log one request; its secrets were masked."""
        entry = Entry(self.clock.now(), session, "", "api", line)
        self.log.append(entry)
        for call in self.on_entry:
            call(entry)

    # --- members ----------------------------------------------------------------------------------------------------------

    def member_state(self, pool: str, key: str) -> dict[str, str]:
        """`session` and `state` as a GET shows them (BP-26)."""
        given = self.store.row("ltm/pool", pool).children["members"][key].given
        session, state = given.get("session", "user-enabled"), given.get("state", "user-up")
        if state == "user-down":
            return {"session": session, "state": state}
        if not self._monitored(pool, key):
            return {"session": session, "state": "unchecked"}
        return {"session": "monitor-enabled" if session == "user-enabled" else session, "state": self._health(pool, key)}

    def _monitored(self, pool: str, key: str) -> bool:
        own = self.store.row("ltm/pool", pool)
        return bool(own.given.get("monitor")) and own.children["members"][key].given.get("monitor", "default") == "default"

    def _health(self, pool: str, key: str) -> str:
        """What its monitors have found; without a data plane every member answers, but for those of a fault."""
        member = key.rpartition("/")[2]
        if self.faults.hits("dead_members", member):
            return "down"
        return self.plane.answers(pool, key) if self.plane is not None else "up"

    def pool_state(self, pool: str) -> str:
        """`available`, `offline` or `unknown`: the best of its members'."""
        states = {self.member_state(pool, key)["state"] for key in self.store.row("ltm/pool", pool).children["members"]}
        if "up" in states:
            return "available"
        return "unknown" if states & {"unchecked", "checking"} or not states else "offline"

    # --- counters ---------------------------------------------------------------------------------------------------------

    def plane_counts(self, kind: str, name: str) -> dict[str, int]:
        """Counters of the data plane; without one, none."""
        return self.plane.counts(kind, name) if self.plane is not None else {}

    def plane_count(self, kind: str, name: str) -> int:
        """One number, as `records` of a pool or of `pool member`."""
        return self.plane_counts(kind, name).get("value", 0)

    def persist_records(self) -> str:
        """The text of `tmsh show ltm persistence persist-records` (unverified)."""
        rows = self.plane.records() if self.plane is not None else []
        lines = [f"sip - {virtual} - {member}\n  Value    {key}\n  Age (sec.)  {age}\n" for key, virtual, member, age in rows]
        return "Sys::Persistent Connections\n" + "".join(lines) + f"Total records returned: {len(rows)}\n"


def _plain(row: Row) -> dict[str, Any]:
    given = {name: value for name, value in row.given.items() if name not in ("creationTime", "lastModifiedTime")}
    return {**given, **{child: {key: _plain(each) for key, each in rows.items()} for child, rows in row.children.items() if rows}}
