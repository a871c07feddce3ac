# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a box says about itself: the banner and the head of `show config` (RX-27, RX-64)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .router import Router


def serial(router: Router) -> str:
    """A serial number of its own."""
    return "S4H" + str(int(hashlib.sha256(router.name.encode()).hexdigest()[:12], 16))[:6]


def addresses(router: Router) -> list[str]:
    """A MAC address for each LAN, of the box's own."""
    low = int(hashlib.sha256(router.name.encode()).hexdigest()[:4], 16) & 0xFFFC
    parts = [low + number for number in range(router.box.lans)]
    return [f"00:a0:de:{_fourth(router):02x}:{part >> 8:02x}:{part & 255:02x}" for part in parts]


def _fourth(router: Router) -> int:
    """The fourth byte of its MAC addresses."""
    return int(hashlib.sha256(router.name.encode()).hexdigest()[4:6], 16)


def firmware(router: Router) -> str:
    """`RTX1210 Rev.14.01.42 (Fri Jul  5 11:17:45 2024)`."""
    return f"{router.model.name} Rev.{router.model.revision} ({router.box.built})"


def hardware(router: Router) -> str:
    """`RTX1210 ver=00 serial=... MAC-Address=... MAC-Address=...`."""
    return f"{router.model.name} ver=00 serial={serial(router)} " + " ".join(f"MAC-Address={each}" for each in addresses(router))


def greeting(router: Router) -> str:
    """What a console prints at login."""
    return (
        f"\n{firmware(router)}\nCopyright (c) 1994-{router.box.built.split()[-1]} Yamaha Corporation. All Rights Reserved.\n"
        f"To display the software copyright statement, use 'show copyright' command.\n{', '.join(addresses(router))}\n{router.box.memory}\n"
    )


def header(router: Router) -> list[str]:
    """The lines above a configuration; the date is the router's own, at each read."""
    return [
        f"# {firmware(router)}", f"# MAC Address : {', '.join(addresses(router))}", f"# {router.box.memory}", f"# main:  {hardware(router)}",
        f"# Reporting Date: {router.local():%b} {router.local().day} {router.local():%H:%M:%S %Y}",
    ]
