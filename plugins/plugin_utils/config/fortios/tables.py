# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tables of FortiOS as ``Kinds`` (``tables.yml``), and which of their rows a system owns (``config/owned/<system>.fortios.yml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ... import data_file
from ..objects import Kind, Kinds, Ref, Store
from ..objects.model import Row

_HERE = Path(__file__).parent


def _kinds() -> Kinds:
    found = data_file.read(_HERE / "tables.yml")
    return {table: Kind(**{**facts, **{name: tuple(facts.get(name, ())) for name in ("unique", "ports")}}) for table, facts in found.items()}


KINDS = _kinds()
POLICIES = tuple(table for table, kind in KINDS.items() if kind.ordered)  #: evaluated from the first row on, the first that matches decides


def owned(system: str, table: str, row: Row) -> bool:
    """Whether the row is the system's, by its name."""
    pattern = _patterns(system).get(table)
    return bool(pattern and pattern.fullmatch(str(row.get("name", ""))))


def all_owned(system: str, store: Store) -> Iterator[Ref]:
    """Every row of the system's."""
    for table in _patterns(system):
        yield from (Ref(table, store.key(table, row)) for row in store.rows(table) if owned(system, table, row))


@cache
def _patterns(system: str) -> dict[str, re.Pattern[str]]:
    found = data_file.read(_HERE.parent / "owned" / f"{system}.fortios.yml")
    return {table: re.compile(pattern) for table, pattern in found.items()}
