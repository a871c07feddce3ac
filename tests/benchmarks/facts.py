"""What the resource modules of cisco.ios have gathered, less what is not part of the workload: they are to want our lines only."""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]


def ours_only(facts: Facts) -> Facts:
    """The Virtual Connect part of a router's facts, and its route-maps: ours has none, and the module takes no empty list.

    Passwords go: a router shows them in another form than they are typed.
    """
    interfaces = [entry for entry in facts["interfaces"] if _ours(entry)]
    bgp = {**facts["bgp_global"], "neighbors": [_without_password(entry) for entry in facts["bgp_global"].get("neighbors", [])]}
    return {
        **facts, "interfaces": interfaces, "l3_interfaces": [entry for entry in facts["l3_interfaces"] if _ours(entry)],
        "acls": _named(facts["acls"], "acls"), "prefix_lists": _named(facts["prefix_lists"], "prefix_lists"),
        "static_routes": _routes(facts["static_routes"]), "bgp_global": bgp,
    }


def _ours(entry: Facts) -> bool:
    return entry["name"].startswith(("Tunnel10", "Loopback10"))


def _named(families: list[Facts], key: str) -> list[Facts]:
    kept = [{**family, key: [entry for entry in family.get(key, []) if entry["name"].startswith("VC-")]} for family in families]
    return [family for family in kept if family[key]]


def _routes(vrfs: list[Facts]) -> list[Facts]:
    def ours(route: Facts) -> bool:
        """Whether a destination is one of ours, by the name of its next hop."""
        return any(str(hop.get("name", "")).startswith("VC-") for hop in route.get("next_hops", []))

    found = []
    for vrf in vrfs:
        families = [{**family, "routes": [route for route in family.get("routes", []) if ours(route)]} for family in vrf.get("address_families", [])]
        found.append({**vrf, "address_families": [family for family in families if family["routes"]]})
    return [vrf for vrf in found if vrf["address_families"]]


def _without_password(neighbor: Facts) -> Facts:
    return {key: value for key, value in neighbor.items() if key not in ("password", "password_options")}
