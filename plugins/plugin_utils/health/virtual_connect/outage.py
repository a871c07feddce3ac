# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which of a router's standing tunnels a change of its configuration may interrupt (VC-65)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..outage import Touched, dropped, marked, words


def standing(design: Mapping[str, Any], running: str) -> set[str]:
    """The data centres whose tunnel interface is configured now."""
    return marked(design["mark"], running)


def interrupted(design: Mapping[str, Any], running: str, touched: Iterable[Touched]) -> set[str]:
    """Those of ``standing`` that the change may drop."""
    carried = standing(design, running)
    return dropped_by(touched, design["tunnels"], carried) & carried


def dropped_by(touched: Iterable[Touched], tunnels: Sequence[Mapping[str, Any]], carried: set[str]) -> set[str]:
    """The data centres whose tunnel a change may drop."""
    return dropped(touched, {tunnel["dc"]: _names(tunnel) for tunnel in tunnels}, carried)


def _names(tunnel: Mapping[str, Any]) -> re.Pattern[str]:
    """A tunnel's objects' names, interfaces, neighbour, and the number of its crypto map entry."""
    names = (tunnel["interface"], tunnel["source_interface"], tunnel["remote"]["tunnel_address"], *tunnel["names"].values())
    return words([*map(re.escape, names), rf"crypto map \S+ {tunnel['sequence']}"])
