# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show crypto ikev2 sa [detail]`` (IX-17)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import IPV4, ParseError, blocks, body, field, number

_KNOWN = re.compile(r"IPv[46] Crypto IKEv2\s+SA|Tunnel-id\s+Local|There are no .*SA", re.IGNORECASE)
_IPV6 = re.compile(r"IPv6 Crypto IKEv2", re.IGNORECASE)
_ROW = re.compile(rf"(\d+)\s+({IPV4})/(\d+)\s+({IPV4})/(\d+)\s+(\S+?)/(\S+)\s+([A-Z][\w-]*)$", re.ASCII)
_HASHES = {"none": None, "unknown": None, "sha96": "sha1", "md596": "md5"}


@dataclass(frozen=True)
class IkeSa:
    """One IKEv2 SA. Algorithms are spelled as in the intent (``aes-gcm-256``, ``sha384``, 20); times are seconds; None = not shown."""

    tunnel_id: int
    local: str
    local_port: int
    remote: str
    remote_port: int
    fvrf: str | None
    ivrf: str | None
    status: str
    encryption: str | None = None
    prf: str | None = None
    integrity: str | None = None
    dh_group: int | None = None
    lifetime: int | None = None
    active: int | None = None
    local_spi: str | None = None
    remote_spi: str | None = None
    local_id: str | None = None
    remote_id: str | None = None
    description: str | None = None
    initiator: bool | None = None

    @property
    def ready(self) -> bool:
        """Negotiation is done."""
        return self.status == "READY"


def parse(text: str) -> list[IkeSa]:
    """Every IPv4 SA of the output, in its order; the IPv6 section is skipped."""
    ipv4: list[str] = []
    skipping = False
    for line in body(text, _KNOWN):
        if _KNOWN.search(line):
            skipping = bool(_IPV6.search(line)) or (skipping and "Crypto IKEv2" not in line)
        if not skipping:
            ipv4.append(line)
    return [_sa(block) for block in blocks(ipv4, _ROW)]


def _sa(block: list[str]) -> IkeSa:
    row = _ROW.match(block[0])
    if row is None:  # blocks() begin with a row
        raise ParseError(block[0][:80])
    rest = "\n".join(block[1:])
    initiator = field(r"Initiator of SA\s*:\s*(\w+)", rest)
    return IkeSa(
        int(row[1]), row[2], int(row[3]), row[4], int(row[5]), _vrf(row[6]), _vrf(row[7]), row[8],
        encryption=_encryption(rest), prf=_hash(field(r"PRF:\s*([\w-]+)", rest)), integrity=_hash(field(r"Hash:\s*([\w-]+)", rest)),
        dh_group=number(r"DH Grp:\s*(\d+)", rest), lifetime=number(r"Life/Active Time:\s*(\d+)/", rest),
        active=number(r"Life/Active Time:\s*\d+/(\d+)", rest), local_spi=field(r"Local spi:\s*(\w+)", rest),
        remote_spi=field(r"Remote spi:\s*(\w+)", rest), local_id=field(r"Local id:\s*(\S+)", rest),
        remote_id=field(r"Remote id:\s*(\S+)", rest), description=field(r"Status Description:\s*(.+)", rest),
        initiator=None if initiator is None else initiator.lower() == "yes",
    )  # fmt: skip


def _vrf(name: str) -> str | None:
    return None if name == "none" else name


def _encryption(text: str) -> str | None:
    name, size = field(r"Encr:\s*([\w-]+)", text), number(r"keysize:\s*(\d+)", text)
    if name is None or name.lower() == "unknown":
        return None
    return f"{name.lower()}-{size}" if size else name.lower()


def _hash(name: str | None) -> str | None:
    return None if name is None else _HASHES.get(name.lower(), name.lower())
