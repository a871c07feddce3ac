# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What BIZTEL wants of a branch beyond types. A rule is a small generator; whoever adds one adds it to a list of its file.

``RAW_RULES`` take a host's variables as given, ``HOST_RULES`` the view of its site, ``FLEET_RULES`` the whole ``Fleet``. ``FORMS`` are the forms
of values that only this system has. What only matters while something is to be there is not asked with ``biztel_state: absent``.
"""

from __future__ import annotations

from ..view import Rule
from . import contract, fleet, fortios, networks, rtx, service, sizing, timers
from .complete import care, complete, normalise
from .conditions import on_platform, when_present
from .forms import FORMS
from .notes import notes

RAW_RULES: list[Rule] = []
HOST_RULES = [
    when_present([*service.SITE, *contract.SITE, *networks.SITE, *timers.SITE, *sizing.SITE]),
    on_platform("yamaha_rtx", rtx.SITE),
    on_platform("fortios", fortios.SITE),
]
FLEET_RULES = fleet.FLEET

__all__ = ["FLEET_RULES", "FORMS", "HOST_RULES", "RAW_RULES", "care", "complete", "normalise", "notes"]
