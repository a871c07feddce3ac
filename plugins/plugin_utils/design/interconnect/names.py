# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Names on the router: the prefix TI- and the ownership mark tell ours from the customer's (TI-54, TI-56)."""

from __future__ import annotations

SITE_NAMES = {
    "voice_acl": "TI-RTP",
    "sip_acl": "TI-SIP",
    "voice_class": "TI-VOICE",
    "signalling_class": "TI-SIGNALLING",
    "origin": "TI-ORIGIN",
}


def mark_of(site: str, location: str = "") -> str:
    """The ownership mark in descriptions: ``kyoten:interconnect:<site>[:<location>]``."""
    return ":".join(part for part in ("kyoten", "interconnect", site, location) if part)


def label_of(location: str) -> str:
    """The location as it stands in names: ``SAN-JOSE``."""
    return location.upper()


def connection_names(location: str) -> dict[str, str]:
    """The named objects of one connection."""
    label = f"TI-{label_of(location)}"
    return {
        "prefix_in": f"{label}-IN",
        "prefix_out": f"{label}-OUT",
        "route_map_in": f"{label}-IN",
        "route_map_out": f"{label}-OUT",
        "acl_in": f"{label}-ACL-IN",
        "acl_out": f"{label}-ACL-OUT",
        "child": f"{label}-CHILD",
        "shaper": f"{label}-SHAPE",
    }
