# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The checks of section 6, one file each: the layers of a connection in strict order, and those at the side, which hide nothing."""

from __future__ import annotations

from . import announced, bgp, firewall, inside, link, path, preference, qos, received, rib

LAYERS = (link.RULE, bgp.RULE, received.RULE, announced.RULE, rib.RULE)
SIDE = (inside.RULE, firewall.RULE, qos.RULE, preference.RULE, path.RULE)
RULES = (*LAYERS, *SIDE)
WATCHED = (bgp.RULE,)  #: what comes by itself after a change, in one cheap command
