# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The calls of a Virtual Connect site against what one tunnel and the line carry (SZ-31..SZ-33, VC-04)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from ..problem import OnrampError, Problem
from ..remembered import remembered
from .packet import Call, call, exact, is_number, is_whole, kbps, layer_bytes, show, suite_of, tunnel_packet

CAP_MBPS = 250  #: what one Virtual Connect tunnel carries (VC-04)
_SITE = "virtual_connect_site"


def virtual_connect_demand(site: Mapping[str, Any]) -> dict[str, Any]:
    """Demand and limits of a ``virtual_connect_site``, one tunnel carrying all the calls after a failure (SZ-31, N-1).

    The cap is compared at the outer ESP packet (``ip``), the uplink at ``ethernet``; the inner value is for information (SZ-32).
    ``access.reserved_mbps`` (declared non-voice traffic) is taken off the usable share of the uplink. Keys:

    - inputs: ``calls codec ptime_ms srtp_tag opus_kbps ceiling suite nat_t accept_over_cap``
    - bytes: ``payload packet gre esp frame``; packets a second: ``pps``
    - a call in kbit/s: ``inner_kbps kbps_per_call frame_kbps``; all of them in Mbps: ``inner_mbps total_mbps frame_mbps``,
      with the headroom of the ceiling ``frame_needed_mbps``
    - the cap: ``cap_mbps limit_mbps max_calls fits_cap calls_per_mbps frame_calls_per_mbps``
    - the line: ``uplink_mbps reserved_mbps uplink_limit_mbps uplink_max_calls uplink_share_percent fits_uplink``
    - the tighter of both: ``fits headroom_calls headroom_percent``

    Numbers with a fraction are strings for people (``112.00``); nothing is decided on them. Bad input raises ``OnrampError`` (SZ-05).
    """
    sizing, access, ipsec = site["sizing"], site["access"], site["crypto"]["ipsec"]
    found = _demand(
        sizing.get("concurrent_calls"), sizing.get("ceiling"), sizing["codec"], sizing.get("ptime_ms"), sizing.get("srtp_tag") or 0,
        sizing.get("opus_kbps"), ipsec["encryption"], ipsec.get("integrity"), bool(access.get("nat_in_path")),
        access.get("uplink_mbps"), access.get("reserved_mbps"),
    )
    return {**found, "accept_over_cap": bool(sizing.get("accept_over_cap"))}


@remembered
def _demand(
    concurrent_calls: Any, share: Any, codec: Any, ptime_ms: Any, srtp_tag: Any, opus_kbps: Any, encryption: Any, integrity: Any, nat_t: bool,
    uplink_mbps: Any, reserved_mbps: Any,
) -> dict[str, Any]:
    calls, ceiling = _calls(concurrent_calls), _ceiling(share)
    voice = call(codec, ptime_ms, srtp_tag, opus_kbps, f"{_SITE}.sizing")
    suite = suite_of(encryption, integrity)
    sizes = tunnel_packet(voice.packet, suite, nat_t)
    frame = layer_bytes(sizes["esp"], "ethernet")
    outer, framed = kbps(sizes["esp"], voice.pps), kbps(frame, voice.pps)
    cap = _cap(calls, ceiling, outer)
    uplink = _uplink(_rate("uplink_mbps", uplink_mbps), _reserved(reserved_mbps), calls, ceiling, framed)
    return {
        **_inputs(voice, calls, ceiling, suite, nat_t),
        "payload": voice.payload,
        **{layer: sizes[layer] for layer in ("packet", "gre", "esp")},
        "frame": frame,
        "pps": show(voice.pps),
        **_rates(kbps(voice.packet, voice.pps), outer, framed, calls),
        "frame_needed_mbps": show(framed * calls / 1000 / ceiling),
        **cap,
        **uplink,
        **_tighter(calls, cap, uplink),
    }


def _inputs(voice: Call, calls: int, ceiling: Fraction, suite: str, nat_t: bool) -> dict[str, Any]:
    spoken = {"codec": voice.codec, "ptime_ms": voice.ptime_ms, "srtp_tag": voice.srtp_tag, "opus_kbps": voice.opus_kbps}
    return {"calls": calls, **spoken, "ceiling": _plain(ceiling), "suite": suite, "nat_t": nat_t}


def _rates(inner: Fraction, outer: Fraction, framed: Fraction, calls: int) -> dict[str, str]:
    each = {"inner_kbps": inner, "kbps_per_call": outer, "frame_kbps": framed}
    together = {"inner_mbps": inner, "total_mbps": outer, "frame_mbps": framed}
    per_mbps = {"calls_per_mbps": show(1000 / outer), "frame_calls_per_mbps": show(1000 / framed)}
    return {**{key: show(rate) for key, rate in each.items()}, **{key: show(rate * calls / 1000) for key, rate in together.items()}, **per_mbps}


def _cap(calls: int, ceiling: Fraction, outer: Fraction) -> dict[str, Any]:
    limit = CAP_MBPS * ceiling
    fits = calls * outer <= limit * 1000
    return {"cap_mbps": CAP_MBPS, "limit_mbps": show(limit), "max_calls": floor(limit * 1000 / outer), "fits_cap": fits}


def _uplink(uplink: Fraction, reserved: Fraction, calls: int, ceiling: Fraction, framed: Fraction) -> dict[str, Any]:
    limit = max(uplink * ceiling - reserved, Fraction(0))
    return {
        "uplink_mbps": _plain(uplink),
        "reserved_mbps": _plain(reserved),
        "uplink_limit_mbps": show(limit),
        "uplink_max_calls": floor(limit * 1000 / framed),
        "uplink_share_percent": show(100 * calls * framed / (limit * 1000), 1) if limit else None,
        "fits_uplink": calls * framed <= limit * 1000,
    }


def _tighter(calls: int, cap: Mapping[str, Any], uplink: Mapping[str, Any]) -> dict[str, Any]:
    most = min(cap["max_calls"], uplink["uplink_max_calls"])
    percent = show(Fraction(100 * (most - calls), most), 1) if most else "0.0"
    return {"fits": cap["fits_cap"] and uplink["fits_uplink"], "headroom_calls": most - calls, "headroom_percent": percent}


def _plain(value: Fraction) -> str:
    """As it was written: 0.8, 1000."""
    return str(float(value)) if value.denominator > 1 else str(value.numerator)


def _rate(key: str, value: Any) -> Fraction:
    if not is_number(value) or value < 0:
        raise OnrampError([Problem("KO-SZ014", f"{_SITE}.access.{key}", value)])
    return exact(value)


def _reserved(value: Any) -> Fraction:
    return Fraction(0) if value is None else _rate("reserved_mbps", value)


def _calls(calls: Any) -> int:
    if not is_whole(calls) or calls < 0:
        raise OnrampError([Problem("KO-SZ012", f"{_SITE}.sizing.concurrent_calls", calls)])
    return calls


def _ceiling(ceiling: Any) -> Fraction:
    if not is_number(ceiling) or not 0 < ceiling <= 1:
        raise OnrampError([Problem("KO-SZ013", f"{_SITE}.sizing.ceiling", ceiling)])
    return exact(ceiling)
