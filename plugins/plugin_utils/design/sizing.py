# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The door to the arithmetic: packets (``packet.py``), the tunnel's MTU and MSS, and the demand of a Virtual Connect site.

Results are plain data that carry their inputs (SZ-04); numbers for people are strings, rounded for display only (SZ-01).
All bandwidths are one direction (SZ-03).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from ..problem import OnrampError, Problem
from .data import load
from .packet import (
    CODECS,
    LAYERS,
    PATH_MTU_RANGE,
    SRTP_TAGS,
    Call,
    call,
    call_problems,
    esp_bytes,
    esp_sizes,
    exact,
    gre_bytes,
    is_number,
    is_whole,
    kbps,
    layer_bytes,
    plaintext_mtu,
    show,
    suite_of,
    suites,
    tunnel_packet,
)

__all__ = [
    "ACCESS_TYPES", "ASSUMED_PATH_MTU", "CAP_MBPS", "CODECS", "LAYERS", "PATH_MTU_RANGE", "SRTP_TAGS", "Call", "call", "call_kbps",
    "call_problems", "esp_bytes", "esp_sizes", "exact", "gre_bytes", "is_number", "is_whole", "kbps", "layer_bytes", "path_mtu_of",
    "plaintext_mtu", "show", "site_tunnel_mtu", "suite_of", "suites", "tunnel_mtu", "tunnel_packet", "virtual_connect_demand",
]  # fmt: skip

ACCESS_TYPES: dict[str, int] = load("access_types")  #: path MTU in bytes by name of the access line (SZ-22)
ASSUMED_PATH_MTU = 1454  #: where neither path_mtu nor type is known (SZ-22), with a warning from the intent room
CAP_MBPS = 250  #: what one Virtual Connect tunnel carries (VC-04)
_GRE, _IP_TCP = 24, 40
_USUAL_IP_MTU, _USUAL_MSS = 1400, 1350  #: SZ-20; 1350 is the article's
_MSS_RANGE, _LEAST_IP_MTU, _LEAST_MSS = range(500, 1461), 68, 536  #: SZ-23


def path_mtu_of(access: Mapping[str, Any]) -> int:
    """The path MTU of ``access``: given, by its type, or assumed (SZ-22)."""
    return access.get("path_mtu") or ACCESS_TYPES.get(str(access.get("type")), ASSUMED_PATH_MTU)


def tunnel_mtu(
    path_mtu: int, suite: str, nat_t: bool = False, ip_mtu: int | None = None, mss: int | None = None, path: str = "tunnel"
) -> dict[str, Any]:
    """MTU and MSS of the GRE tunnel inside ESP (SZ-20): ``{path_mtu, suite, nat_t, plaintext, inner, mss_max, ip_mtu, mss}`` in bytes.

    ``ip_mtu`` and ``mss`` in the result are what is to be configured; given ones are kept if they fit, else ``OnrampError`` (SZ-20, SZ-23).
    An ``mss`` that is given lifts the usual ``ip_mtu`` as far as it needs. ``path`` names the tunnel in errors.
    """
    plaintext = plaintext_mtu(path_mtu, suite, nat_t)
    inner = plaintext - _GRE
    mss_max = inner - _IP_TCP
    facts = {"path_mtu": path_mtu, "suite": f"{suite} NAT-T" if nat_t else suite}
    if mss_max < _LEAST_MSS:
        raise OnrampError([Problem("KO-SZ009", path, mss_max, details=facts)])
    if ip_mtu is not None:
        _within(ip_mtu, _LEAST_IP_MTU, inner, f"{path}.ip_mtu", facts)
    if mss is not None:
        _within(mss, _MSS_RANGE[0], min(_MSS_RANGE[-1], (ip_mtu or inner) - _IP_TCP), f"{path}.mss", facts)
    wanted = ip_mtu or max(min(_USUAL_IP_MTU, inner), (mss or 0) + _IP_TCP)
    chosen = mss or min(_USUAL_MSS, wanted - _IP_TCP)
    sizes = {"plaintext": plaintext, "inner": inner, "mss_max": mss_max, "ip_mtu": wanted, "mss": chosen}
    return {"path_mtu": path_mtu, "suite": suite, "nat_t": nat_t, **sizes}


def site_tunnel_mtu(site: Mapping[str, Any], dc: str) -> dict[str, Any]:
    """``tunnel_mtu`` of tunnel ``dc`` of a ``virtual_connect_site``, with the path of its variables."""
    access, tunnel, ipsec = site["access"], site["tunnels"][dc], site["crypto"]["ipsec"]
    suite = suite_of(ipsec["encryption"], ipsec.get("integrity"))
    path = f"virtual_connect_site.tunnels.{dc}"
    return tunnel_mtu(path_mtu_of(access), suite, bool(access.get("nat_in_path")), tunnel.get("ip_mtu"), tunnel.get("mss"), path)


def _within(value: object, least: int, most: int, path: str, facts: Mapping[str, object]) -> None:
    if not is_whole(value) or value < least:
        raise OnrampError([Problem("KO-SZ010", path, value, details={"least": least})])
    if value > most:
        raise OnrampError([Problem("KO-SZ011", path, value, details={**facts, "limit": most})])


def call_kbps(
    codec: str, ptime_ms: int | None = None, srtp_tag: int = 0, opus_kbps: int | float | None = None,
    layer: str = "ip", vlan_tag: bool = False, suite: str | None = None, nat_t: bool = False, gre: bool = False, tunnel_key: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """kbit/s of one call, one direction, as counted at ``layer`` of the outermost packet, with every input and step (SZ-04..SZ-10).

    ``kbps`` is for display (``112.00``), ``bps`` exact (an int or ``3200/3``). ``gre`` and ``suite`` add their layers.
    """
    voice = call(codec, ptime_ms, srtp_tag, opus_kbps)
    sizes = tunnel_packet(voice.packet, suite, nat_t, gre, tunnel_key)
    counted = layer_bytes(sizes["outer"], layer, vlan_tag)
    rate = kbps(counted, voice.pps)
    inputs = {"codec": codec, "ptime_ms": voice.ptime_ms, "srtp_tag": srtp_tag, "opus_kbps": opus_kbps, "layer": layer, "vlan_tag": vlan_tag}
    return {**inputs, **sizes, "payload": voice.payload, "pps": show(voice.pps), "bytes": counted, "kbps": show(rate), "bps": str(rate * 1000)}


def virtual_connect_demand(site: Mapping[str, Any]) -> dict[str, Any]:
    """The calls of a ``virtual_connect_site`` against the cap and the uplink, one tunnel carrying all (SZ-31, N-1).

    The cap is compared at the outer ESP packet (``ip``), the uplink at ``ethernet``; the inner value is for information (SZ-32).
    ``access.reserved_mbps`` (declared non-voice traffic) is taken off the usable share of the uplink.
    Keys: the inputs ``calls codec ptime_ms srtp_tag opus_kbps ceiling suite nat_t``; bytes ``payload packet gre esp frame``; ``pps``;
    ``inner_kbps kbps_per_call frame_kbps``; ``inner_mbps total_mbps frame_mbps``; ``cap_mbps limit_mbps max_calls calls_per_mbps``;
    ``uplink_mbps reserved_mbps uplink_limit_mbps uplink_max_calls``; ``headroom_calls headroom_percent`` of the tighter limit;
    ``fits_cap fits_uplink fits accept_over_cap``. Bad input raises ``OnrampError`` (SZ-05).
    """
    sizing, access, ipsec = site["sizing"], site["access"], site["crypto"]["ipsec"]
    calls, ceiling = _whole_calls(sizing), _ceiling(sizing)
    path = "virtual_connect_site.sizing"
    voice = call(sizing["codec"], sizing.get("ptime_ms"), sizing.get("srtp_tag") or 0, sizing.get("opus_kbps"), path)
    suite, nat_t = suite_of(ipsec["encryption"], ipsec.get("integrity")), bool(access.get("nat_in_path"))
    sizes = tunnel_packet(voice.packet, suite, nat_t)
    frame = layer_bytes(sizes["esp"], "ethernet")
    inner, outer, framed = (kbps(size, voice.pps) for size in (voice.packet, sizes["esp"], frame))
    limit = exact(CAP_MBPS) * ceiling
    uplink, reserved = _rate(access, "uplink_mbps"), _rate(access, "reserved_mbps")
    uplink_limit = max(uplink * ceiling - reserved, Fraction(0))
    max_calls, uplink_max_calls = floor(limit * 1000 / outer), floor(uplink_limit * 1000 / framed)
    fits_cap, fits_uplink = calls * outer <= limit * 1000, calls * framed <= uplink_limit * 1000
    tightest = min(max_calls, uplink_max_calls)
    return {
        "calls": calls, "codec": voice.codec, "ptime_ms": voice.ptime_ms, "srtp_tag": voice.srtp_tag, "opus_kbps": voice.opus_kbps,
        "ceiling": _plain(ceiling), "suite": suite, "nat_t": nat_t,
        "payload": voice.payload, "packet": voice.packet, "gre": sizes["gre"], "esp": sizes["esp"], "frame": frame, "pps": show(voice.pps),
        "inner_kbps": show(inner), "kbps_per_call": show(outer), "frame_kbps": show(framed),
        "inner_mbps": _mbps(inner, calls), "total_mbps": _mbps(outer, calls), "frame_mbps": _mbps(framed, calls),
        "cap_mbps": CAP_MBPS, "limit_mbps": show(limit), "max_calls": max_calls, "calls_per_mbps": show(1000 / outer),
        "uplink_mbps": _plain(uplink), "reserved_mbps": _plain(reserved), "uplink_limit_mbps": show(uplink_limit),
        "uplink_max_calls": uplink_max_calls,
        "headroom_calls": tightest - calls, "headroom_percent": show(Fraction(100 * (tightest - calls), tightest), 1) if tightest else "0.0",
        "fits_cap": fits_cap, "fits_uplink": fits_uplink, "fits": fits_cap and fits_uplink,
        "accept_over_cap": bool(sizing.get("accept_over_cap")),
    }  # fmt: skip


def _mbps(per_call: Fraction, calls: int) -> str:
    return show(per_call * calls / 1000)


def _plain(value: Fraction) -> str:
    """As it was written: 0.8, 1000."""
    return str(float(value)) if value.denominator > 1 else str(value.numerator)


def _rate(access: Mapping[str, Any], key: str) -> Fraction:
    value = access.get(key)
    if value is None and key == "reserved_mbps":
        return Fraction(0)
    if not is_number(value) or value < 0:
        raise OnrampError([Problem("KO-SZ014", f"virtual_connect_site.access.{key}", value)])
    return exact(value)


def _whole_calls(sizing: Mapping[str, Any]) -> int:
    calls = sizing.get("concurrent_calls")
    if not is_whole(calls) or calls < 0:
        raise OnrampError([Problem("KO-SZ012", "virtual_connect_site.sizing.concurrent_calls", calls)])
    return calls


def _ceiling(sizing: Mapping[str, Any]) -> Fraction:
    ceiling = sizing.get("ceiling")
    if not is_number(ceiling) or not 0 < ceiling <= 1:
        raise OnrampError([Problem("KO-SZ013", "virtual_connect_site.sizing.ceiling", ceiling)])
    return exact(ceiling)
