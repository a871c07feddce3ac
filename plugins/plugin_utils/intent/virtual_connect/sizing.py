# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bandwidth, MTU and MSS (VC-04, SZ-05, SZ-20..SZ-24, SZ-31). All arithmetic is that of the design room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...design import sizing
from ...problem import OnrampError, Problem
from ..shown import shown
from ..view import Absent, View
from .complete import usual_ptime

_NO_FRAGMENTS = 1400  #: inner MTU from which SIP over UDP usually fits (SZ-24)


def access_line(site: View) -> Iterator[Problem]:
    """SZ-22: the path MTU is given, or follows from the type of the line; else it is assumed."""
    given, kind = site["access.path_mtu"], site["access.type"]
    known = ", ".join(sizing.ACCESS_TYPES)
    if given is not None and kind is not None:
        yield site.problem("KO-VC222C", "access.type", value=shown(kind), mtu=given)
    elif given is None and kind is None:
        yield site.warning("KO-VC222B", "access.path_mtu", assumed=sizing.ASSUMED_PATH_MTU, known=known)
    elif given is None and kind not in sizing.ACCESS_TYPES:
        yield site.warning("KO-VC222", "access.type", value=shown(kind), assumed=sizing.ASSUMED_PATH_MTU, known=known)


def call(site: View) -> Iterator[Problem]:
    """SZ-05: the codec is known, the packet time fits its frame."""
    voice = site.within("sizing")
    codec = voice["codec"]
    ptime = voice["ptime_ms"] or usual_ptime(codec)
    if codec == "opus" and voice["opus_kbps"] is None:
        yield voice.problem("KO-IN003", "opus_kbps")
        return
    for problem in sizing.call_problems(codec, ptime, voice["srtp_tag"], voice["opus_kbps"], voice.path):
        yield _of(site, problem)


def demand(site: View) -> Iterator[Problem]:
    """VC-04, SZ-31: one tunnel must be able to carry all, and so must the uplink."""
    if list(call(site)):
        return
    found = _demand(site)
    level = "warning" if found["accept_over_cap"] else "error"
    for code, fits in (("KO-VC004", found["fits_cap"]), ("KO-VC004B", found["fits_uplink"])):
        if not fits:
            yield Problem(code, "virtual_connect_site.sizing.concurrent_calls", found["calls"], site.host, level, found)


def _demand(site: View) -> dict[str, object]:
    """The arithmetic; asks for everything that it needs first, so that refused data end the rule."""
    site.require("sizing.concurrent_calls", "sizing.ceiling", "access.uplink_mbps", "access.reserved_mbps", "access.nat_in_path")
    _suite(site)
    return sizing.virtual_connect_demand(site.data)


def _suite(site: View) -> str:
    """The ESP suite; where there is none, the crypto rules have told why."""
    try:
        return sizing.suite_of(site["crypto.ipsec.encryption"], site["crypto.ipsec.integrity"])
    except OnrampError:
        raise Absent("crypto.ipsec") from None


def _mtu(site: View, ip_mtu: int | None = None, mss: int | None = None, path: str = "") -> dict[str, int]:
    path_mtu = sizing.path_mtu_of({"path_mtu": site["access.path_mtu"], "type": site["access.type"]})
    return sizing.tunnel_mtu(path_mtu, _suite(site), site["access.nat_in_path"], ip_mtu, mss, path)


def usable_path(site: View) -> Iterator[Problem]:
    """SZ-23: the path carries a TCP segment of 536 bytes."""
    try:
        _mtu(site, path="virtual_connect_site.access.path_mtu")
    except OnrampError as error:
        yield from (_of(site, problem) for problem in error.problems if problem.code == "KO-SZ009")


def explicit_sizes(site: View, tunnel: View) -> Iterator[Problem]:
    """SZ-20: a given IP MTU or MSS does not exceed what the path carries."""
    if list(usable_path(site)):
        return
    ip_mtu, mss = tunnel["ip_mtu"], tunnel["mss"]
    too_big = list(_refused(site, tunnel, ip_mtu, None))
    yield from too_big
    yield from _refused(site, tunnel, None if too_big else ip_mtu, mss)


def _refused(site: View, tunnel: View, ip_mtu: int | None, mss: int | None) -> Iterator[Problem]:
    try:
        _mtu(site, ip_mtu, mss, tunnel.path)
    except OnrampError as error:
        yield from (_of(site, problem) for problem in error.problems if problem.code in ("KO-SZ010", "KO-SZ011"))


def sip_fragments(site: View) -> Iterator[Problem]:
    """SZ-24: SIP over UDP larger than the tunnel's MTU is fragmented."""
    if site["sizing.sip_transport"] == "udp" and not list(usable_path(site)):
        inner = _mtu(site)["inner"]
        if inner < _NO_FRAGMENTS:
            yield site.warning("KO-VC224", "sizing.sip_transport", inner=inner)


def _of(site: View, problem: Problem) -> Problem:
    return replace(problem, host=site.host)


SITE = [access_line, call, demand, usable_path, sip_fragments]
TUNNEL = [explicit_sizes]
