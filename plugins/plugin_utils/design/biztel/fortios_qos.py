# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Precedence of voice on a FortiGate: two shapers, and the policies that send BIZTEL's traffic through them (biztel.md section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .fortios_names import Named
from .fortios_policies import outside

_LEAST_SIGNALLING = 100  # kbit/s, else one hundredth of the line
_IDS = {"voice": 1, "signalling": 2}  # from policy_base, for shaping policies


def shaping(site: Mapping[str, Any], found: Sequence[Named]) -> Iterator[dict[str, Any]]:
    """A shaper for voice and one for signalling, each with its shaping policy; nothing where no QoS is wanted. A rule out decides for both ways."""
    if site["qos"]["mode"] == "none":
        return
    kinds = {kind: [each for each in found if each.rule["qos"] == kind] for kind in _IDS}
    yield from (_shaper(site, kind) for kind, same in kinds.items() if same)
    yield from (_policy(site, kind, same) for kind, same in kinds.items() if same)


def _shaper(site: Mapping[str, Any], kind: str) -> dict[str, Any]:
    up = site["wan"]["speed_up_kbps"]
    voice = site["calls"]["concurrent"] * site["calls"]["kbps_per_call"]
    share = voice if kind == "voice" else max(_LEAST_SIGNALLING, up // 100)
    wanted = {
        "name": f"biztel-{kind}", "bandwidth-unit": "kbps", "guaranteed-bandwidth": share, "maximum-bandwidth": up,
        "priority": "high" if kind == "voice" else "medium",
    }  # fmt: skip
    return {"table": "firewall.shaper/traffic-shaper", "key": "name", "object": wanted}


def _policy(site: Mapping[str, Any], kind: str, same: Sequence[Named]) -> dict[str, Any]:
    name = f"biztel-{kind}"
    wanted = {
        "id": site["fortios"]["policy_base"] + _IDS[kind], "name": name, "srcaddr": _all(n for each in same for n in each.src),
        "dstaddr": _all(n for each in same for n in each.dst), "service": _all(each.service for each in same),
        "dstintf": _all(interface for each in same for interface in outside(site, each.rule["via"])), "traffic-shaper": name,
    }  # fmt: skip
    reverse = {"traffic-shaper-reverse": name} if site["qos"]["downlink"] else {}
    return {"table": "firewall/shaping-policy", "key": "id", "object": {**wanted, **reverse}}


def _all(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"name": name} for name in dict.fromkeys(names)]
