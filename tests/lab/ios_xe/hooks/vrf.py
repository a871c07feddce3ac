"""VRFs: the route distinguisher, and what goes with a VRF that is removed (TI-56)."""

from __future__ import annotations

from ..edit import Edit, Rejected, hook
from ..tree import Section


@hook
def distinguisher(edit: Edit) -> None:
    """Each VRF has its own, and it is not changed while the VRF stands (wording unverified)."""
    name, present = edit.section.key.split()[-1], edit.section.text("rd")
    if edit.removal:
        return
    if present not in ("", edit.text):
        raise Rejected(f'% Do "no vrf definition {name}" before redefining the VRF')
    if any(section is not edit.section and section.text("rd") == edit.text for section in _definitions(edit)):
        raise Rejected("% Cannot set RD, check if it's unique")


@hook
def distinguisher_gone(edit: Edit) -> None:
    """`no rd` takes the VRF's address family out of BGP with it."""
    if edit.removal and edit.changed:
        name = edit.section.key.split()[-1]
        _leave_bgp(edit, name)
        edit.note(f'% "{edit.text}" for VRF "{name}" scheduled for deletion')


@hook
def vrf_removed(edit: Edit) -> None:
    """Without its VRF an interface loses address and binding; its routes and its part of BGP go too."""
    if not edit.removal or not edit.changed:
        return
    name, root = edit.arguments[0], edit.config.root
    for line in root.starting("interface"):
        section = line.section
        if section is not None and section.text("vrf forwarding").endswith(f" {name}"):
            for key in [key for key in section.lines if key.startswith(("ip address", "vrf forwarding"))]:
                edit.drop(key, section)
    for line in root.starting(f"ip route vrf {name}"):
        edit.drop(line.key, root)
    _leave_bgp(edit, name)
    edit.note(f"% IPv4 and IPv6 addresses from all interfaces in VRF {name} have been removed")


@hook
def vrf_for_bgp(edit: Edit) -> None:
    """BGP wants a VRF with the address family; without a route distinguisher it is a local one."""
    require_ipv4(edit, edit.arguments[0])


def require_ipv4(edit: Edit, name: str) -> None:
    """IPv4 in a VRF needs `address-family ipv4` in its definition (wording unverified)."""
    section = edit.config.section((f"vrf definition {name}",))
    if not edit.removal and section is not None and "address-family ipv4" not in section.lines:
        raise Rejected(f"% IPv4 address family is not enabled in VRF {name}")


def _definitions(edit: Edit) -> list[Section]:
    lines = [*edit.config.root.starting("vrf definition"), *edit.config.root.starting("ip vrf")]
    return [line.section for line in lines if line.section is not None]


def _leave_bgp(edit: Edit, name: str) -> None:
    for line in edit.config.root.starting("router bgp"):
        if line.section is not None:
            edit.drop(f"address-family ipv4 vrf {name}", line.section)
