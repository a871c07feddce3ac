# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What Twilio Interconnect wants of a site beyond types. A rule is a small generator; whoever adds one adds it to a list of its file.

``HOST_RULES`` take the view of a site, ``FLEET_RULES`` the whole ``Fleet``. What only matters while something is to be there is not asked with
``state: absent``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import Problem
from ..view import Rule, View, judge
from . import connections, fleet, routes, service, sizing
from .complete import care, complete, normalise
from .forms import FORMS

_CONNECTION_RULES = [*service.CONNECTION, *connections.CONNECTION]
_DEVICE_RULES = [*routes.DEVICE, *sizing.DEVICE]


def connections_of(site: View) -> Iterator[Problem]:
    """Every rule of a connection, for each."""
    return (problem for connection in site.each("connections") for problem in judge(_CONNECTION_RULES, site, connection))


def devices_of(site: View) -> Iterator[Problem]:
    """Every rule of a border device, for each."""
    return (problem for device in site.each("border_devices") for problem in judge(_DEVICE_RULES, site, device))


_PRESENT = [*service.SITE, *routes.SITE, *connections.SITE, *sizing.SITE, connections_of, devices_of]


def when_present(site: View) -> Iterator[Problem]:
    """Every rule, unless the site is to go."""
    if site["state"] == "present":
        yield from judge(_PRESENT, site)


RAW_RULES: list[Rule] = []
HOST_RULES: list[Rule] = [when_present]
FLEET_RULES = fleet.FLEET

__all__ = ["FLEET_RULES", "FORMS", "HOST_RULES", "RAW_RULES", "care", "complete", "normalise"]
