# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The door to the arithmetic: packets (``packet.py``), the tunnel's MTU and MSS, and the demand of a Virtual Connect site.

Results are plain data that carry their inputs (SZ-04); numbers for people are strings, rounded for display only (SZ-01).
All bandwidths are one direction (SZ-03).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..problem import OnrampError, Problem
from ..remembered import remembered
from .data import load
from .demand import CAP_MBPS, virtual_connect_demand
from .packet import (
    CODECS,
    LAYERS,
    PATH_MTU_RANGE,
    SRTP_TAGS,
    Call,
    call,
    call_problems,
    check_flags,
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
    "call_problems", "check_flags", "esp_bytes", "esp_sizes", "exact", "gre_bytes", "is_number", "is_whole", "kbps", "layer_bytes", "path_mtu_of",
    "plaintext_mtu", "show", "site_tunnel_mtu", "suite_of", "suites", "tunnel_mtu", "tunnel_packet", "virtual_connect_demand",
]  # fmt: skip

ACCESS_TYPES: dict[str, int] = load("access_types")  #: path MTU in bytes by name of the access line (SZ-22)
ASSUMED_PATH_MTU = 1454  #: where neither path_mtu nor type is known (SZ-22), with a warning from the intent room
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
    return dict(_tunnel_mtu(path_mtu, suite, nat_t, ip_mtu, mss, path))


@remembered
def _tunnel_mtu(path_mtu: int, suite: str, nat_t: bool, ip_mtu: int | None, mss: int | None, path: str) -> dict[str, Any]:
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
