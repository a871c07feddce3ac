# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which of a router's standing connections a change of its configuration may interrupt (TI-57)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..outage import Touched, dropped, marked, words


def standing(design: Mapping[str, Any], running: str) -> set[str]:
    """The locations whose interface is configured now."""
    return marked(design["mark"], running)


def interrupted(design: Mapping[str, Any], running: str, touched: Iterable[Touched]) -> set[str]:
    """Those of ``standing`` that the change may drop. What only marks packets drops none."""
    carried = standing(design, running)
    names = design["names"]
    marking = words(re.escape(names[name]) for name in ("voice_acl", "sip_acl", "voice_class", "signalling_class"))
    telling = (touch for touch in touched if not (touch.section.startswith(("ip access-list", "class-map")) and marking.search(touch.section)))
    return dropped(telling, {each["location"]: _names(each) for each in design["connections"]}, carried) & carried


def _names(connection: Mapping[str, Any]) -> re.Pattern[str]:
    """A connection's interface, neighbour, objects' names, and its VRF's definition."""
    names = (connection["interface"], connection["pe_address"], *connection["names"].values())
    return words([*map(re.escape, names), rf"vrf definition {re.escape(connection['vrf'])}"])
