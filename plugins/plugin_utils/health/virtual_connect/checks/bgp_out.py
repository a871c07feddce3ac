# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-74 BGP-OUT: the default route is announced, and nothing else (VC-21). ``default-originate`` prints no row (IX-25)."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import bgp_routes
from ...rule import FailedError, Rule
from .. import commands
from ..subject import Subject

_DEFAULT = "0.0.0.0/0"


def _judge(subject: Subject) -> list[Problem]:
    routes = subject.samples.read(commands.bgp_routes(subject.tunnel, "advertised-routes"), bgp_routes.parse)
    announced = {route.prefix for route in routes}
    if more := sorted(announced - {_DEFAULT}):
        raise FailedError("KO-HV071", ", ".join(more), line=", ".join(more), carries=_DEFAULT in announced)
    if not announced:
        raise FailedError("KO-HV070", line="Total number of prefixes 0", waiting=True)
    return []


RULE = Rule("BGP-OUT", "VC-74", _judge, last=lambda tunnel: [commands.bgp_routes(tunnel, "advertised-routes")])
