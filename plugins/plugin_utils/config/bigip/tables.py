# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tables of a BIG-IP as ``Kinds`` (``tables.yml``), which of them one run reads, and which objects are ours (SB-20)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from ... import data_file
from ..objects import Kind, Kinds, Ref, Store
from ..objects.model import Row

MEMBERS, POOLS, NODES, RULES, SNATS = "ltm/pool/members", "ltm/pool", "ltm/node", "ltm/rule", "ltm/snatpool"
NETWORK = ("net/vlan", "net/self")


def _kinds() -> Kinds:
    found = data_file.read(Path(__file__).with_name("tables.yml"))
    tuples = ("unique", "exact")
    return {table: Kind("name", **{**facts, **{name: tuple(facts.get(name, ())) for name in tuples}}) for table, facts in found.items()}


KINDS = _kinds()


def read_for(design: Mapping[str, Any]) -> Kinds:
    """The tables that a run of this design reads: as few as tell (BP-29, BP-30). What is to go may stand in any of them."""
    if design["state"] == "absent":
        return KINDS
    used = {each["table"] for each in design["objects"]}
    return {table: kind for table, kind in KINDS.items() if table in used}


def owned(mark: str, table: str, row: Row) -> bool:
    """Whether the object carries our mark; a rule in its first line. A member is its pool's."""
    if table == RULES:
        return str(row.get("text", "")).partition("\n")[0] == f"# {mark}"
    return row.get("description") == mark


def all_owned(mark: str, store: Store) -> Iterator[Ref]:
    """Every object of ours among those that were read."""
    for table in store.kinds:
        yield from (Ref(table, store.key(table, row)) for row in store.rows(table) if owned(mark, table, row))
    pools = {str(store.key(POOLS, row)) for row in store.tables.get(POOLS, ()) if owned(mark, POOLS, row)}
    yield from members_in(pools, store)


def members_in(pools: Collection[str], store: Store) -> Iterator[Ref]:
    """The members of these pools."""
    return (Ref(MEMBERS, row["name"]) for row in store.tables.get(MEMBERS, ()) if row["name"].partition(" ")[0] in pools)
