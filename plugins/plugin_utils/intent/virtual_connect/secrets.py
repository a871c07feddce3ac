# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keys and passwords (VC-35, VC-43). Rules here never hand a value on."""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import SECRET, Problem
from ..view import View

_SHORT_PSK = 20
_LONG_PASSWORD = 25


def short_psk(_site: View, tunnel: View) -> Iterator[Problem]:
    """VC-43: a short key can be guessed."""
    if len(tunnel["psk"]) < _SHORT_PSK:
        yield tunnel.warning("KO-VC043B", "psk", value=SECRET, least=_SHORT_PSK)


def long_password(_site: View, tunnel: View) -> Iterator[Problem]:
    """VC-43: IOS may cut a long BGP password."""
    if len(tunnel["bgp_password"] or "") > _LONG_PASSWORD:
        yield tunnel.warning("KO-VC043C", "bgp_password", value=SECRET, most=_LONG_PASSWORD)


def no_password(_site: View, tunnel: View) -> Iterator[Problem]:
    """Open point of the requirements: the form carries a BGP password, so none is unusual."""
    if tunnel["bgp_password"] is None:
        yield tunnel.warning("KO-VC035B", "bgp_password")


TUNNEL = [short_psk, long_password, no_password]
