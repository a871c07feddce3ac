# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Checked intent made whole."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from ..plain import copied


def normalise(variables: MutableMapping[str, Any]) -> None:
    """Names on a BIG-IP are as written."""


def complete(variables: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which every member has a name, its address and port where none was given. Takes data without errors."""
    whole = copied(dict(variables))
    for member in whole["sip_load_balancer"]["pool"]["members"]:
        member["name"] = member["name"] or f"{member['address']}:{member['port']}"
    return whole


def care(_intent: Mapping[str, Any]) -> dict[str, Any]:
    """A BIG-IP has no rollback timer: a transaction is applied whole or not at all (SB-103)."""
    return {"revert_minutes": 0, "patience": 0, "sample_seconds": 0, "allow_disruption": True, "accept_degraded": False, "accept_unsaved": False}
