# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Names on the router: the prefix VC- and the ownership mark tell ours from the customer's (VC-44, VC-52)."""

from __future__ import annotations

DCS = ("dc1", "dc2")  #: the two data centres of a region, in this order everywhere (VC-03)

SITE_NAMES = {
    "prefix_out": "VC-OUT",
    "proposal": "VC-PROP",
    "policy": "VC-POL",
    "keyring": "VC-KEYS",
    "transform_set": "VC-TS",
    "crypto_map": "VC-MAP",
    "lan": "VC-LAN",
}


def mark_of(site: str, dc: str = "") -> str:
    """The ownership mark in descriptions: ``kyoten:virtual_connect:<site>[:<dc>]``."""
    return ":".join(part for part in ("kyoten", "virtual_connect", site, dc) if part)


def tunnel_names(dc: str) -> dict[str, str]:
    """The named objects of one tunnel."""
    label = dc.upper()
    return {
        "prefix_in": f"VC-{label}-IN",
        "acl": f"VC-GRE-{label}",
        "policy": f"VC-POL-{label}",
        "profile": f"VC-{label}",
        "ipsec_profile": f"VC-{label}",
        "keyring_peer": label,
        "condition": f"VC-{label}-COND",
        "route_ipsec": f"VC-{label}-IPSEC",
        "route_gre": f"VC-{label}-GRE",
    }
