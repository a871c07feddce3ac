"""What is asked of a gateway or a connection and answered in its own time: SAs, BGP, routes (AR-36, AR-102)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .exchange import Answer, Request
from .refusal import missing
from .resource import Resource
from .resources import short
from .rules.instances import public_addresses
from .rules.network import prefixes
from .rules.site import remote

if TYPE_CHECKING:
    from .cloud import Cloud


def of_gateway(cloud: Cloud, found: Resource) -> list[Resource]:
    """The connections of a gateway."""
    return [each for each in cloud.of_kind("connections") if each.names("virtualNetworkGateway1") == found.address.key]


def _asked(cloud: Cloud, request: Request, place: str, result: Callable[[], Any]) -> Answer:
    """A question that takes its time; nothing is busy meanwhile."""
    made = cloud.operations.start(short(request), place, cloud.platform.seconds("ask"), set(), lambda error: None if error else result())
    return Answer(202, None, cloud.operations.headers(made, request.base, location=True))


def associations(cloud: Cloud, request: Request, found: Resource) -> Answer:
    """`getikesas` of a connection: a text."""
    return _asked(cloud, request, found.body["location"], lambda: json.dumps(cloud.tunnels.associations(found)))


def _with_bgp(cloud: Cloud, found: Resource) -> list[tuple[dict[str, Any], str]]:
    """BGP settings of the far ends of a gateway, and how the tunnel there is."""
    return [
        (cloud.resources[each.names("localNetworkGateway2")].properties["bgpSettings"], cloud.tunnels.shown(each)["connectionStatus"])
        for each in of_gateway(cloud, found) if each.properties["enableBgp"]
    ]  # fmt: skip


def peers(cloud: Cloud, request: Request, found: Resource) -> Answer:
    """`getBgpPeerStatus` of a gateway."""

    def result() -> dict[str, Any]:
        rows = [{"neighbor": said["bgpPeeringAddress"], "asn": said["asn"], "state": "Connected" if state == "Connected" else "Connecting"}
                for said, state in _with_bgp(cloud, found)]  # fmt: skip
        return {"value": rows}

    return _asked(cloud, request, found.body["location"], result)


def learned(cloud: Cloud, request: Request, found: Resource) -> Answer:
    """`getLearnedRoutes` of a gateway."""

    def result() -> dict[str, Any]:
        rows = [{"network": network, "nextHop": said["bgpPeeringAddress"], "origin": "EBgp", "asPath": str(said["asn"])}
                for said, state in _with_bgp(cloud, found) if state == "Connected" for network in _announced(cloud, said)]  # fmt: skip
        return {"value": rows}

    return _asked(cloud, request, found.body["location"], result)


def _announced(cloud: Cloud, said: dict[str, Any]) -> list[str]:
    return [door.space for door in cloud.doors.values() for tunnel in door.tunnels if tunnel.hosts[0] == said["bgpPeeringAddress"]]


def effective_routes(cloud: Cloud, request: Request, name: str) -> Answer:
    """The routes of a virtual machine's interface: the network's own, and the prefixes behind connections that are up (AR-102)."""
    if name not in cloud.interfaces:
        raise missing("networkInterfaces", name, "rg-iot-vpn")

    def result() -> dict[str, Any]:
        network = next(each for each in cloud.of_kind("virtualNetworks") if each.address.name == cloud.interfaces[name])
        own = {"source": "Default", "state": "Active", "addressPrefix": prefixes(network), "nextHopType": "VnetLocal", "nextHopIpAddress": []}
        return {"value": [own, *_behind(cloud)]}

    return _asked(cloud, request, "japaneast", result)


def _behind(cloud: Cloud) -> list[dict[str, Any]]:
    links = [each for each in cloud.of_kind("connections") if cloud.tunnels.shown(each)["connectionStatus"] == "Connected"]
    found: dict[str, list[str]] = {}
    for each in links:
        for prefix in remote(cloud.resources[each.names("localNetworkGateway2")]):
            found.setdefault(prefix, []).extend(public_addresses(cloud, cloud.resources[each.names("virtualNetworkGateway1")]))
    head = {"source": "VirtualNetworkGateway", "state": "Active", "nextHopType": "VirtualNetworkGateway"}
    return [{**head, "addressPrefix": [prefix], "nextHopIpAddress": sorted(set(hops))} for prefix, hops in found.items()]
