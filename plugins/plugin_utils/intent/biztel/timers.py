# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long NAT keeps an idle entry (BZ-12). What a device takes depends on where the timer goes."""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import Problem
from ..shown import printable
from ..view import View

_RTX = (30, 21474836)
_SESSION_TTL, _UDP_IDLE = (300, 2764800), (0, 86400)
_USUAL = 3600  #: the page's


def sip(site: View) -> Iterator[Problem]:
    """On FortiOS the session's time to live, and with SIP over UDP the idle timer of UDP too."""
    least, most = _RTX if _on_rtx(site) else _SESSION_TTL
    if not _on_rtx(site) and site["features.plain"]:
        most = min(most, _UDP_IDLE[1])
    seconds = site["nat_timer.sip"]
    if not least <= seconds <= most:
        yield _outside(site, "nat_timer.sip", least, most)
    elif seconds != _USUAL:
        yield site.warning("KO-BZ012B", "nat_timer.sip", usual=_USUAL)


def rtp(site: View) -> Iterator[Problem]:
    """RTP is UDP: on FortiOS its idle timer alone."""
    least, most = _RTX if _on_rtx(site) else _UDP_IDLE
    seconds = site["nat_timer.rtp"]
    if seconds is not None and not least <= seconds <= most:
        yield _outside(site, "nat_timer.rtp", least, most)


def _on_rtx(site: View) -> bool:
    return bool(site.option("biztel_platform") == "yamaha_rtx")


def _outside(site: View, key: str, least: int, most: int) -> Problem:
    return site.problem("KO-BZ012", key, value=printable(site[key]), least=least, most=most)


SITE = [sip, rtp]
