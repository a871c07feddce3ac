# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Addresses inside BGP tunnels (AZ-60 to AZ-63): 128 /30 networks of which AWS has the first host and Azure the second."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from ...problem import OnrampError, Problem

_FIRST, _LAST = IPv4Address("169.254.21.0"), IPv4Address("169.254.22.255")
_HALVES = (IPv4Network("169.254.21.0/24"), IPv4Network("169.254.22.0/24"))
#: inside networks that AWS keeps for itself
AWS_RESERVED = frozenset(
    IPv4Network(f"{first}/30")
    for first in ("169.254.0.0", "169.254.1.0", "169.254.2.0", "169.254.3.0", "169.254.4.0", "169.254.5.0", "169.254.169.252")
)
MOST = 128


def in_range(network: IPv4Network) -> bool:
    """Wholly between 169.254.21.0 and 169.254.22.255, both included."""
    return network.network_address >= _FIRST and network.broadcast_address <= _LAST


def first_host(network: IPv4Network) -> str:
    """The far end's address."""
    return str(network.network_address + 1)


def second_host(network: IPv4Network) -> str:
    """Azure's address."""
    return str(network.network_address + 2)


def azure_apipa_valid(address: object) -> bool:
    """Whether Azure takes ``address`` (text) as a custom BGP address: in the range, and a host of its /30. Anything else is not one."""
    try:
        found = IPv4Address(str(address))
    except ValueError:
        return False
    return _FIRST <= found <= _LAST and int(found) % 4 in (1, 2)


def azure_apipa_plan(count: object) -> list[dict[str, str]]:
    """``count`` (1 to 128) networks ``{cidr, peer, azure}``: two for each AWS connection, those of the first instance from 169.254.21.0/24, those
    of the second from 169.254.22.0/24, as Microsoft's example has them. Beyond four, both halves go on in turn, two by two.
    """
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST:
        raise OnrampError([Problem("KO-AZ062", "azure_apipa_plan", count, details={"most": MOST})])
    blocks = [list(half.subnets(new_prefix=30)) for half in _HALVES]
    order = [blocks[(number // 2) % 2][number // 4 * 2 + number % 2] for number in range(count)]
    return [{"cidr": str(block), "peer": first_host(block), "azure": second_host(block)} for block in order]
