# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The FortiGate behind a host of the play. Apart from ``devices``: what drives routers need not wait for an HTTPS library to load."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..device.fortios import FortiGate
from ..device.fortios_access import VARIABLES, endpoint
from ..device.rest import Rest
from ..problem import OnrampError, Problem, errors


def own_fortigate(action: Any, given: Mapping[str, Any], vdom: str) -> tuple[FortiGate, str]:
    """The task's FortiGate, and the key of its journal. ``given``: settings of the task itself, which go before the inventory's."""
    problems: list[Problem] = []
    host = action.variables.host
    variables = action.variables.of(host, VARIABLES.values(), problems)
    if errors(problems):
        raise OnrampError(problems)
    at = endpoint(host, given, variables)
    return FortiGate(Rest(at), vdom), f"{host}@{at.host}_{at.port}_{vdom}"
