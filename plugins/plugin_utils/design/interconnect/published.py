# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What Twilio publishes, with the blocks that an inventory replaces (TI-15, TI-20..TI-22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..data import load

BLOCKS = ("edges", "media", "internet", "carriers")


def published(replaced: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """Every block, ``{as_of, source, values}``; ``replaced`` is ``interconnect_twilio_data``."""
    given = {name: block for name, block in (replaced or {}).items() if block}
    return {**load("twilio"), **given}


def edge_addresses(replaced: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """The signalling addresses of every edge (TI-20)."""
    return {edge["name"]: list(edge["addresses"]) for edge in published(replaced)["edges"]["values"]}


def media_range(replaced: Mapping[str, Any] | None) -> dict[str, Any]:
    """``{prefix, first, last}`` of Twilio's side of RTP (TI-21)."""
    return dict(published(replaced)["media"]["values"])
