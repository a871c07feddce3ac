"""Subinterfaces: one VLAN each, and no IP before it (TI-42)."""

from __future__ import annotations

from ..edit import Edit, Rejected, hook

_NO_VLAN = (
    "% Configuring IP routing on a LAN subinterface is only allowed if that\n"
    "subinterface is already configured as part of an IEEE 802.10, IEEE 802.1Q,\n"
    "or ISL vLAN."
)
_TAKEN = (
    "% Configuration of multiple subinterfaces of the same main\n"
    "interface with the same VID ({vlan}) is not permitted.\n"
    "This VID is already configured on {name}."
)


@hook
def vlan_once(edit: Edit) -> None:
    """A VLAN belongs to one subinterface of a port."""
    if edit.removal:
        return
    name, vlan = edit.section.key.split()[1], edit.words()[2]
    for line in edit.config.root.starting("interface"):
        other, section = line.key.split()[1], line.section
        beside = other != name and other.partition(".")[0] == name.partition(".")[0]
        if beside and section is not None and section.text("encapsulation dot1Q").split()[2:3] == [vlan]:
            raise Rejected(_TAKEN.format(vlan=vlan, name=other))


@hook
def routing_off(edit: Edit) -> None:
    """Without its VLAN a subinterface has no address."""
    if edit.removal:
        for line in edit.section.starting("ip address"):
            edit.drop(line.key)


def require_encapsulation(edit: Edit) -> None:
    """Refuse an address before the VLAN."""
    port = edit.section.key.split()[1].partition(".")
    if port[1] and "Ethernet" in port[0] and "encapsulation dot1Q" not in edit.section.lines:
        raise Rejected(_NO_VLAN)
