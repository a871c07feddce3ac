"""Operational outputs (IX-17..IX-28): `COMMANDS` pairs a command pattern with `handler(router, args) -> text`."""
from __future__ import annotations

from . import bgp_summary, bgp_table, crypto_ikev2, crypto_ipsec, crypto_map, filters, interfaces, ip_route, misc, ping, policy_map
from .common import Handler

COMMANDS: list[tuple[str, Handler]] = [
    entry for module in (crypto_ikev2, crypto_ipsec, crypto_map, interfaces, bgp_summary, bgp_table, ip_route, filters, policy_map, misc, ping)
    for entry in module.COMMANDS]

__all__ = ["COMMANDS"]
