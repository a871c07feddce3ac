# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bytes of one voice packet, from the codec to the Ethernet wire, through GRE and ESP (SZ-05..SZ-11).

Integers and exact fractions only (SZ-01): rounding is for display, and no binary float decides a boundary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isfinite
from typing import Any, TypeGuard

from ..problem import OnrampError, Problem, errors
from .data import load

CODECS = tuple(load("codecs"))
SRTP_TAGS = (0, 4, 10)  #: bytes: plain RTP, 32-bit and 80-bit authentication tag (RFC 3711)
LAYERS = {"ip": 0, "ethernet": 18, "wire": 38}  #: bytes around the IP packet (SZ-08)
MAX_PACKET = 65535
_IP_UDP_RTP = 40
_GRE, _TUNNEL_KEY, _VLAN_TAG = 24, 4, 4
_ESP_OUTER, _ESP_NAT_T, _ESP_HEAD, _ESP_TRAILER = 20, 8, 8, 2
PATH_MTU_RANGE = range(576, 9217)  #: bytes (SZ-05)


def exact(value: int | float | str | Fraction) -> Fraction:
    """``value`` as its author wrote it: 0.8 is 4/5, not the nearest binary float (SZ-01)."""
    return Fraction(str(value))


def show(value: Fraction | int, places: int = 2) -> str:
    """For people: rounded half up to ``places`` decimals, one or more (SZ-01), e.g. ``112.00``. Whole numbers only: there is no value too large."""
    scaled = Fraction(value) * 10**places
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(places + 1, "0")
    return f"{'-' if whole and scaled < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def is_number(value: object) -> TypeGuard[int | float]:
    """An int or finite float; booleans and numeric strings are not numbers (SZ-05)."""
    return is_whole(value) or (isinstance(value, float) and isfinite(value))


def is_whole(value: object) -> TypeGuard[int]:
    """An int that is not a boolean."""
    return isinstance(value, int) and not isinstance(value, bool)


def check_flags(**flags: object) -> None:
    """Switches are booleans: the word "no" would count as yes (SZ-05)."""
    _refuse(Problem("KO-SZ015", name, value) for name, value in flags.items() if not isinstance(value, bool))


@dataclass(frozen=True)
class Call:
    """One direction of one call before any tunnel. ``payload`` and ``packet`` (IP, SZ-07) in bytes, ``pps`` packets a second."""

    codec: str
    ptime_ms: int
    srtp_tag: int
    opus_kbps: int | float | None
    payload: int
    packet: int
    pps: Fraction


def call_problems(codec: object, ptime_ms: object, srtp_tag: object, opus_kbps: object, path: str = "sizing") -> Iterator[Problem]:
    """What is wrong with the description of a call (SZ-05); ``path`` is the variable that holds it."""
    if not isinstance(codec, str) or codec not in CODECS:
        yield Problem("KO-SZ001", f"{path}.codec", codec, details={"known": ", ".join(CODECS)})
        return
    row = load("codecs")[codec]
    if not is_whole(ptime_ms) or ptime_ms < 1 or ptime_ms % row["frame_ms"]:
        yield Problem("KO-SZ002", f"{path}.ptime_ms", ptime_ms, details={"frame": row["frame_ms"], "codec": codec})
    if not is_whole(srtp_tag) or srtp_tag not in SRTP_TAGS:
        yield Problem("KO-SZ003", f"{path}.srtp_tag", srtp_tag)
    if codec == "opus" and not (is_number(opus_kbps) and row["min_kbps"] <= opus_kbps <= row["max_kbps"]):
        yield Problem("KO-SZ004", f"{path}.opus_kbps", opus_kbps)


def call(codec: str, ptime_ms: int | None = None, srtp_tag: int = 0, opus_kbps: int | float | None = None, path: str = "sizing") -> Call:
    """The packets of one direction of a call (SZ-07). ``ptime_ms`` defaults to the codec's own; bad input raises ``OnrampError``."""
    if ptime_ms is None and codec in CODECS:
        ptime_ms = load("codecs")[codec]["default_ptime_ms"]
    _refuse(call_problems(codec, ptime_ms, srtp_tag, opus_kbps, path))
    row, ptime = load("codecs")[codec], int(ptime_ms or 0)
    if "frame_bytes" in row:
        payload = row["frame_bytes"] * (ptime // row["frame_ms"])
    else:
        payload = ceil(exact(row["kbps"] or opus_kbps or 0) * ptime / 8)
    return Call(codec, ptime, srtp_tag, opus_kbps, payload, payload + _IP_UDP_RTP + srtp_tag, Fraction(1000, ptime))


def suite_of(encryption: str, integrity: str | None) -> str:
    """The ESP suite of the input model's names: ``gcm``, or cipher and integrity such as ``cbc-sha256`` (VC-42, SZ-10)."""
    cipher = load("suites")["encryption"].get(str(encryption), encryption)
    suite = cipher if cipher == "gcm" else f"{cipher}-{integrity}"
    esp_sizes(suite)
    return suite


def esp_sizes(suite: str, path: str = "suite") -> tuple[int, int, int]:
    """``(iv, align, icv)`` of ``suite`` in bytes (SZ-10); an unknown one raises ``OnrampError``."""
    table = load("suites")
    cipher, _dash, integrity = suite.partition("-") if isinstance(suite, str) else ("", "", "")
    row = table["ciphers"].get(cipher)
    icv = row and (row.get("icv") if not integrity else table["integrity"].get(integrity, {}).get("icv"))
    if not icv or ("icv" in row and integrity):
        raise OnrampError([Problem("KO-SZ005", path, suite, details={"known": ", ".join(suites())})])
    return row["iv"], row["align"], icv


def suites() -> list[str]:
    """Every suite that ``esp_sizes`` knows."""
    table = load("suites")
    own = [cipher for cipher, row in table["ciphers"].items() if "icv" in row]
    return own + [f"{cipher}-{hash_}" for cipher, row in table["ciphers"].items() if "icv" not in row for hash_ in table["integrity"]]


def gre_bytes(packet: int, tunnel_key: bool = False) -> int:
    """An IP packet of ``packet`` bytes inside GRE (SZ-09)."""
    return packet + _GRE + (_TUNNEL_KEY if tunnel_key else 0)


def esp_bytes(packet: int, suite: str, nat_t: bool = False) -> int:
    """An IP packet of ``packet`` bytes inside ESP in tunnel mode (SZ-10)."""
    iv, align, icv = esp_sizes(suite)
    padded = -(-(packet + _ESP_TRAILER) // align) * align
    return _ESP_OUTER + (_ESP_NAT_T if nat_t else 0) + _ESP_HEAD + iv + padded + icv


def plaintext_mtu(path_mtu: int, suite: str, nat_t: bool = False, path: str = "path_mtu") -> int:
    """The largest packet that ESP can carry over ``path_mtu`` bytes (SZ-11; IOS prints it as ``plaintext mtu``)."""
    check_flags(nat_t=nat_t)
    iv, align, icv = esp_sizes(suite)
    if not is_whole(path_mtu) or path_mtu not in PATH_MTU_RANGE:
        raise OnrampError([Problem("KO-SZ006", path, path_mtu)])
    room = path_mtu - _ESP_OUTER - (_ESP_NAT_T if nat_t else 0) - _ESP_HEAD - iv - icv
    return room // align * align - _ESP_TRAILER


def layer_bytes(packet: int, layer: str = "ip", vlan_tag: bool = False) -> int:
    """An outermost IP packet as counted at ``layer``: ip, ethernet or wire; an 802.1Q tag counts below IP only (SZ-08)."""
    check_flags(vlan_tag=vlan_tag)
    if not isinstance(layer, str) or layer not in LAYERS:
        raise OnrampError([Problem("KO-SZ007", "layer", layer, details={"known": ", ".join(LAYERS)})])
    return packet + LAYERS[layer] + (_VLAN_TAG if vlan_tag and layer != "ip" else 0)


def kbps(packet: int, pps: Fraction) -> Fraction:
    """Bytes at a packet rate as kbit/s, one direction (SZ-02, SZ-03)."""
    return Fraction(packet * 8) * pps / 1000


def tunnel_packet(packet: int, suite: str | None = None, nat_t: bool = False, gre: bool = True, tunnel_key: bool = False) -> dict[str, Any]:
    """Sizes in bytes of an IP packet on its way out: ``{packet, gre, esp, outer, suite, nat_t, tunnel_key}`` (SZ-04, SZ-09, SZ-10).

    ``gre`` and ``esp`` are None where that layer is not used; ``outer`` is the outermost IP packet.
    """
    check_flags(nat_t=nat_t, gre=gre, tunnel_key=tunnel_key)
    if not is_whole(packet) or not 20 <= packet <= MAX_PACKET:
        raise OnrampError([Problem("KO-SZ008", "packet", packet, details={"most": MAX_PACKET})])
    in_gre = gre_bytes(packet, tunnel_key) if gre else None
    inner = in_gre or packet
    in_esp = None if suite is None else esp_bytes(inner, suite, nat_t)
    return {"packet": packet, "gre": in_gre, "esp": in_esp, "outer": in_esp or inner, "suite": suite, "nat_t": nat_t, "tunnel_key": tunnel_key}


def _refuse(problems: Iterable[Problem]) -> None:
    found = errors(problems)
    if found:
        raise OnrampError(found)
