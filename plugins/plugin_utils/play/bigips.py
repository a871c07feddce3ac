# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The BIG-IP behind a host of the play. Apart from ``devices``: what drives routers need not wait for an HTTPS library to load."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..device.bigip import BigIp
from ..device.bigip_access import NAMES, access
from ..device.rest import Rest
from ..problem import OnrampError, Problem, errors


def own_bigip(action: Any, given: Mapping[str, Any], partition: str) -> tuple[BigIp, str]:
    """The task's BIG-IP, and the key of its journal. ``given``: settings of the task itself, which go before the inventory's."""
    problems: list[Problem] = []
    host = action.variables.host
    variables = action.variables.of(host, NAMES, problems)
    if errors(problems):
        raise OnrampError(problems)
    at, account = access(host, given, variables)
    return BigIp(Rest(at), account), f"{host}@{at.host}_{at.port}_{partition}"
