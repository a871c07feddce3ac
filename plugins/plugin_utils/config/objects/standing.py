# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether a write has taken effect, is still to come, or stands before something that nobody planned: told by reading alone (FO-46)."""

from __future__ import annotations

from enum import Enum

from .model import Kind, Kinds, Operation, Row, Shown, Store
from .values import same


class Standing(Enum):
    """``OTHER``: neither as before the write nor as after it, so somebody else was there."""

    DONE = "done"
    PENDING = "pending"
    OTHER = "other"


def standing(operation: Operation, shown: Shown, kinds: Kinds) -> Standing:
    """How ``operation`` stands. ``shown`` needs only the row, and for a move the whole table."""
    store, kind = Store(shown, kinds), kinds[operation.table]
    row = store.find(operation.table, operation.key)
    if operation.verb == "create":
        return Standing.PENDING if row is None else _as_wanted(operation.body, row, kind)
    if operation.verb == "delete":
        return Standing.DONE if row is None else _as_before(operation.former, row, kind)
    if row is None:
        return Standing.OTHER
    if operation.verb == "move":
        return _moved(operation, store)
    if same(operation.body, row, kind):
        return Standing.DONE
    former = operation.former or {}
    return _as_before({name: former.get(name) for name in operation.body}, row, kind)


def _as_wanted(body: Row, row: Row, kind: Kind) -> Standing:
    return Standing.DONE if same(body, row, kind) else Standing.OTHER


def _as_before(former: Row | None, row: Row, kind: Kind) -> Standing:
    return Standing.PENDING if former is None or same(former, row, kind) else Standing.OTHER


def _moved(operation: Operation, store: Store) -> Standing:
    """In its place is who stands next to the anchor."""
    side, anchor = next(iter(operation.body.items()))
    here, there = store.position(operation.table, operation.key), store.position(operation.table, anchor)
    if here is None or there is None:
        return Standing.OTHER
    return Standing.DONE if here == there + (1 if side == "after" else -1) else Standing.PENDING
