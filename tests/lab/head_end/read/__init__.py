"""Small readers of a router's configuration tree, the lab's own understanding of it."""
from __future__ import annotations

from dataclasses import dataclass

from .crypto import (
    KeyringPeer,
    MapEntry,
    Policy,
    Profile,
    Proposal,
    TransformSet,
    read_ipsec_profiles,
    read_keyrings,
    read_maps,
    read_policies,
    read_profiles,
    read_proposals,
    read_transform_sets,
)
from .filters import AclEntry, PrefixEntry, RouteMapEntry, read_acls, read_descriptions, read_prefix_lists, read_route_maps
from .interfaces import Interface, read_interface
from .lines import Node, sections
from .policies import ClassMap, PolicyClass, read_class_maps, read_policy_maps
from .routing import Bgp, StaticRoute, read_bgp, read_static_routes, read_vrfs


@dataclass(frozen=True)
class Config:
    """A router's configuration as records; everything by name except the static routes."""

    interfaces: dict[str, Interface]
    vrfs: dict[str, str | None]
    routes: list[StaticRoute]
    proposals: dict[str, Proposal]
    policies: dict[str, Policy]
    keyrings: dict[str, list[KeyringPeer]]
    profiles: dict[str, Profile]
    transform_sets: dict[str, TransformSet]
    maps: dict[str, list[MapEntry]]
    ipsec_profiles: dict[str, MapEntry]
    acls: dict[str, tuple[bool, list[AclEntry]]]
    prefix_lists: dict[str, list[PrefixEntry]]
    route_maps: dict[str, list[RouteMapEntry]]
    bgp: Bgp | None
    class_maps: dict[str, ClassMap]
    policy_maps: dict[str, list[PolicyClass]]
    descriptions: dict[str, str]     # of prefix lists


def read_config(root: Node) -> Config:
    """The whole tree as records."""
    return Config(
        interfaces={rest[0]: read_interface(rest[0], node) for rest, node in sections(root, "interface")},
        vrfs=read_vrfs(root), routes=read_static_routes(root), proposals=read_proposals(root), policies=read_policies(root),
        keyrings=read_keyrings(root), profiles=read_profiles(root), transform_sets=read_transform_sets(root), maps=read_maps(root),
        ipsec_profiles=read_ipsec_profiles(root),
        acls=read_acls(root), prefix_lists=read_prefix_lists(root), route_maps=read_route_maps(root), bgp=read_bgp(root),
        class_maps=read_class_maps(root), policy_maps=read_policy_maps(root), descriptions=read_descriptions(root))
