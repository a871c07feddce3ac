"""One simulated Azure: a subscription, its resources, who may ask, what it was asked. `https.py` serves it; `api.py` answers for it."""

from __future__ import annotations

import hashlib
import itertools
import json
import uuid
from collections.abc import Callable, Iterator, MutableSequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import yaml

from ..clock import Clock
from ..entry import Entry
from ..head_end.altering import alter
from .address import Address, of_id
from .estate import Estate
from .far_end import door
from .faults import Faults
from .operations import Operations
from .platform import Platform
from .reading import Reader
from .resource import Resource
from .schema import types
from .soracom import Soracom
from .tokens import READER, Application, Tokens
from .tunnels import Tunnels

TENANT, SUBSCRIPTION = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
CLIENT = Application("33333333-3333-3333-3333-333333333333", "lab-azure-secret-0123456789", assertion="lab-azure-assertion-0123456789")
AUDITOR = Application("44444444-4444-4444-4444-444444444444", "lab-azure-reader-0123456789", READER)
_FIRST = IPv4Address("192.0.2.10")


class Cloud(Estate):
    """State and services. `configuration_lines` counts the writes that it has received since the start or the last `restore`."""

    group = "azure"
    sessions: tuple[()] = ()
    pending = False
    version = "2024-05-01"

    def __init__(self, name: str, clock: Clock | None = None, platform: Platform | None = None) -> None:
        self.name, self.clock, self.platform = name, clock or Clock(), platform or Platform()
        self.tenant, self.subscription = TENANT, SUBSCRIPTION
        self.delivered, self.faults = replace(self.platform), Faults()
        self.log: MutableSequence[Entry] = []
        self.on_entry: list[Callable[[Entry], None]] = []
        self.cut: list[Callable[[], None]] = []
        self.port = self.configuration_lines = self.connections = self.requests = 0
        self.host_key = ""
        self.restore()

    def restore(self) -> None:
        """As delivered, without faults, nobody logged in."""
        self.faults.clear()
        self.platform = replace(self.delivered)
        self._moment: float | None = None
        self._serial = itertools.count(1)
        self._free = itertools.count()
        self.groups, self.resources = {}, {}
        self.operations = Operations(self)
        self.tokens = Tokens(self, (CLIENT, AUDITOR))
        self.soracom = Soracom(self)
        self.configuration_lines = self.connections = self.requests = 0
        self._start()

    def _start(self) -> None:
        start = _delivered()
        for name, body in start["groups"].items():
            self.groups[name.lower()] = {"name": name, "tags": {}, **body}
        for path, body in start["resources"].items():
            group, kind, *names = path.split("/")
            said = types()[kind if len(names) == 1 else f"{kind}/{names[1]}"]
            found = Address(self.subscription, group, said.name, tuple(names[::2]))
            self.resources[found.key] = Resource(found, Reader().read(said, body), self.guid(), "Succeeded", self.etag())
        self.doors = {name: door(name, entry) for name, entry in start["doors"].items()}
        self.interfaces: dict[str, str] = dict(start["interfaces"])
        self.tunnels = Tunnels(self)
        for each in self.doors.values():
            each.observe(lambda _after: self.settle())

    # --- what is new ------------------------------------------------------------------------------------------------------

    def guid(self) -> str:
        """A new one; the same after every `restore`."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.name} {next(self._serial)}"))

    def etag(self) -> str:
        """A new one (AR-95)."""
        return f'W/"{self.guid()}"'

    def public_address(self) -> str:
        """An address of 192.0.2.0/24 that nobody has had (AR-98)."""
        return str(_FIRST + next(self._free) % 240)

    def key_digest(self, name: str) -> str:
        """The true key of a connection, for tests only, as a digest (AR-103)."""
        found = next(each for each in self.of_kind("connections") if each.address.name == name)
        return hashlib.sha256(found.key.encode()).hexdigest()

    # --- a device of the lab ---------------------------------------------------------------------------------------------

    def connected(self) -> None:
        """One more connection over which somebody asks."""
        self.connections += 1

    def reload(self) -> None:
        """Every token is worth nothing any more; what was written stays."""
        self.drop_sessions()
        self.tokens.expire()

    def drop_sessions(self) -> None:
        """Cut every connection at once."""
        for cut in self.cut:
            cut()

    def running_text_plain(self) -> str:
        """Every resource, one a line, without dates, keys and etags: equal texts are equal states."""
        lines = [f"{each['name']} {json.dumps({**each, 'name': None}, sort_keys=True)}" for each in self.groups.values()]
        for each in self.resources.values():
            digest = hashlib.sha256(each.key.encode()).hexdigest()[:16] if each.key else ""
            lines.append(f"{each.address.id} {each.state} {digest} {json.dumps(each.body, sort_keys=True)}")
        return "".join(f"{line}\n" for line in sorted(lines))

    def startup_text(self) -> str:
        """The same: every write is kept."""
        return self.running_text_plain()

    def record(self, session: int, line: str) -> None:
        """Log one request; its secrets were masked."""
        entry = Entry(self.clock.now(), session, "", "api", line)
        self.log.append(entry)
        for call in self.on_entry:
            call(entry)

    def now(self) -> float:
        """The lab's time; what is settled later than it happened, happens when it happened."""
        return self.clock.now() if self._moment is None else self._moment

    @contextmanager
    def at(self, moment: float | None) -> Iterator[None]:
        """Let it be that time."""
        self._moment = moment
        try:
            yield
        finally:
            self._moment = None

    def disturb(self, path: str) -> None:
        """Somebody else gives the resource of this path the tag `other`."""
        found = of_id(path, list(types()))
        touched = self.resource(found.key) if found else None
        if touched and "tags" in touched.body:
            touched.body["tags"] = {**touched.body["tags"], "other": "somebody"}
            touched.etag = self.etag()

    def settle(self) -> None:
        """What the time has brought."""
        self.operations.settle()
        self.tunnels.update()

    def alter(self, name: str, settings: dict[str, str]) -> dict[str, str]:
        """Change a far end by texts, e.g. `t1.psk=other`, `ike.groups=[14]`; what was there before."""
        return alter(self.doors[name], settings)

    def far_end(self, name: str) -> dict[str, Any]:
        """What a far end sees of its tunnels: up or not, and why not."""
        self.settle()
        return {each: self.tunnels.seen(tunnel) for each, tunnel in (("t1", self.doors[name].t1), ("t2", self.doors[name].t2))}


@cache
def _delivered() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "start.yml").read_text(encoding="utf-8"))
    return found
