# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Calls for a bandwidth and the bandwidth for calls, one direction (SZ-01..SZ-08, SZ-15, SZ-16, SZ-41).

Two methods: ``exact`` counts the bytes of the codec's packets, ``rule_of_thumb`` is the Twilio guide's 10 calls for each Mbps (TI-11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from ..problem import OnrampError, Problem
from .packet import call, exact, is_number, is_whole, kbps, layer_bytes, show, tunnel_packet

METHODS = ("exact", "rule_of_thumb")
RULE_KBPS = 100  #: kbit/s of a call by the guide's rule, in which the headroom is already (SZ-15)
CEILING = 0.8  #: the usual share of a line that voice may fill (SZ-16)
_RULE_CODECS, _RULE_PTIME = ("g711", "g722"), 20


@dataclass(frozen=True)
class Rate:
    """What one call takes, and which share of a line all calls may take. ``inputs`` say how that came about (SZ-04)."""

    each: Fraction  #: kbit/s
    ceiling: Fraction
    inputs: Mapping[str, Any]

    def calls(self, mbps: Fraction) -> int:
        """As many as fit, rounded down."""
        return floor(mbps * 1000 * self.ceiling / self.each)

    def demand(self, calls: int) -> Fraction:
        """Mbps of so many calls."""
        return self.each * calls / 1000

    def needed(self, calls: int) -> Fraction:
        """Mbps of a line of which so many calls fill the share that they may."""
        return self.demand(calls) / self.ceiling


def rate(
    codec: str = "g711", ptime_ms: int | None = None, srtp_tag: int = 0, opus_kbps: int | float | None = None, layer: str = "ethernet",
    vlan_tag: bool = False, suite: str | None = None, nat_t: bool = False, gre: bool = False, method: str = "exact",
    ceiling: int | float | None = None, path: str = "sizing",
) -> Rate:  # fmt: skip
    """What a call takes. Without ``ceiling`` it is 0.8, and 1.0 with the rule, which allows no other (SZ-15, SZ-16)."""
    voice = call(codec, ptime_ms, srtp_tag, opus_kbps, path)
    if method not in METHODS:
        raise OnrampError([Problem("KO-SZ019", f"{path}.method", method, details={"known": ", ".join(METHODS)})])
    spoken = {"codec": codec, "ptime_ms": voice.ptime_ms, "srtp_tag": srtp_tag, "opus_kbps": opus_kbps, "method": method}
    if method == "rule_of_thumb":
        plain = codec in _RULE_CODECS and voice.ptime_ms == _RULE_PTIME and not (srtp_tag or suite or gre)
        if not plain or ceiling not in (None, 1) or ceiling is True:
            raise OnrampError([Problem("KO-SZ020", f"{path}.method", method)])
        return Rate(Fraction(RULE_KBPS), Fraction(1), {**spoken, "ceiling": "1.0", "kbps_per_call": show(RULE_KBPS)})
    sizes = tunnel_packet(voice.packet, suite, nat_t, gre)
    counted = layer_bytes(sizes["outer"], layer, vlan_tag)
    each, share = kbps(counted, voice.pps), _share(CEILING if ceiling is None else ceiling, path)
    lower = {"layer": layer, "vlan_tag": vlan_tag, "suite": suite, "nat_t": nat_t, "gre": gre, "payload": voice.payload, "packet": voice.packet}
    facts = {"bytes": counted, "pps": show(voice.pps), "ceiling": str(float(share)), "kbps_per_call": show(each)}
    return Rate(each, share, {**spoken, **lower, **facts})


def calls_for_bandwidth(mbps: int | float, **described: Any) -> dict[str, Any]:
    """How many calls ``mbps`` carry in each direction, rounded down. ``described``: the arguments of ``rate``.

    ``{mbps, calls, used_mbps, usable_mbps, …}`` with every input; numbers with a fraction are text for people.
    """
    line, taken = _mbps(mbps), rate(**described)
    calls = taken.calls(line)
    return {"mbps": mbps, "calls": calls, "used_mbps": show(taken.demand(calls)), "usable_mbps": show(line * taken.ceiling), **taken.inputs}


def bandwidth_for_calls(calls: int, **described: Any) -> dict[str, Any]:
    """The bandwidth that ``calls`` need in each direction. ``described``: the arguments of ``rate``.

    ``{calls, demand_mbps, needed_mbps, whole_mbps, …}``: their own, with the headroom of ``ceiling``, and that rounded up (SZ-01).
    """
    number, taken = whole_calls(calls), rate(**described)
    needed = taken.needed(number)
    return {"calls": calls, "demand_mbps": show(taken.demand(number)), "needed_mbps": show(needed), "whole_mbps": ceil(needed), **taken.inputs}


def whole_calls(calls: object, path: str = "calls") -> int:
    """A number of calls (SZ-05)."""
    if not is_whole(calls) or calls < 0:
        raise OnrampError([Problem("KO-SZ012", path, calls)])
    return calls


def _mbps(value: object) -> Fraction:
    if not is_number(value) or value < 0:
        raise OnrampError([Problem("KO-SZ014", "mbps", value)])
    return exact(value)


def _share(value: object, path: str) -> Fraction:
    if not is_number(value) or not 0 < value <= 1:
        raise OnrampError([Problem("KO-SZ013", f"{path}.ceiling", value)])
    return exact(value)
