# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show crypto ipsec sa`` (IX-18)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import IPV4, blocks, body, field, number

_KNOWN = re.compile(r"local\s+ident \(addr|interface: |There are no ipsec sas|No SAs found", re.IGNORECASE)
_INTERFACE = re.compile(r"interface:\s*(\S+)", re.IGNORECASE)
_MAP = re.compile(r"Crypto map tag:\s*([^,\s]+),\s*local addr\s*(\S+)", re.IGNORECASE)
_FLOW = re.compile(r"local\s+ident \(addr", re.IGNORECASE)
_SECTION = re.compile(r"(inbound|outbound) (esp|ah|pcp) sas:", re.IGNORECASE)
_SPI = re.compile(r"spi:\s*0x", re.IGNORECASE)
_IDENTS = {
    end: re.compile(rf"^{end}\s+ident \(addr/mask/prot/port\):\s*\(({IPV4})/({IPV4})/(\d+)/(\d+)\)", re.MULTILINE | re.IGNORECASE | re.ASCII)
    for end in ("local", "remote")
}


@dataclass(frozen=True)
class Ident:
    """One end of what is protected. ``protocol`` 47 is GRE, 0 is any."""

    address: str
    mask: str
    protocol: int
    port: int


@dataclass(frozen=True)
class EspSa:
    """One direction of ESP. ``remaining`` is the key lifetime left, in seconds."""

    spi: int
    transform: str
    settings: tuple[str, ...]
    status: str
    remaining: int | None = None


@dataclass(frozen=True)
class Flow:
    """One ident pair with its counters and SAs. ``outbound_spi`` 0 and no SAs: configured, nothing negotiated."""

    interface: str
    crypto_map: str
    local_address: str
    local: Ident
    remote: Ident
    peer: str | None
    port: int | None
    encaps: int
    decaps: int
    plaintext_mtu: int | None
    outbound_spi: int
    pfs: bool | None
    dh_group: str | None
    inbound: tuple[EspSa, ...] = ()
    outbound: tuple[EspSa, ...] = ()


def parse(text: str) -> list[Flow]:
    """Every IPv4 flow, in the order printed; IPv6 ident pairs are skipped."""
    found: list[Flow] = []
    for block in blocks(body(text, _KNOWN), _INTERFACE):
        name = _group(_INTERFACE, block, 1)
        tag, local = _group(_MAP, block, 1), _group(_MAP, block, 2)
        flows = (_flow(name, tag, local, part) for part in blocks(block, _FLOW))
        found += [flow for flow in flows if flow]
    return found


def _group(pattern: re.Pattern[str], block: list[str], group: int) -> str:
    return next((match[group] for line in block if (match := pattern.match(line))), "")


def _flow(interface: str, tag: str, local_address: str, block: list[str]) -> Flow | None:
    text = "\n".join(block)
    local, remote = _ident("local", text), _ident("remote", text)
    if local is None or remote is None:
        return None
    pfs = field(r"PFS \(Y/N\):\s*([YN])", text)
    sas = _sas(block)
    return Flow(
        interface, tag, local_address, local, remote, field(rf"current_peer:?\s*({IPV4})", text),
        number(r"current_peer:?\s*\S+\s+port\s+(\d+)", text), number(r"#pkts encaps:\s*(\d+)", text) or 0,
        number(r"#pkts decaps:\s*(\d+)", text) or 0, number(r"plaintext mtu\s+(\d+)", text),
        int(field(r"current outbound spi:\s*0x([0-9a-f]+)", text) or "0", 16), None if pfs is None else pfs.upper() == "Y",
        _group_name(field(r"DH group:\s*(\S+)", text)), sas["inbound"], sas["outbound"],
    )  # fmt: skip


def _group_name(name: str | None) -> str | None:
    return None if name is None or name.lower() == "none" else name


def _ident(end: str, text: str) -> Ident | None:
    match = _IDENTS[end].search(text)
    return Ident(match[1], match[2], int(match[3]), int(match[4])) if match else None


def _sas(block: list[str]) -> dict[str, tuple[EspSa, ...]]:
    found: dict[str, tuple[EspSa, ...]] = {"inbound": (), "outbound": ()}
    for section in blocks(block, _SECTION):
        heading = _SECTION.match(section[0])
        if heading and heading[2].lower() == "esp":
            found[heading[1].lower()] = tuple(_esp(part) for part in blocks(section, _SPI))
    return found


def _esp(block: list[str]) -> EspSa:
    text = "\n".join(block)
    settings = (field(r"in use settings\s*=\s*\{([^}]*)\}", text) or "").split(",")
    return EspSa(
        int(field(r"spi:\s*0x([0-9a-f]+)", text) or "0", 16), (field(r"transform:\s*(.+)", text) or "").rstrip(" ,"),
        tuple(word.strip() for word in settings if word.strip()), field(r"Status:\s*(\w+)", text) or "",
        number(r"remaining key lifetime \(k/sec\):\s*\(\d+/(\d+)\)", text) or number(r"remaining key lifetime \(sec\):\s*\(?(\d+)\)?", text),
    )  # fmt: skip
