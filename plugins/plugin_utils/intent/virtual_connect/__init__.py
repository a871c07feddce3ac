# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What Virtual Connect wants of a site beyond types. A rule is a small generator; whoever adds one adds it to a list of its file.

``RAW_RULES`` take a host's variables as given, ``HOST_RULES`` the view of its site, ``FLEET_RULES`` the whole ``Fleet``; the rules of a tunnel
take the view of the site and that of the tunnel. ``FORMS`` are forms of values that only this system has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...problem import Problem
from ..view import Absent, View, judge
from . import addresses, crypto, fleet, routing, secrets, service, sizing
from .complete import care, complete, normalise
from .service import TUNNELS

_TUNNEL_RULES = [*addresses.TUNNEL, *routing.TUNNEL, *sizing.TUNNEL, *secrets.TUNNEL]


def tunnels(site: View) -> Iterator[Problem]:
    """Every rule of a tunnel, for each tunnel that can be read."""
    for dc in TUNNELS:
        try:
            tunnel = site.within(f"tunnels.{dc}")
        except Absent:
            continue
        yield from judge(_TUNNEL_RULES, site, tunnel)


FORMS: dict[str, Any] = {}
RAW_RULES = service.RAW
HOST_RULES = [*service.SITE, *crypto.SITE, *sizing.SITE, *addresses.SITE, *routing.SITE, tunnels]
FLEET_RULES = fleet.FLEET

__all__ = ["FLEET_RULES", "FORMS", "HOST_RULES", "RAW_RULES", "care", "complete", "normalise"]
