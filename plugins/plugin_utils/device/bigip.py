# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One BIG-IP over iControl REST: one token, tables of objects in, one transaction of writes out (BP-01 to BP-12, BP-33 to BP-38)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from ..config.bigip.tables import MEMBERS, POOLS
from ..config.bigip.wire import altered, created, members_of, row
from ..config.objects import Operation
from .bigip_login import Account, Login
from .errors import DeviceError
from .rest import Answer, Rest

_UNITS, _TRANSACTION, _SAVE = "/mgmt/tm/cm/device", "/mgmt/tm/transaction", "/mgmt/tm/sys/config"
_COORDINATED = "X-F5-REST-Coordination-Id"
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")
_RESTARTING, _RESTARTS = 30.0, 3  #: seconds to wait for a unit that restarts, and how often (BP-11)
_SETTLE = (1.0, 2.0, 4.0, 8.0, 15.0)  #: seconds between two looks at a transaction whose answer was lost
_WORKING = ("VALIDATING", "COMMITTING")
_SUBCOLLECTIONS = ("net/vlan", POOLS, "ltm/virtual")
Row = dict[str, Any]


class BigIp:
    """Objects by table (``ltm/pool``) and full path. Every method raises ``DeviceError``, except ``close``.

    ``units`` are those that the unit knows of its device group after ``connect``. ``in_doubt``: a commit was sent and its answer is not known.
    """

    def __init__(self, rest: Rest, account: Account, sleep: Callable[[float], None] = time.sleep) -> None:
        self._rest, self._sleep = rest, sleep
        self._login = Login(rest, account)
        self._pools: list[Mapping[str, Any]] = []
        self._transaction = ""
        self.units: list[Mapping[str, Any]] = []
        self.in_doubt = False

    @property
    def address(self) -> str:
        """Where it is reached."""
        return self._rest.endpoint.host

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._rest.requests

    def connect(self) -> tuple[int, ...]:
        """Log in, once, and see that this unit is the one to be changed; its version."""
        if not self._login.token:
            self._patiently(self._login.open)
        answer = self._get(_UNITS)
        self.units = _items(answer) if answer.status == 200 else []
        own = next((unit for unit in self.units if str(unit.get("selfDevice")) in ("true", "True")), {})
        if own.get("failoverState", "active") != "active":
            active = ", ".join(str(unit.get("name")) for unit in self.units if unit.get("failoverState") == "active") or "none"
            raise self._rest.error("KO-DV095", reason=f"{own.get('name')} ({own['failoverState']})", address=active)
        found = _VERSION.match(str(own.get("version", "")))
        return tuple(int(part or 0) for part in found.groups()) if found else ()

    def rows(self, table: str) -> list[Row]:
        """Every object of a table. Members come with their pools: those of the last reading of these."""
        if table == MEMBERS:
            return [member for pool in self._pools for member in members_of(pool)]
        path = f"/mgmt/tm/{table}"
        answer = self._get(path, {"expandSubcollections": "true"} if table in _SUBCOLLECTIONS else None)
        found = _items(self._checked(f"GET {path}", answer))
        if table == POOLS:
            self._pools = found
        return [row(table, each) for each in found]

    def row(self, table: str, key: Any) -> Row | None:
        """One object, or None."""
        return next((each for each in self.rows(table) if each["name"] == key), None)

    def facts(self, path: str) -> Any:
        """What stands at a path of ``/mgmt/tm``, such as statistics; None where there is nothing."""
        answer = self._get(f"/mgmt/tm/{path}")
        return None if answer.status == 404 else self._checked(f"GET {path}", answer).data

    def commit(self, operations: Sequence[Operation], validate_only: bool = False) -> None:
        """All of them or none, in one transaction. A token that has expired meanwhile is renewed, and the transaction begun again from its start."""
        try:
            self._whole(operations, validate_only)
        except DeviceError as error:
            if error.problems[0].code != "KO-DV091" or self.in_doubt:
                raise
            self._login.renew()
            self._whole(operations, validate_only)

    def settled(self) -> None:
        """Wait until the transaction whose answer was lost is no longer at work."""
        for pause in _SETTLE:
            answer = self._get(f"{_TRANSACTION}/{self._transaction}")
            if not isinstance(answer.data, dict) or answer.data.get("state") not in _WORKING:
                break
            self._sleep(pause)

    def save(self) -> None:
        """Make what runs what starts (BP-32). Saving twice does no harm, so a lost answer is asked for again."""
        ask = {"command": "save"}
        try:
            answer = self._patiently(lambda: self._rest.send("POST", _SAVE, None, ask))
        except DeviceError as error:
            if error.kind not in ("lost", "timeout"):
                raise
            answer = self._rest.send("POST", _SAVE, None, ask)
        if answer.status == 401:
            self._login.renew()
            answer = self._rest.send("POST", _SAVE, None, ask)
        if answer.status >= 300:
            raise self._rest.error("KO-DV098", f"POST {_SAVE}", reason=_words(answer))

    def close(self) -> None:
        """Give the token back and end the connection; never raises (BP-09)."""
        with suppress(DeviceError):
            self._login.close()
        self._rest.close()

    def _whole(self, operations: Sequence[Operation], validate_only: bool) -> None:
        begun = self._checked(f"POST {_TRANSACTION}", self._send("POST", _TRANSACTION, {}))
        self._transaction = str(begun.data["transId"])
        try:
            for operation in operations:
                self._queue(operation)
        except DeviceError:
            self._drop()
            raise
        self._commit(validate_only)

    def _queue(self, operation: Operation) -> None:
        method = {"create": "POST", "update": "PATCH", "delete": "DELETE"}[operation.verb]
        sent = {"create": created, "update": altered}.get(operation.verb, lambda _table, _values: None)(operation.table, operation.body)
        path = _path(operation)
        answer = self._send(method, path, sent, {_COORDINATED: self._transaction})
        self._checked(f"{method} {path}", answer)

    def _commit(self, validate_only: bool) -> None:
        path = f"{_TRANSACTION}/{self._transaction}"
        self.in_doubt = not validate_only
        answer = self._send("PATCH", path, {"state": "VALIDATING", **({"validateOnly": True} if validate_only else {})})
        if answer.status >= 500:  # whoever says so need not be the device itself
            raise self._rest.error("KO-DV062", f"PATCH {path}", reason=f"HTTP {answer.status}")
        self.in_doubt = False
        if answer.status == 404:
            raise self._rest.error("KO-DV094", f"PATCH {path}", reason=_words(answer))
        checked = self._checked(f"PATCH {path}", answer)
        if validate_only:
            self._drop()
        elif checked.data.get("state") != "COMPLETED":
            self.in_doubt = True
            raise self._rest.error("KO-DV062", f"PATCH {path}", reason=str(checked.data.get("state")))

    def _drop(self) -> None:
        """A transaction that is not wanted; unless it is dropped it ends by itself (BP-33)."""
        with suppress(DeviceError):
            self._rest.send("DELETE", f"{_TRANSACTION}/{self._transaction}")

    def _send(self, method: str, path: str, sent: Any, headers: Mapping[str, str] | None = None) -> Answer:
        return self._rest.send(method, path, None, sent, headers)

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Answer:
        """Read; logged in again once where the token is no longer taken (BP-10)."""
        answer = self._patiently(lambda: self._rest.get(path, query))
        if answer.status == 401:
            self._login.renew()
            answer = self._patiently(lambda: self._rest.get(path, query))
        return answer

    def _patiently(self, ask: Callable[[], Any]) -> Any:
        """A unit that restarts says 502 or 503, or sends a page of its own; asked again for a while (BP-11)."""
        for again in range(_RESTARTS + 1):
            try:
                answer = ask()
            except DeviceError as error:
                if error.kind not in ("busy", "protocol") or again == _RESTARTS:
                    raise
            else:
                if answer is None or answer.status != 502:
                    return answer
            if again < _RESTARTS:
                self._sleep(_RESTARTING)
        raise self._rest.error("KO-DV097", seconds=_RESTARTING * _RESTARTS)

    def _checked(self, line: str, answer: Answer) -> Answer:
        if answer.status < 300:
            return answer
        code = {401: "KO-DV091", 404: "KO-DV096"}.get(answer.status, "KO-DV093")
        if code == "KO-DV096" and not line.startswith("GET"):
            code = "KO-DV093"
        raise self._rest.error(code, line, reason=f"HTTP {answer.status} {_words(answer)}".strip())


def _path(operation: Operation) -> str:
    """The collection of what is made, else the object itself (BP-03); ``%`` of a route domain is spelled out."""
    table, key = operation.table, str(operation.key)
    if table == MEMBERS:
        pool, _blank, member = key.partition(" ")
        table, key = f"{POOLS}/{_name(pool)}/members", member
    return f"/mgmt/tm/{table}" + ("" if operation.verb == "create" else f"/{_name(key)}")


def _name(key: str) -> str:
    return quote(key.replace("/", "~"), safe="~:")


def _items(answer: Answer) -> list[Mapping[str, Any]]:
    """The objects of a collection; ``items`` is not there when it is empty (BP-01)."""
    data = answer.data if isinstance(answer.data, dict) else {}
    return [each for each in data.get("items") or [] if isinstance(each, dict)]


def _words(answer: Answer) -> str:
    """The device's own words, on one line."""
    data = answer.data if isinstance(answer.data, dict) else {}
    return " ".join(str(data.get("message") or "").split())
