# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show crypto map`` (IX-19)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import IPV4, blocks, body, field

_KNOWN = re.compile(r"Crypto Map\b|Interfaces using crypto map|No crypto maps found", re.IGNORECASE)
_HEAD = re.compile(r"Crypto Map(?: IPv4)?\s+\"([^\"]+)\"\s+(\d+)\s+(\S+)", re.IGNORECASE)
_USERS = re.compile(r"Interfaces using crypto map\s+([^:\s]+):", re.IGNORECASE)
_SET = re.compile(r"(\S+):\s*\{\s*([^}]*?)\s*\}")


@dataclass(frozen=True)
class MapEntry:
    """One sequence of a crypto map. ``transforms`` maps a set's name to its text; ``interfaces`` are those that carry the map."""

    name: str
    sequence: int
    peers: tuple[str, ...]
    acl: str | None
    profile: str | None
    pfs: bool | None
    dh_group: str | None
    transforms: tuple[tuple[str, str], ...]
    incomplete: bool
    interfaces: tuple[str, ...] = ()


def parse(text: str) -> list[MapEntry]:
    """Every entry, each with the interfaces that its map is applied to."""
    lines = body(text, _KNOWN)
    users = _users(lines)
    return [_entry(block, users) for block in blocks(lines, _HEAD)]


def _users(lines: list[str]) -> dict[str, tuple[str, ...]]:
    """Interface names stand alone on the lines after the heading, until anything else follows."""
    users: dict[str, tuple[str, ...]] = {}
    current = ""
    for line in lines:
        if match := _USERS.match(line):
            current = match[1]
            users.setdefault(current, ())
            line = line[match.end() :].strip()
        if current and re.fullmatch(r"[A-Za-z][\w-]*\d[\d/.:]*", line):
            users[current] += (line,)
        elif line:
            current = ""
    return users


def _entry(block: list[str], users: dict[str, tuple[str, ...]]) -> MapEntry:
    head = _HEAD.match(block[0])
    name, sequence = (head[1], int(head[2])) if head else ("", 0)
    end = next((index for index, line in enumerate(block) if _USERS.match(line)), len(block))
    text = "\n".join(block[:end])
    pfs = field(r"PFS \(Y/N\):\s*([YN])", text)
    return MapEntry(
        name, sequence, tuple(dict.fromkeys(re.findall(rf"^Peer = ({IPV4})", text, re.MULTILINE | re.ASCII))),
        field(r"(?:Extended|Standard) IP access list\s+(\S+)", text), field(r"IKEv2 Profile:\s*(\S+)", text),
        None if pfs is None else pfs.upper() == "Y", field(r"DH group:\s*(\S+)", text),
        tuple((match[1], " ".join(match[2].split())) for match in _SET.finditer(text.partition("Transform sets")[2])),
        "incomplete state" in text, users.get(name, ()),
    )  # fmt: skip


def find(entries: list[MapEntry], name: str, sequence: int) -> MapEntry | None:
    """The entry ``name`` ``sequence``, or None."""
    return next((entry for entry in entries if (entry.name, entry.sequence) == (name, sequence)), None)
