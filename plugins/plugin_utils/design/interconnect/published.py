# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What Twilio publishes, with the blocks that an inventory replaces (TI-15, TI-20..TI-22)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from ipaddress import IPv4Network
from typing import Any

from ...problem import OnrampError, Problem
from ..addresses import public_prefix
from ..data import load

as_network = lru_cache(8192)(IPv4Network)  #: rules ask for the same prefixes again and again
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


def networks(replaced: Mapping[str, Any] | None) -> Iterator[IPv4Network]:
    """Everything that is Twilio's own: signalling, media, and signalling over the Internet (TI-20..TI-22)."""
    blocks = published(replaced)
    yield from (as_network(address) for edge in blocks["edges"]["values"] for address in edge["addresses"])
    yield as_network(blocks["media"]["values"]["prefix"])
    yield from map(as_network, blocks["internet"]["values"])


def customer_prefix(text: object, allow_documentation: bool = False) -> str:
    """The normalised prefix, if a customer may announce it: globally unique, and none of Twilio's own; else ``OnrampError`` (TI-30..TI-32, TI-35)."""
    found = public_prefix(text, allow_documentation)
    theirs = next((other for other in networks(None) if other.overlaps(as_network(found))), None)
    if theirs:
        raise OnrampError([Problem("KO-TI030", value=found, details={"other": str(theirs)})])
    return found
