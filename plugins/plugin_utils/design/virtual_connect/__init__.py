# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Virtual Connect: what one CPE must carry, worked out from the intent of its site (VC-09..VC-61)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..addresses import split_prefix
from ..sizing import path_mtu_of, virtual_connect_demand
from .access_lists import advice, firewall, nat_exempt_lists, wan_lists
from .crypto import crypto
from .names import DCS, SITE_NAMES, mark_of, tunnel_names
from .tunnel import share_loopbacks, tunnel, vti_offset


def design(intent: Mapping[str, Any], host: str) -> dict[str, Any]:
    """The design for CPE ``host``; ``intent`` is ``{"virtual_connect_site": {... defaults filled ...}, "virtual_connect_<option>": ...}``.

    Plain data, addresses as strings; secrets are ``Secret``. Only the tunnels whose ``cpe`` is ``host`` are designed (VC-10, VC-57). Keys:

    - who and what: ``system platform host site state region mark ipsec_style secret_update peer_cpe``
    - routing: ``di_network di_network_address halves router_id asn inside_vrfs`` (distinct, in order; null is the global table)
    - objects: ``names tunnel_names`` (both DCs, also those that are not here), ``numbers`` and ``interfaces`` (all that this host's tunnels
      use), ``wan_interfaces crypto policies loopbacks routes tunnels wan_acls nat_exempt_acls lan_redistribution``
    - numbers: ``nat_in_path path_mtu sizing`` (see ``sizing.virtual_connect_demand``)
    - for the report: ``advice`` (lines to add by hand, VC-59, VC-60) and ``firewall`` (VC-32)

    ``tunnels[]``: see ``tunnel.tunnel``. With ``state: absent`` what would be rendered is empty (``tunnels policies loopbacks routes advice``
    ``firewall``, the entries of the access lists, ``crypto sizing lan_redistribution``), and what ownership must recognise is kept.
    """
    site = intent["virtual_connect_site"]
    here = [dc for dc in DCS if site["tunnels"][dc]["cpe"] == host]
    base = _identity(site, host, here)
    return {**base, **(_absent(site, here) if base["state"] == "absent" else _present(site, here))}


def _identity(site: Mapping[str, Any], host: str, here: list[str]) -> dict[str, Any]:
    """What ownership needs, whatever the state."""
    tunnels = [site["tunnels"][dc] for dc in here]
    numbers = [t["number"] for t in tunnels]
    vtis = [number + vti_offset(numbers) for number in numbers]
    crypto_map = SITE_NAMES["crypto_map"]
    return {
        "system": "virtual_connect", "platform": "ios_xe", "host": host, "site": site["name"], "region": site.get("region"),
        "state": site.get("state") or "present", "mark": mark_of(site["name"]),
        "ipsec_style": site.get("ipsec_style") or "crypto_map", "secret_update": site.get("secret_update") or "on_create",
        "names": dict(SITE_NAMES), "tunnel_names": {dc: tunnel_names(dc) for dc in DCS}, "peer_cpe": _peer(site, host),
        "numbers": numbers, "interfaces": [f"{kind}{n}" for n in numbers for kind in ("Loopback", "Tunnel")] + [f"Tunnel{n}" for n in vtis],
        "wan_interfaces": [{"interface": name, "crypto_map": crypto_map} for name in _distinct(t["wan"]["interface"] for t in tunnels)],
        "asn": next((t["local"].get("bgp_process_asn") or t["local"]["asn"] for t in tunnels), None),
        "inside_vrfs": _distinct(_vrf(t, "inside") for t in tunnels),
        "di_network": site["di_network"], "di_network_address": site["di_network"].partition("/")[0], "halves": halves(site),
    }  # fmt: skip


def _present(site: Mapping[str, Any], here: list[str]) -> dict[str, Any]:
    tunnels = share_loopbacks([tunnel(site, dc, halves(site), here) for dc in here])
    access = site["access"]
    return {
        "router_id": tunnels[0]["local"]["gre_transport"] if tunnels else None, "crypto": crypto(site["crypto"]), "policies": _policies(tunnels),
        "loopbacks": _loopbacks(tunnels), "routes": _routes(tunnels), "tunnels": tunnels,
        "wan_acls": wan_lists(tunnels), "nat_exempt_acls": nat_exempt_lists(tunnels), "lan_redistribution": _lan(site, tunnels),
        "nat_in_path": bool(access.get("nat_in_path")), "path_mtu": path_mtu_of(access), "sizing": virtual_connect_demand(site),
        "advice": advice(tunnels), "firewall": firewall(tunnels),
    }  # fmt: skip


def _absent(site: Mapping[str, Any], here: list[str]) -> dict[str, Any]:
    def emptied(option: str) -> list[dict[str, Any]]:
        """The customer's access lists that ``option`` names, without a line of ours."""
        names = _distinct(site["tunnels"][dc].get(option) for dc in here)
        return [{"name": name, "entries": []} for name in names if name]

    return {
        "router_id": next((site["tunnels"][dc]["local"]["gre_transport"] for dc in here), None), "crypto": {},
        "policies": [], "loopbacks": [], "routes": [], "tunnels": [], "wan_acls": emptied("wan_acl"), "nat_exempt_acls": emptied("nat_exempt_acl"),
        "lan_redistribution": None, "nat_in_path": bool((site.get("access") or {}).get("nat_in_path")),
        "path_mtu": path_mtu_of(site.get("access") or {}), "sizing": {}, "advice": [], "firewall": [],
    }  # fmt: skip


def halves(site: Mapping[str, Any]) -> dict[str, str]:
    """Which /25 belongs to which DC: as mapped, else lower to dc1, upper to dc2 (VC-18, VC-40; the intent room warns of the guess)."""
    return dict(site.get("di_halves") or zip(DCS, split_prefix(site["di_network"], 25), strict=True))


def _peer(site: Mapping[str, Any], host: str) -> dict[str, str] | None:
    """The other CPE of a two-CPE site, and the DC that it serves (VC-10, VC-65)."""
    others = [{"host": str(site["tunnels"][dc]["cpe"]), "dc": dc} for dc in DCS if site["tunnels"][dc]["cpe"] != host]
    return others[0] if len(others) == 1 else None


def _policies(tunnels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One IKEv2 policy for each pair of front-door VRF and local address (VC-58): usually one, named for the site, else the next by its DC.

    Notes in each tunnel's ``names`` the policy that serves it.
    """
    rows: dict[tuple[Any, str], dict[str, Any]] = {}
    for t in tunnels:
        fvrf, address = t["vrf"]["transport"], t["local"]["ipsec_address"]
        name = t["names"]["policy"] if rows else SITE_NAMES["policy"]
        t["names"]["policy"] = rows.setdefault((fvrf, address), {"name": name, "fvrf": fvrf, "address": address})["name"]
    return list(rows.values())


def _loopbacks(tunnels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One for each tunnel that has its own transport address (VC-26: in the transport VRF)."""

    def row(t: dict[str, Any]) -> dict[str, Any]:
        """The loopback that carries the tunnel's GRE transport address."""
        place = {"vrf": t["vrf"]["transport"], "address": t["local"]["gre_transport"]}
        return {"interface": t["source_interface"], "description": f"{t['mark']} transport", **place}

    return [row(t) for t in tunnels if t["source_interface"] == f"Loopback{t['number']}"]


def _routes(tunnels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Host routes to both tiers of the head end, each destination once (VC-53); with a VTI the GRE tier lies behind it (VC-50)."""
    rows: dict[tuple[Any, str], dict[str, Any]] = {}
    for t in tunnels:
        gre_hop = t["vti"]["interface"] if t["vti"] else t["wan"]["next_hop"]
        for tier, hop, name in (("ipsec_address", t["wan"]["next_hop"], "route_ipsec"), ("gre_transport", gre_hop, "route_gre")):
            key = (t["vrf"]["transport"], t["remote"][tier])
            rows.setdefault(key, {"vrf": key[0], "address": key[1], "next_hop": hop, "name": t["names"][name]})
    return list(rows.values())


def _lan(site: Mapping[str, Any], tunnels: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Opt-in redistribution of exactly the DI prefixes into the customer's OSPF process, in the VRF of the LAN (VC-22)."""
    wanted = site.get("lan_redistribution")
    if not wanted or not tunnels:
        return None
    prefixes = [*(t["own_half"] for t in tunnels), site["di_network"]]
    return {"ospf_process": wanted["ospf_process"], "vrf": tunnels[0]["vrf"]["inside"], "prefixes": prefixes}


def _vrf(tunnel_intent: Mapping[str, Any], side: str) -> str | None:
    return (tunnel_intent.get("vrf") or {}).get(side)


def _distinct(values: Any) -> list[Any]:
    return list(dict.fromkeys(values))
