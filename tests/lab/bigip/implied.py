"""What objects bring with them: others that the device makes by itself, and properties that it fills in (BP-75, BP-49)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .references import member_node
from .refusal import wrong
from .values import split

if TYPE_CHECKING:
    from .schema import Table
    from .store import Row, Store


def implied(store: Store, table: Table, row: Row) -> None:
    """Objects that the device makes by itself, and properties that it fills in."""
    for made in _IMPLIED.get(table.path, ()):
        made(store, row)


def _add(store: Store, path: str, name: str, **given: Any) -> None:
    if name not in store.tables[path]:
        store.tables[path][name] = store.new(store.schema[path], name, given)


def _nodes(store: Store, row: Row) -> None:
    for key, member in row.children["members"].items():
        _folder, address, _port = parts(key)
        member.given.setdefault("address", address)
        _add(store, "ltm/node", member_node(key), address=member.given["address"])


def parts(key: str) -> tuple[str, str, int]:
    """Folder, address and port of a pool member's name. `Refusal`: it is none."""
    try:
        return split(key)
    except ValueError:
        raise wrong("01070587", f"The requested pool member {key} is invalid.") from None


def _address(store: Store, row: Row) -> None:
    folder, address, _port = split(row.given["destination"])
    _add(store, "ltm/virtual-address", f"{folder}/{address}", address=address)


def _stamps(store: Store, row: Row) -> None:
    now = datetime.fromtimestamp(store.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    row.given.setdefault("creationTime", now)
    row.given["lastModifiedTime"] = now
    if "vsIndex" not in row.given:
        row.given["vsIndex"] = 1 + max((each.given.get("vsIndex", 1) for each in store.tables["ltm/virtual"].values()), default=1)


def _profile(store: Store, row: Row) -> None:
    """A virtual server without a profile gets one (BP-49 j)."""
    if not row.children["profiles"]:
        name = {"udp": "/Common/udp", "tcp": "/Common/tcp"}.get(row.given.get("ipProtocol", "any"), "/Common/fastL4")
        row.children["profiles"][name] = store.new(store.schema["ltm/virtual"].children["profiles"], name, {})


def _tag(store: Store, row: Row) -> None:
    """Counted down from 4094 (BP-13)."""
    taken = {each.given.get("tag") for each in store.tables["net/vlan"].values()}
    row.given.setdefault("tag", next(tag for tag in range(4094, 0, -1) if tag not in taken))
    row.given.setdefault("ifIndex", 96 + 16 * len(store.tables["net/vlan"]))
    for each in row.children["interfaces"].values():
        if not each.given.keys() & {"tagged", "untagged"}:
            each.given["tagged"] = True


def _translations(store: Store, row: Row) -> None:
    for name in row.given["members"]:
        _add(store, "ltm/snat-translation", name, address=name.rpartition("/")[2])


def _folder(store: Store, row: Row) -> None:
    _add(store, "sys/folder", f"/{row.name}")


Step = Callable[[Any, Any], None]
_IMPLIED: dict[str, tuple[Step, ...]] = {
    "ltm/pool": (_nodes,), "ltm/virtual": (_address, _stamps, _profile), "net/vlan": (_tag,), "ltm/snatpool": (_translations,),
    "auth/partition": (_folder,),
}  # fmt: skip
