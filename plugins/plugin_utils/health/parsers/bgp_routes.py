# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rows of a BGP table: ``show ip bgp neighbors X {routes|received-routes|advertised-routes}`` (IX-24, IX-25)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import IPV4, body, with_mask

_KNOWN = re.compile(r"BGP table version|Network\s+Next Hop|Total number of prefixes|Originating default network", re.IGNORECASE)
_DEFAULT = re.compile(r"Originating default network\s+0\.0\.0\.0", re.IGNORECASE)
_ROW = re.compile(rf"(?P<status>[*>=sdhrSmbfxacitVIN ]*?)\s*(?P<first>{IPV4}(?:/\d+)?)(?:\s+(?P<second>{IPV4}))?(?P<rest>\s+\S.*)?$", re.ASCII)
_HEADS = re.compile(r"BGP table version|Total number|Originating|Status codes|Origin codes|RPKI|Route Distinguisher", re.IGNORECASE)


@dataclass(frozen=True)
class BgpRoute:
    """One path. ``originated``: the default that ``default-originate`` makes, which is no row but a line of its own (IX-25)."""

    prefix: str
    next_hop: str = ""
    status: str = ""
    originated: bool = False

    @property
    def best(self) -> bool:
        """Marked ``>``."""
        return ">" in self.status


def parse(text: str) -> list[BgpRoute]:
    """Every path in the order printed; wrapped rows and rows without a network (the same one again) are put together."""
    routes: list[BgpRoute] = []
    network = status = ""
    for line in body(text, _KNOWN):
        if _DEFAULT.match(line):
            routes.append(BgpRoute("0.0.0.0/0", originated=True))
        row = None if _HEADS.match(line) else _ROW.match(line)
        if row is None:
            continue
        if row["second"] or not row["rest"]:
            network, status = with_mask(row["first"]), row["status"].replace(" ", "")
        hop = row["second"] or (row["first"] if row["rest"] else None)
        if hop and network:
            routes.append(BgpRoute(network, hop, row["status"].replace(" ", "") or status))
    return routes
