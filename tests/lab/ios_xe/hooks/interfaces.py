"""Interfaces: which exist, their addresses, and what a VRF does to them (IX-30, IX-57)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..edit import BadArgument, Edit, Rejected, hook
from ..kinds import bits, dotted, mask_length
from .subinterfaces import require_encapsulation
from .vrf import require_ipv4

if TYPE_CHECKING:
    from ..config import Configuration
    from ..tree import Section

_VIRTUAL = ("Loopback", "Tunnel", "Port-channel", "BDI", "Dialer", "Virtual-Template", "Null")


@hook
def interface(edit: Edit) -> None:
    """Enter an interface: physical ones are fixed by the hardware, virtual ones are made by entering them."""
    name = edit.arguments[0]
    physical = name in edit.config.interfaces
    if edit.reset:
        _to_default(edit, name)
        return
    if edit.removal:
        if physical:
            raise Rejected("% Removal of physical interfaces is not permitted")
        edit.drop(edit.key)
        if edit.changed and "." in name:
            edit.note("% Not all config may be removed and may reappear after reactivating the logical-interface/sub-interfaces")
        return
    parent = name.partition(".")[0]
    if not physical and not name.startswith(_VIRTUAL) and (parent == name or parent not in edit.config.interfaces):
        raise BadArgument(0)
    edit.mode = f"interface-{_family(name)}"
    fresh = edit.key not in edit.section.lines
    line = edit.store()
    if fresh and physical and line.section is not None:
        _factory(edit.config, line.section)


@hook
def wipe_addresses(edit: Edit) -> None:
    """IX-30: a change of VRF takes the addresses away."""
    addresses = [line.key for line in edit.section.lines.values() if line.key.startswith("ip address")]
    if not edit.changed or not addresses:
        return
    for key in addresses:
        edit.drop(key)
    verb = "disabling" if edit.removal else "enabling"
    name = edit.arguments[0] if edit.arguments else ""
    edit.note(f"% Interface {edit.section.key.split()[1]} IPv4 disabled and address(es) removed due to {verb} VRF {name}")


@hook
def address(edit: Edit) -> None:
    """The primary address; `no ip address` alone takes the secondary ones too."""
    if not edit.removal:
        edit.store()
        return
    secondary = [key for key in edit.section.lines if key.endswith(" secondary")]
    if not edit.parsed.whole:
        for key in secondary:
            edit.drop(key)
    elif edit.section.text(edit.key) != edit.text:
        raise Rejected("Invalid address")
    elif secondary:
        raise Rejected("Must delete secondary before deleting primary")
    edit.drop(edit.key)


@hook
def secondary_address(edit: Edit) -> None:
    """A further address."""
    if edit.removal:
        edit.drop(edit.key)
    else:
        edit.store()


@hook
def check_address(edit: Edit) -> None:
    """Refuse bad masks, network addresses and overlaps within the VRF, with IOS's words (IX-03, IX-57)."""
    if edit.removal:
        return
    host, mask = edit.arguments[0], edit.arguments[1]
    name = edit.section.key.split()[1]
    require_encapsulation(edit)
    require_ipv4(edit, edit.section.text("vrf forwarding").removeprefix("vrf forwarding "))
    length = mask_length(mask)
    if length is None or length == 0:
        raise Rejected(f"Bad mask 0x{bits(mask):08X} for address {host}")
    first = int(host.split(".")[0])
    if first == 0 or first == 127 or first >= 224:
        raise Rejected(f"Not a valid host address - {host}")
    rest = bits(host) & ~bits(mask) & 0xFFFFFFFF
    full = ~bits(mask) & 0xFFFFFFFF
    if (length < 31 and rest in (0, full)) or (length == 32 and not name.startswith("Loopback")):
        raise Rejected(f"Bad mask /{length} for address {host}")
    _refuse_overlap(edit, host, mask, name)
    if length == 31 and "Ethernet" in name:
        edit.note("% Warning: use /31 mask on non point-to-point interface cautiously")


def _refuse_overlap(edit: Edit, host: str, mask: str, name: str) -> None:
    network, wide = bits(host) & bits(mask), bits(mask)
    vrf = edit.section.text("vrf forwarding")
    for line in edit.config.root.starting("interface"):
        section = line.section
        if section is None or section.text("vrf forwarding") != vrf:
            continue
        for key, own in section.lines.items():
            if not key.startswith("ip address") or (section is edit.section and key == edit.key):
                continue
            other = _network(own.text)
            if other and (network & other[1]) == (other[0] & wide & other[1]) and (other[0] & wide & other[1]) == (network & wide & other[1]):
                where = f"secondary address on {line.text.split()[1]}" if section is edit.section else line.text.split()[1]
                raise Rejected(f"% {dotted(network)} overlaps with {where}")


@lru_cache(maxsize=8192)
def _network(text: str) -> tuple[int, int] | None:
    words = text.split()
    if words[2] in ("dhcp", "negotiated"):
        return None
    return bits(words[2]) & bits(words[3]), bits(words[3])


@hook
def by_direction(edit: Edit) -> None:
    """One access group, prefix-list … per direction: the name is the value."""
    words = edit.words()
    key = " ".join([*words[:-2], words[-1]])
    if edit.removal:
        edit.drop(key)
    else:
        edit.store(key=key)


@hook
def one_of_nat(edit: Edit) -> None:
    """An interface is inside or outside."""
    if not edit.removal:
        edit.store(key="ip nat")
    elif edit.section.text("ip nat") == edit.text:
        edit.drop("ip nat")


@hook
def keepalive(edit: Edit) -> None:
    """`keepalive 0` and `no keepalive` switch it off; on a tunnel that is the default and not shown (IX-30)."""
    off = edit.removal or edit.text.startswith("keepalive 0")
    if off and "Tunnel" in edit.section.key:
        edit.drop("keepalive")
    elif off:
        edit.store("no keepalive")
    elif "Tunnel" not in edit.section.key and edit.text == "keepalive 10 3":
        edit.drop("keepalive")
    else:
        edit.store()


@hook
def path_mtu_discovery(edit: Edit) -> None:
    """Age timer 10 and minimum MTU 92 are not shown (IX-30)."""
    if edit.removal:
        edit.drop(edit.key)
        return
    edit.store(edit.text.replace(" age-timer 10", "").replace(" min-mtu 92", ""))


def _family(name: str) -> str:
    if "." in name:
        return "subinterface"
    if name.startswith("Loopback"):
        return "loopback"
    if name.startswith("Tunnel"):
        return "tunnel"
    return "ethernet" if "Ethernet" in name or name.startswith("Port-channel") else "other"


def _factory(config: Configuration, section: Section) -> None:
    if "Gigabit" in section.key:
        rule = next(rule for rule in section.mode.rules if rule.pattern == "negotiation auto")
        section.lines["negotiation auto"] = config.new_line(section, rule, "negotiation auto", "negotiation auto")


def _to_default(edit: Edit, name: str) -> None:
    line = edit.section.lines.get(edit.key)
    if line is None or line.section is None:
        raise BadArgument(0)
    line.section.lines.clear()
    if name in edit.config.interfaces:
        _factory(edit.config, line.section)
    edit.changed = True
    edit.note(f"Interface {name} set to default configuration")
