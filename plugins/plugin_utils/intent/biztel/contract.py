# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The contract papers: addresses that must be there, and of which kind they are (BZ-01, BZ-04, BZ-05, BZ-20, BZ-48)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...problem import Problem
from ..view import Rule, View
from .networks import NEVER_UNICAST, SHORTEST, biztel_addresses, is_private, special

_FQDN = re.compile(r"s[0-9A-Za-z]{12}\.u\.biztel\.jp", re.ASCII)
_HOST_NAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+", re.ASCII)
_RESOLVER = {"rtx": "yamaha_rtx", "fortios": "fortios"}


def needs(feature: str, key: str) -> Rule:
    """BZ-01: a rule that ``feature`` has the address that it needs; there are no defaults."""

    def _rule(site: View) -> Iterator[Problem]:
        if site[f"features.{feature}"] and site[f"contract.{key}"] is None:
            yield site.problem("KO-BZ001", f"contract.{key}", because=site.at(f"features.{feature}"))

    return _rule


def server_name(site: View) -> Iterator[Problem]:
    """BZ-04: the name's usual form; any other must at least be a name when it goes onto a device."""
    name = site["contract.server_fqdn"]
    if name is None or _FQDN.fullmatch(name):
        return
    if site["name_resolution"] != "customer" and not _HOST_NAME.fullmatch(name):
        yield site.problem("KO-BZ004B", "contract.server_fqdn")
    else:
        yield site.warning("KO-BZ004", "contract.server_fqdn")


def server_kind(site: View) -> Iterator[Problem]:
    """BZ-05: private with the VPN option, public without it."""
    block = special(site.address("contract.server_ip"))
    if block and block.prefix in NEVER_UNICAST:
        return
    private = is_private(site.address("contract.server_ip"))
    if site["contract.vpn_option"] and not private:
        yield site.problem("KO-BZ005", "contract.server_ip")
    elif private and block and not site["contract.vpn_option"]:
        yield site.problem("KO-BZ005B", "contract.server_ip", reason=block.reason, rfc=block.rfc)


def reachable(site: View) -> Iterator[Problem]:
    """No service lives in blocks that no host can have; a STUN prefix does not open the Internet (BZ-20)."""
    for key, network in biztel_addresses(site):
        block = special(network)
        if network.prefixlen < SHORTEST:
            yield site.problem("KO-BZ020", key, value=network, shortest=SHORTEST)
        elif block and block.prefix in NEVER_UNICAST:
            shown = network.network_address if network.prefixlen == network.max_prefixlen else network
            yield site.problem("KO-BZ005C", key, value=shown, reason=block.reason, rfc=block.rfc)


def resolver_has_name(site: View) -> Iterator[Problem]:
    """BZ-48: with the VPN option the server's name has to lead to its private address, whoever answers for it."""
    who = site["name_resolution"]
    if site["contract.server_fqdn"] is None and (who != "customer" or site["contract.vpn_option"]):
        tell = site.warning if who == "customer" else site.problem
        yield tell("KO-BZ048", "contract.server_fqdn")


def resolver_is_here(site: View) -> Iterator[Problem]:
    """BZ-48: the device that is to answer is the one that is configured."""
    who, platform = site["name_resolution"], site.option("biztel_platform")
    if who in _RESOLVER and _RESOLVER[who] != platform:
        yield site.problem("KO-BZ048B", "name_resolution", platform=platform)


SITE = [
    needs("recording", "recording_ip"),
    needs("uniconnect_android", "uniconnect_ip"),
    server_name,
    server_kind,
    reachable,
    resolver_has_name,
    resolver_is_here,
]
