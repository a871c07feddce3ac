# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Writes of objects, one by one: each only onto what was read, none sent again before a new reading, all of them undone on request (FO-46)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

from ..config.objects import Kinds, Operation, Shown, Standing, standing, undo
from ..device.errors import DeviceError
from ..problem import OnrampError, Problem

_AGAIN = 2  #: times that a write is sent again, at most
_DOUBTFUL = frozenset({"lost", "timeout", "busy"})  #: kinds after which a write may or may not have taken effect
_REFUSED = frozenset({"refused_command", "read_only"})


class Tables(Protocol):
    """What is written to; see ``objects.ObjectDevice``."""

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table."""

    def row(self, table: str, key: Any) -> dict[str, Any] | None:
        """One row, or None."""

    def do(self, operation: Operation) -> None:
        """One write, sent once."""


class Writer:
    """Writes, and remembers what it wrote."""

    def __init__(self, device: Tables, kinds: Kinds) -> None:
        self._device, self._kinds = device, kinds
        self._begun: list[Operation] = []
        self._sure: list[Operation] = []

    @property
    def touched(self) -> bool:
        """Whether any write was accepted, or may have been."""
        return bool(self._begun)

    def write(self, operation: Operation) -> None:
        """One write. ``OnrampError``: refused, or its object is neither as it was read nor as it is to be (KO-CH025)."""
        if operation.verb in ("update", "delete") and self._done(operation):
            return
        try:
            self._device.do(operation)
        except DeviceError as error:
            if error.kind not in _DOUBTFUL:
                raise
            self._begun.append(operation)
            self._settle(operation, error)
        else:
            self._begun.append(operation)
        self._sure.append(operation)

    def undo(self) -> list[Operation]:
        """Undo all, last first; the writes that could not be undone are returned: what somebody else has changed since is left alone."""
        backs = [back for operation in reversed(self._begun) for back in self._undo(operation)]
        left = [back for back in backs if not self._back(back)]
        last = {(back.table, str(back.key)): back for back in backs if back.verb != "move"}.values()
        return left + [back for back in last if back not in left and self._standing(back) is not Standing.DONE]

    def _undo(self, operation: Operation) -> Iterator[Operation]:
        """What we surely made goes, however the device spells it."""
        made = operation.verb == "create" and operation in self._sure
        return (replace(back, former=None) if made else back for back in undo(operation))

    def _back(self, operation: Operation) -> bool:
        """False when it is not ours to undo any more, or is refused; a device that is lost raises."""
        stands = self._standing(operation)
        if stands is not Standing.PENDING:
            return stands is Standing.DONE
        try:
            self._device.do(operation)
        except DeviceError as error:
            if error.kind not in _DOUBTFUL:
                if error.kind in _REFUSED:
                    return False
                raise
            self._settle(operation, error)
        return True

    def _settle(self, operation: Operation, error: DeviceError) -> None:
        """A new reading shows whether it has taken effect; only if not is it sent again."""
        for _attempt in range(_AGAIN):
            if self._done(operation):
                return
            try:
                self._device.do(operation)
            except DeviceError as again:
                error = again
            else:
                return
        if not self._done(operation):
            raise error

    def _done(self, operation: Operation) -> bool:
        stands = self._standing(operation)
        if stands is Standing.OTHER:
            raise OnrampError([Problem("KO-CH025", details={"object": f"{operation.table} {operation.key}".strip()})])
        return stands is Standing.DONE

    def _standing(self, operation: Operation) -> Standing:
        return standing(operation, self._now(operation), self._kinds)

    def _now(self, operation: Operation) -> Shown:
        """As little as tells: the one row, or for a move the whole table."""
        if operation.verb == "move":
            return {operation.table: self._device.rows(operation.table)}
        row = self._device.row(operation.table, operation.key)
        return {operation.table: [row] if row is not None else []}
