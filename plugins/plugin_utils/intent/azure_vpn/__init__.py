# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a VPN between Azure and SORACOM Door wants beyond types (R01 to R21). A rule is a small generator in a list of its file:
``TOP`` rules take all variables of the host, ``SITE`` rules the view of one site. All of them speak before the first request (AZ-33).
"""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import Problem
from ..view import Rule, View, judge
from . import bgp, gateway, policy, prefixes, tunnels
from .complete import care, complete, normalise
from .forms import FORMS
from .parts import sites, top

_TOP = [*gateway.TOP, *bgp.TOP, *prefixes.TOP, *tunnels.TOP]
_SITE = [*bgp.SITE, *policy.SITE, *prefixes.SITE, *tunnels.SITE]


def _present(view: View) -> Iterator[Problem]:
    """Everything, each site for itself: what is wrong with one does not silence another."""
    if view.option("azure_vpn_state") != "present":
        return
    yield from judge(_TOP, top(view))
    for site in sites(view):
        yield from judge(_SITE, site)


def _absent(view: View) -> Iterator[Problem]:
    """AZ-95: a gateway is only taken away when its name is said twice."""
    whole = top(view)
    if whole["azure_vpn_state"] == "absent" and whole["azure_vpn_confirm_destroy"] != view["name"]:
        yield whole.problem("KO-AZ095", "azure_vpn_confirm_destroy", name=view["name"])


RAW_RULES: list[Rule] = []
HOST_RULES: list[Rule] = [_present, _absent]
FLEET_RULES: list[Rule] = []

__all__ = ["FLEET_RULES", "FORMS", "HOST_RULES", "RAW_RULES", "care", "complete", "normalise"]
