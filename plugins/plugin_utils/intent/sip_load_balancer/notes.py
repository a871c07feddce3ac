# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the user must be told whatever the service is like (SB-97, SB-98, SB-102): statements for the report, not problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...problem import Problem


def notes(intent: Mapping[str, Any], host: str = "") -> Iterator[Problem]:
    """The statements that hold for one host, of level ``note``; their words are in the message table. ``intent`` as ``check`` gives it."""
    site = intent["sip_load_balancer"]
    agents = any(member["role"] == "ua" for member in site["pool"]["members"])
    holds = {"KO-SB097": True, "KO-SB098": True, "KO-SB100": agents, "KO-SB102": True}
    virtual = f"{site['virtual']['address']}:{site['virtual']['port']}"
    return (Problem(code, host=host, value=virtual, level="note") for code, told in holds.items() if told)
