# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Names of interfaces of Cisco IOS-XE, in one spelling."""

from __future__ import annotations

import re

_INTERFACE_TYPES = (
    "GigabitEthernet", "TenGigabitEthernet", "TwoGigabitEthernet", "FiveGigabitEthernet", "TwentyFiveGigE", "FortyGigabitEthernet",
    "HundredGigE", "FastEthernet", "Ethernet", "Port-channel", "Dialer", "Cellular", "Serial", "Vlan", "Loopback", "Tunnel",
)  # fmt: skip
_INTERFACE = re.compile(r"([A-Za-z-]+) ?(.*)")


def interface_name(text: str) -> str:
    """``gi 0/0/0`` as the running configuration spells it, ``GigabitEthernet0/0/0``; an unknown type stays as given."""
    kind, number = _INTERFACE.fullmatch(text).groups()  # type: ignore[union-attr]
    full = [name for name in _INTERFACE_TYPES if name.lower().startswith(kind.lower())]
    return f"{full[0] if full else kind}{number}"
