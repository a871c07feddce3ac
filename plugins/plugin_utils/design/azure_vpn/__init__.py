# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A VPN gateway of Azure and the far ends of its tunnels: checked intent in, objects of Azure in the order of references out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..secret import Secret
from . import resources

__all__ = ["design"]
_OPTIONS = (
    "psk_update", "force", "allow_recreate", "retry_failed", "allow_degraded", "connect_timeout", "operation_timeout", "tags_exact",
    "delete_public_ip", "delete_gateway_subnet", "delete_vnet", "phase", "sheet",
)  # fmt: skip
_SECRETS = ("client_secret", "access_token", "auth_key")


def design(intent: Mapping[str, Any], host: str) -> dict[str, Any]:
    """The design of ``host`` from its checked and completed role variables.

    ``resources``: every object, referred ones first: ``{kind, name, path, manage, body, site, tunnel}``, of a connection also ``psk`` and
    ``psk_previous``. ``gone``: those of sites that are to leave, users first. Options of the role keep their names, without the prefix.
    """
    found: dict[str, Any] = {
        "system": "azure_vpn", "platform": "azure", "host": host, "site": intent["azure_vpn_gateway"]["name"], "state": intent["azure_vpn_state"],
        "peer_cpe": None, "secret_update": "on_create", "subscription_id": intent["azure_vpn_subscription_id"],
        "wait": intent["azure_vpn_gateway"]["wait"], "gateway": resources.gateway_path(intent),
        "api": _sealed(intent["azure_vpn_api"]), "soracom": _sealed(intent["azure_vpn_soracom"]),
    }  # fmt: skip
    found.update({name: intent[f"azure_vpn_{name}"] for name in _OPTIONS})
    tunnels = [each for site in intent["azure_vpn_sites"] if site["state"] == "present" for each in _tunnels(intent, site)]
    gone = [each for site in intent["azure_vpn_sites"] if site["state"] == "absent" for each in _tunnels(intent, site)]
    locals_first = sorted(tunnels, key=lambda each: each["kind"] != "local_gateway")
    hub, spoke = (resources.peerings(intent, side) for side in ("hub", "spoke"))
    found["resources"] = [*resources.base(intent), *hub, resources.gateway(intent), *locals_first, *spoke]
    found["gone"] = sorted(gone, key=lambda each: each["kind"] != "connection")
    found["sites"] = [_site(intent, site) for site in intent["azure_vpn_sites"] if site["state"] == "present"]
    return found


def _sealed(given: Mapping[str, Any]) -> dict[str, Any]:
    """A login whose secrets do not show."""
    return {name: Secret(value) if value and name in _SECRETS else value for name, value in given.items()}


def _tunnels(intent: Mapping[str, Any], site: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Local network gateways and connections; with azure_vpn_phase prepare none (AZ-81)."""
    if intent["azure_vpn_phase"] == "prepare":
        return []
    made = [resources.local_gateway(intent, site, tunnel) for tunnel in site["tunnels"]]
    made += [resources.connection(intent, site, position) for position in range(len(site["tunnels"]))]
    return [{**each, **{key: Secret(each[key]) for key in ("psk", "psk_previous") if each.get(key)}} for each in made]


def _site(intent: Mapping[str, Any], site: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a site: to SORACOM, and when it is verified. No key."""
    vnet = intent["azure_vpn_vnet"]
    peered = [prefix for peering in vnet["peerings"] for prefix in peering["prefixes"]]
    return {
        "name": site["name"], "mode": site["mode"], "kind": site["peer"]["kind"], "vpg_id": site["peer"]["vpg_id"],
        "vpg_range": site["peer"]["vpg_range"], "prefixes": site["peer"]["address_prefixes"], "ike": site["connection_protocol"],
        "initiator": "SORACOM" if site["connection_mode"] == "ResponderOnly" else "Azure", "dpd": site["dpd_timeout_seconds"],
        "policy": resources.policy_of(site), "routes": [*vnet["address_space"], *vnet["spokes"], *peered],
    }  # fmt: skip
