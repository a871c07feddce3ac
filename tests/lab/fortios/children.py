"""Single rows of a child table by their own URL, as `member_path` of the collection asks for them (FO-17, FO-39)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .refusal import DUPLICATE, NOT_FOUND, VALUE, Refusal, missing, wrong

if TYPE_CHECKING:
    from .schema import Field
    from .store import Row, Store


def found(store: Store, path: str, key: str, inner: Sequence[str]) -> tuple[Field, list[Row]]:
    """The child table, and its rows: the one that is meant, or all of them."""
    said, rows = _table(store, path, key, inner)
    if not inner[1:]:
        return said, rows
    there = _meant(said, rows, inner[1])
    if not there:
        raise missing()
    return said, there


def write(store: Store, path: str, key: str, inner: Sequence[str], method: str, body: Any) -> tuple[Any, bool]:
    """The key of the child row, and whether anything changed. A PUT of a row that is not there is 405: clients POST it then."""
    said, rows = _table(store, path, key, inner)
    own = inner[1] if inner[1:] else ""
    if method not in ("POST", "PUT", "DELETE") or (method == "POST") == bool(own):
        raise Refusal(405)
    if method != "DELETE" and not isinstance(body, dict):
        raise wrong(VALUE, "no object")
    there = _meant(said, rows, str(body.get(_key(said))) if method == "POST" else own)
    if method == "POST" and there:
        raise wrong(DUPLICATE, f"{_key(said)} {there[0][_key(said)]}")
    if method == "POST":
        return body.get(_key(said)), store.update(path, key, {said.name: [*rows, body]})
    if not there:
        raise Refusal(405 if method == "PUT" else 404, NOT_FOUND)
    instead = [{**there[0], **body}] if method == "PUT" else []
    after = [new for each in rows for new in (instead if each is there[0] else [each])]
    return own, store.update(path, key, {said.name: after})


def _table(store: Store, path: str, key: str, inner: Sequence[str]) -> tuple[Field, list[Row]]:
    said = store.table(path).fields.get(inner[0])
    if said is None or said.kind != "rows" or len(inner) > 2:
        raise missing()
    return said, store.row(path, key)[said.name]


def _key(said: Field) -> str:
    return next(iter(said.fields))


def _meant(said: Field, rows: Sequence[Row], own: str) -> list[Row]:
    return [each for each in rows if str(each[_key(said)]) == own]
