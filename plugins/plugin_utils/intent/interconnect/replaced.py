# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The blocks of Twilio's data that an inventory replaces (TI-15), as far as a rule can build on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import spec
from ..view import Absent, View

_OPTION = "interconnect_twilio_data"


def replaced(site: View) -> dict[str, Any]:
    """The checked option, for ``published`` and its like; ``Absent`` while something that it must hold was refused: that is told."""
    given: dict[str, Any] = site.option(_OPTION)
    if not _whole(given, spec.options("interconnect")[_OPTION]):
        raise Absent(_OPTION)
    return given


def _whole(value: Any, entry: Mapping[str, Any]) -> bool:
    """Whether ``value`` has everything that ``entry`` of the argument spec requires, at any depth."""
    if value is None:
        return not entry.get("required")
    if entry.get("type") == "list":
        inner = {**entry, "type": entry.get("elements"), "required": True}
        return all(_whole(item, inner) for item in value)
    return all(_whole(value.get(name), each) for name, each in entry.get("options", {}).items())
