# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The checks of section 7, one file per layer, in their strict order: path, IKEv2, IPsec, tunnel, BGP session, BGP routes, MTU."""

from __future__ import annotations

from . import bgp, bgp_in, bgp_out, esp, ike, mtu, ping, rib, tun, tun_vrf

RULES = (ike.RULE, esp.RULE, tun_vrf.RULE, tun.RULE, ping.RULE, bgp.RULE, bgp_in.RULE, bgp_out.RULE, rib.RULE, mtu.RULE)
WATCHED = (ike.RULE, bgp.RULE)  #: what comes by itself after a change, each in one cheap command
