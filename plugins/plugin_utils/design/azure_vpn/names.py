# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Names of what is made for a tunnel (AZ-32)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def local_gateway_name(site: Mapping[str, Any], tunnel: Mapping[str, Any]) -> str:
    """``lng-<site>-<tunnel>``, or the name that was given."""
    return tunnel.get("local_network_gateway") or f"lng-{site['name']}-{tunnel['name']}"


def connection_name(site: Mapping[str, Any], tunnel: Mapping[str, Any]) -> str:
    """``cn-<site>-<tunnel>``, or the name that was given."""
    return tunnel.get("connection") or f"cn-{site['name']}-{tunnel['name']}"
