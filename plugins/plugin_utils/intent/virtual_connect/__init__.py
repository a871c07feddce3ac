# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What Virtual Connect wants of a site beyond types. A rule is a small generator; whoever adds one adds it to a list of its file.

``HOST_RULES`` take the view of one host's site, ``TUNNEL_RULES`` that and the view of one tunnel, ``FLEET_RULES`` the whole ``Fleet``.
"""

from __future__ import annotations

from . import addresses, crypto, fleet, routing, secrets, service, sizing
from .complete import complete, normalise
from .fleet import Fleet
from .service import TUNNELS, on_raw

HOST_RULES = [*service.SITE, *crypto.SITE, *sizing.SITE, *addresses.SITE, *routing.SITE]
TUNNEL_RULES = [*addresses.TUNNEL, *routing.TUNNEL, *sizing.TUNNEL, *secrets.TUNNEL]
FLEET_RULES = fleet.FLEET

__all__ = ["FLEET_RULES", "HOST_RULES", "TUNNELS", "TUNNEL_RULES", "Fleet", "complete", "normalise", "on_raw"]
