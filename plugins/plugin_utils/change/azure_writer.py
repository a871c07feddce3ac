# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Writes to Azure, one by one: sent onto what was read, followed to their end, and after a doubtful answer sent again only if a reading says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from ..config.azure import Step, again, state
from ..device.arm import Accepted
from ..device.errors import DeviceError

Row = dict[str, Any]
_TRIES = 20
#: kinds after which a write may not have taken effect, or not yet: whether it has, a new reading tells
_UNANSWERED = frozenset({"lost", "timeout", "server"})  #: no answer: it may have been a yes
_DOUBTFUL = _UNANSWERED | {"busy", "changed_since"}
#: what Azure says of an object that is still held by one that has just gone (AZ-97)
_STILL_HELD = ("InUse", "PublicIPAddressCannotBeDeleted", "CannotBeDeleted")
_HELD_PAUSE = 30.0
#: states of an object that something works on
BUSY = ("updating", "deleting", "creating", "accepted", "migrating")


class Manager(Protocol):
    """What the steps are sent to; see ``device.arm.Arm``."""

    def get(self, path: str) -> Row | None: ...
    def look(self, path: str) -> Row | None: ...
    def shared_key(self, path: str) -> str | None: ...
    def put(self, path: str, body: Row, etag: str = "") -> Accepted: ...
    def patch(self, path: str, body: Row) -> Accepted: ...
    def post(self, path: str, body: Row | None = None) -> Accepted: ...
    def delete(self, path: str) -> Accepted: ...
    def follow(self, accepted: Accepted, seconds: float, line: str) -> None: ...
    def wait(self, asked: float = 0.0) -> None: ...
    def now(self) -> float: ...
    def error(self, code: str, line: str, **details: object) -> DeviceError: ...


class AzureWriter:
    """Sends steps. ``begun(step, operation)`` hears where the operation of a write is followed, before it is waited for."""

    def __init__(self, arm: Manager, design: Mapping[str, Any], begun: Callable[[Step, str], None]) -> None:
        self._arm, self._design, self._begun = arm, design, begun
        self._limit = float(design["operation_timeout"])

    def write(self, step: Step) -> Row | None:
        """Begin the step and see it through; the object then, as it was seen. Raises ``DeviceError``: refused, failed, or it takes too long."""
        accepted = self.begin(step)
        return self._arm.get(step.resource["path"]) if accepted is None else self.finish(step, accepted)

    def begin(self, step: Step) -> Accepted | None:
        """Send the step until it is taken; None when it has taken effect already."""
        todo: Step | None = step
        for attempt in range(_TRIES):
            if todo is None:
                return None
            try:
                accepted = self._send(todo)
            except DeviceError as error:
                if not self._worth_another(error, todo) or attempt + 1 == _TRIES:
                    raise
                todo = self._after_a_look(todo, error)
            else:
                self._begun(todo, accepted.operation)
                return accepted
        return None

    def finish(self, step: Step, accepted: Accepted, left: int = _TRIES) -> Row | None:
        """Wait for the end of what was begun; the object then. An operation that failed only since another one ran is begun again (AR-53)."""
        path = step.resource["path"]
        try:
            if accepted.operation:
                self._arm.follow(accepted, self._limit, f"{step.verb} {path}")
        except DeviceError as error:
            if error.kind != "busy" or not left:
                raise
            return self._once_more(step, error, left - 1)
        if step.verb == "delete":
            self._gone(path)
            return None
        if step.verb == "key" or accepted.operation or state(accepted.row) in BUSY:
            return self.settled(path)
        return accepted.row

    def settled(self, path: str) -> Row | None:
        """The object when nothing works on it any more. KO-DV085: it is Failed, KO-DV086: it does not end."""
        row = self._still(path)
        if row is not None and state(row) in ("failed", "canceled"):
            raise self._arm.error("KO-DV085", path, reason=f"provisioningState {state(row)}")
        return row

    def _still(self, path: str) -> Row | None:
        until = self._arm.now() + self._limit
        while True:
            row = self._arm.look(path)
            if row is None or state(row) not in BUSY:
                return row
            if self._arm.now() > until:
                raise self._arm.error("KO-DV086", path, seconds=self._limit, operation="")
            self._arm.wait()

    def _once_more(self, step: Step, error: DeviceError, left: int) -> Row | None:
        """The step anew after a while, although the object is Failed now."""
        self._arm.wait()
        todo = self._after_a_look(step, error, self._still)
        accepted = self.begin(todo) if todo else None
        return self.finish(step, accepted, left) if accepted else self.settled(step.resource["path"])

    def reset(self, path: str) -> None:
        """Let a connection negotiate anew (AZ-49). Never sent twice: an answer that is lost may have been a yes."""
        for attempt in range(_TRIES):
            try:
                self._arm.follow(self._arm.post(f"{path}/resetconnection"), self._limit, f"reset {path}")
                return
            except DeviceError as error:
                if error.kind in _UNANSWERED:
                    return
                if error.kind != "busy" or attempt + 1 == _TRIES:
                    raise
                self._arm.wait()
                self.settled(path)

    def _send(self, step: Step) -> Accepted:
        path = step.resource["path"]
        if step.verb == "key":
            return self._arm.put(f"{path}/sharedkey", {"value": str(step.resource["psk"])})
        if step.verb == "tags":
            return self._arm.patch(path, step.body)
        if step.verb == "delete":
            return self._arm.delete(path)
        return self._arm.put(path, self._whole(step), step.etag)

    def _whole(self, step: Step) -> Row:
        """A new connection brings its key along; later only the endpoint of the key counts (AZ-47)."""
        if step.verb != "create" or step.resource["kind"] != "connection":
            return step.body
        return {**step.body, "properties": {**step.body["properties"], "sharedKey": str(step.resource["psk"])}}

    def _worth_another(self, error: DeviceError, step: Step) -> bool:
        held = step.verb == "delete" and error.kind == "refused_command" and any(word in str(error.problems[0].details) for word in _STILL_HELD)
        if held:
            self._arm.wait(_HELD_PAUSE)
        elif error.kind in _DOUBTFUL and error.kind != "changed_since":
            self._arm.wait()
        return held or error.kind in _DOUBTFUL

    def _after_a_look(self, step: Step, error: DeviceError, look: Callable[[str], Row | None] | None = None) -> Step | None:
        """What is still to be sent; a write without an answer that has taken effect was ours, and is heard of."""
        path = step.resource["path"]
        row = (look or self.settled)(path)
        key = self._arm.shared_key(path) if step.verb == "key" and row is not None else None
        todo = again(step, {**self._design, "retry_failed": True}, row, key) or (step if step.verb == "key" and key is None else None)
        if todo is None and error.kind in _UNANSWERED:
            self._begun(step, "")
        return todo

    def _gone(self, path: str) -> None:
        """Wait until it is not there any more."""
        until = self._arm.now() + self._limit
        while self._arm.look(path) is not None:
            if self._arm.now() > until:
                raise self._arm.error("KO-DV086", path, seconds=self._limit, operation="")
            self._arm.wait()
