"""What must hold between the properties of an object and between objects (BP-74, BP-43, BP-45)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_interface
from typing import TYPE_CHECKING, Any

from .implied import parts
from .irule import compiled, events
from .references import profile_table
from .refusal import bad, needed, wrong
from .values import split

if TYPE_CHECKING:
    from .schema import Table
    from .store import Row, Store

_SIP, _UDP, _TCP = "ltm/profile/sip", "ltm/profile/udp", "ltm/profile/tcp"
_TRANSPORT = {_UDP: "udp", _TCP: "tcp", "ltm/profile/fastl4": ""}


def check(store: Store, table: Table, row: Row) -> None:
    """`Refusal` for what does not hold together."""
    for checked in _CHECKS.get(table.path, ()):
        checked(store, row)


def _members(store: Store, row: Row) -> None:
    for key, member in row.children["members"].items():
        _folder, address, port = parts(key)
        if port == 0 and not key.endswith((":any", ":0")):
            raise bad("port", key)
        if member.given["address"] != address:
            raise wrong("01070734", f"Configuration error: Pool member {key} has the address of another node ({member.given['address']}).")


def _virtual(store: Store, row: Row) -> None:
    table = store.schema["ltm/virtual"]
    own = store.values(table, row)
    _one_destination(store, row, own)
    kinds = [profile_table(store, name) for name in row.children["profiles"]]
    transports = [_TRANSPORT[kind] for kind in kinds if kind in _TRANSPORT]
    if len(transports) > 1:
        raise wrong("01070095", f"Virtual server {row.name} lists incompatible profiles.")
    if len(set(kinds)) < len(kinds):
        raise wrong("01070097", f"Virtual server {row.name} lists duplicate profiles.")
    if not transports or transports[0] not in ("", own["ipProtocol"]):
        raise wrong("01070096", f"Virtual server {row.name} lists profiles incompatible with its protocol.")
    _needs_sip(store, row, own, _SIP in kinds)
    snat = own["sourceAddressTranslation"]
    if (snat["type"] == "snat") != ("pool" in snat):
        raise wrong("01070734", f"Configuration error: In Virtual Server ({row.name}) a SNAT pool is needed with type snat, and with no other.")


def _one_destination(store: Store, row: Row, own: dict[str, Any]) -> None:
    for name, other in store.all("ltm/virtual"):
        same = all(other.get(key) == own.get(key) for key in ("destination", "ipProtocol", "source", "vlans"))
        if name != row.name and same:
            raise wrong("01070333", f"Virtual Server {row.name} illegally shares destination address, source address, service port, ip-protocol, "
                        f"and vlan with Virtual Server {name}.")  # fmt: skip


def _needs_sip(store: Store, row: Row, own: dict[str, Any], has: bool) -> None:
    """Events of SIP and persistence by SIP need the profile (BP-45; the wording of the latter is after the one for cookies)."""
    for rule in own.get("rules", ()):
        for event in events(store.tables["ltm/rule"][rule].given.get("apiAnonymous", "")):
            if event.startswith("SIP_") and not has:
                raise wrong("01070394", f"{event} event in rule ({rule}) requires an associated SIP profile on the virtual-server ({row.name}).")
    for each in own.get("persist", ()):
        if not has and f"/{each['partition']}/{each['name']}" in store.tables["ltm/persistence/sip"]:
            raise wrong("01070309", "SIP persistence requires a SIP profile to be associated with the virtual server")


def _self_addresses(store: Store) -> Iterator[tuple[str, str]]:
    for name, values in store.all("net/self"):
        yield name, values["address"].partition("/")[0]


def _own_address(store: Store, row: Row) -> None:
    """An address is no self IP's, and one partition's only; in another route domain it is another one."""
    _folder, address, _port = split(row.given["destination"])
    partition, place = _home(row.given["destination"])
    elsewhere = {_home(other["destination"])[1] for _name, other in store.all("ltm/virtual") if _home(other["destination"])[0] != partition}
    if address in dict(_self_addresses(store)).values() or place in elsewhere:
        raise wrong("0107176c", f"Invalid Virtual Address, the IP address {address} already exists.")


def _home(destination: str) -> tuple[str, str]:
    """Folder and address, its route domain included."""
    folder, _slash, rest = destination.rpartition("/")
    return folder, rest.rpartition("." if rest.count(":") > 1 else ":")[0]


def _self(store: Store, row: Row) -> None:
    found = ip_interface(row.given["address"])
    edges = {found.network.network_address, found.network.broadcast_address} if found.network.prefixlen < 31 else set()
    if found.ip in edges or found.ip.is_unspecified:
        raise wrong("01070354", f"IP Address {found.ip} is invalid, must not be the network or broadcast address.")
    used = [*(address for name, address in _self_addresses(store) if name != row.name), *(v["address"] for _n, v in store.all("ltm/virtual-address"))]
    if str(found.ip) in used:
        raise wrong("0107176c", f"Invalid Self IP, the IP address {found.ip} already exists.")


def _untagged_once(store: Store, row: Row) -> None:
    """An interface is untagged in one VLAN; a tag is one VLAN's."""
    for name, other in store.tables["net/vlan"].items():
        if name == row.name:
            continue
        if other.given.get("tag") == row.given["tag"]:
            raise wrong("01070732", f"The requested VLAN tag ({row.given['tag']}) of {row.name} is already in use by VLAN {name}.")
        for interface in sorted(_untagged(row) & _untagged(other)):
            raise wrong("0107026a", f"Interface {interface} cannot be untagged in VLAN {row.name}: it is an untagged member of VLAN {name}.")


def _untagged(row: Row) -> set[str]:
    return {interface for interface, said in row.children["interfaces"].items() if "untagged" in said.given}


def _rule(store: Store, row: Row) -> None:
    """Compiled when written, and held against the virtual servers that have it (BP-44, BP-80)."""
    text = row.given.get("apiAnonymous", "")
    if not text:
        raise needed("apiAnonymous")
    compiled(row.name, text, set(store.tables["ltm/pool"]))
    for virtual in store.tables["ltm/virtual"].values():
        if row.name in virtual.given.get("rules", ()):
            _virtual(store, virtual)


def _times(store: Store, row: Row) -> None:
    """13.0 and later want the interval below the timeout."""
    own = store.values(store.schema[next(path for path, rows in store.tables.items() if rows.get(row.name) is row)], row)
    if own["interval"] >= own["timeout"]:
        raise wrong("01070734", f"Configuration error: monitor {row.name}: interval must be less than timeout")


def _gateway(store: Store, row: Row) -> None:
    """The gateway is on a network of the device."""
    gateway = row.given.get("gw")
    networks = [ip_interface(values["address"]).network for _name, values in store.all("net/self")]
    if gateway and not any(ip_address(gateway) in network for network in networks):
        raise wrong("01070330", f"Static route gateway {gateway} is not directly connected via an interface.")


Step = Callable[[Any, Any], None]
_CHECKS: dict[str, tuple[Step, ...]] = {
    "ltm/pool": (_members,), "ltm/virtual": (_own_address, _virtual), "net/self": (_self,), "net/vlan": (_untagged_once,), "ltm/rule": (_rule,),
    "net/route": (_gateway,), "ltm/monitor/sip": (_times,), "ltm/monitor/udp": (_times,),
}  # fmt: skip
