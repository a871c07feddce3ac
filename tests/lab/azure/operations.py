"""Long-running operations on the lab's clock (AR-43 to AR-47)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .exchange import Answer
from .refusal import Refusal, busy

if TYPE_CHECKING:
    from .cloud import Cloud

_RUNNING = "InProgress"


@dataclass
class Operation:
    """`holds`: keys of resources that nobody else may write meanwhile; `ends`: when, None: never; `finish` takes the end (or the error)
    over, and gives the result."""

    name: str
    location: str
    holds: frozenset[str]
    ends: float | None
    finish: Callable[[dict[str, Any] | None], Any]
    planned: tuple[str, dict[str, Any]] | None = None
    status: str = _RUNNING
    error: dict[str, Any] | None = None
    result: Any = None

    def end(self) -> None:
        """What was to happen has happened, or has failed."""
        self.status, self.error = self.planned or ("Succeeded", None)
        self.ends = None
        self.result = self.finish(self.error)


class Operations:
    """Those of one Azure."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._all: dict[str, Operation] = {}

    def settle(self) -> None:
        """End those whose time has come, in their order."""
        while due := [each for each in self._all.values() if each.ends is not None and each.ends <= self._cloud.clock.now()]:
            first = min(due, key=lambda each: each.ends or 0)
            with self._cloud.at(first.ends):
                self._cloud.tunnels.update()
                first.end()
                self._cloud.tunnels.update()

    def free(self, keys: set[str], base: str) -> None:
        """`Refusal` (AR-53): one of these resources is being written."""
        for each in self._all.values():
            if each.status == _RUNNING and each.holds & keys:
                raise busy(self._cloud.platform.busy_status, self._url(each, base, "operations"))

    def start(
        self, line: str, location: str, seconds: float, holds: set[str], finish: Callable[[dict[str, Any] | None], Any],
        planned: dict[str, Any] | None = None,
    ) -> Operation:
        """Begin one for the request `line`; `planned`: how it will fail."""
        faults = self._cloud.faults
        stuck = bool(faults.operation_stuck) and faults.hits("operation_stuck", line)
        made = Operation(self._cloud.guid(), location, frozenset(holds), None if stuck else self._cloud.now() + seconds, finish)
        made.planned = ("Failed", planned) if planned else self._fault(line)
        self._all[made.name] = made
        if seconds == 0 and not stuck:
            made.end()
        return made

    def _fault(self, line: str) -> tuple[str, dict[str, Any]] | None:
        faults = self._cloud.faults
        code, _blank, message = faults.operation_error.partition(" ")
        for name, status in (("operation_fails", "Failed"), ("operation_canceled", "Canceled")):
            if faults.hits(name, line):
                return status, {"code": code, "message": message, "details": []}
        return None

    def headers(self, made: Operation, base: str, location: bool = False) -> dict[str, str]:
        """Where to ask for it."""
        faults = self._cloud.faults
        if made.status != _RUNNING or faults.no_operation:
            return {}
        origin = faults.foreign_operation or base
        found = {"Azure-AsyncOperation": self._url(made, origin, "operations"), "Retry-After": str(self._cloud.platform.retry_after)}
        return {**found, "Location": self._url(made, origin, "operationResults")} if location else found

    def _url(self, made: Operation, base: str, what: str) -> str:
        place = f"providers/Microsoft.Network/locations/{made.location}/{what}/{made.name}"
        return f"{base}/subscriptions/{self._cloud.subscription}/{place}?api-version={self._cloud.version}"

    def status(self, name: str) -> Answer:
        """What asking for the operation gives (AR-44)."""
        made = self._named(name)
        if made.status == _RUNNING:
            return Answer(200, {"status": _RUNNING}, {"Retry-After": str(self._cloud.platform.retry_after)})
        error = {"error": made.error} if made.error else {}
        return Answer(200, {"status": made.status, **error, **({"properties": made.result} if made.result is not None else {})})

    def outcome(self, name: str, base: str) -> Answer:
        """What asking for its result gives."""
        made = self._named(name)
        if made.status == _RUNNING:
            return Answer(202, None, self.headers(made, base, location=True))
        if made.error:
            raise Refusal(400, made.error["code"], made.error["message"])
        return Answer(204) if made.result is None else Answer(200, made.result)

    def _named(self, name: str) -> Operation:
        if name.lower() not in self._all or self._cloud.faults.operation_lost:
            raise Refusal(404, "OperationNotFound", f"Operation {name} not found.")
        return self._all[name.lower()]
