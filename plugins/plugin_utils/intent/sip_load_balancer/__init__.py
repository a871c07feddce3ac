# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the load balancer of WebOTX wants beyond types. A rule is a small generator; whoever adds one adds it to a list of its file.

``RAW_RULES`` take a host's variables as given, ``HOST_RULES`` the view of its service, ``FLEET_RULES`` the whole ``Fleet``. ``FORMS`` are the forms
of values that only this system has. What only matters while something is to be there is not asked with ``sip_load_balancer_state: absent``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import Problem
from ..fleet import Fleet
from ..view import Rule, View, judge
from . import network, pool, profiles
from .complete import care, complete, normalise
from .forms import FORMS
from .notes import notes


def present(site: View) -> Iterator[Problem]:
    """All rules, while something is to be there."""
    if site.root.get("sip_load_balancer_state") != "absent":
        yield from judge([*network.SITE, *pool.SITE, *profiles.SITE], site)


def apart(fleet: Fleet) -> Iterator[Problem]:
    """Two services of the inventory do not answer at the same address and port; the units of one pair carry one name."""
    seen: dict[tuple[str, int], View] = {}
    for site in fleet.sites:
        try:
            place = (site["virtual.address"], site["virtual.port"])
            other = seen.setdefault(place, site)
            if other["name"] != site["name"]:
                yield site.problem("KO-SB006", "virtual.address", other=other.at("virtual.address"), host_of_other=other.host)
        except LookupError:
            continue


RAW_RULES: list[Rule] = []
HOST_RULES: list[Rule] = [present]
FLEET_RULES: list[Rule] = [apart]

__all__ = ["FLEET_RULES", "FORMS", "HOST_RULES", "RAW_RULES", "care", "complete", "normalise", "notes"]
