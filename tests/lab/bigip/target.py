"""What a URL below /mgmt/tm means: a table, an object, a subcollection, a row of it (BP-01, BP-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .refusal import Refusal
from .values import full

if TYPE_CHECKING:
    from .schema import Table

ROOT = "/mgmt/tm/"


@dataclass(frozen=True)
class Target:
    """`name`, `child`, `key`: "" where the URL ends before; `stats`: it asks for counters."""

    table: Table
    name: str = ""
    child: str = ""
    key: str = ""
    stats: bool = False


def target(schema: Mapping[str, Table], path: str) -> Target:
    """`path` as it came, percent-encoded. `Refusal` 404: there is nothing of that kind."""
    parts = [unquote(part) for part in path.removeprefix(ROOT).split("/") if part]
    stats = bool(parts) and parts[-1] == "stats"
    rest = parts[:-1] if stats else parts
    for length in range(len(rest), 0, -1):
        table = schema.get("/".join(rest[:length]))
        if table is not None and path.startswith(ROOT):
            return _inside(table, rest[length:], stats, path)
    raise unregistered(path)


def unregistered(path: str) -> Refusal:
    """A URL that no worker of the device knows."""
    return Refusal(404, f"Public URI path not registered: {path}", 1)


def segment(name: str) -> str:
    """A full path as a part of a URL: `/Common/webotx` → `~Common~webotx`."""
    return name.replace("/", "~").replace("%", "%25")


def _inside(table: Table, rest: list[str], stats: bool, path: str) -> Target:
    if len(rest) > 3 or (len(rest) > 1 and rest[1] not in table.children):
        raise unregistered(path)
    name, child, key = [*rest, "", "", ""][:3]
    inner = table.children.get(child)
    return Target(table, _name(table, name), child, _name(inner, key) if inner else "", stats)


def _name(table: Table, text: str) -> str:
    if not text or table.plain:
        return text
    name = text.replace("~", "/")
    return "/" if name == "/" else full(name)
