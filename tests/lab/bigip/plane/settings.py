"""What the running configuration says of a virtual server, as flows keep it until they close (BP-81)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_interface
from math import inf
from typing import TYPE_CHECKING, Any

from ..references import profile_table
from ..values import monitors, split
from .network import Address

if TYPE_CHECKING:
    from ..box import BigIp

_IDLE = {"indefinite": inf, "immediate": 0.0}


@dataclass(frozen=True)
class Sip:
    """Of a SIP profile."""

    terminate_on_bye: bool
    max_size: int
    via: bool
    record_route: bool


@dataclass(frozen=True)
class Persistence:
    """By a header of SIP, or by the source address with `header` "": timeout in seconds."""

    name: str
    header: str
    timeout: float


@dataclass(frozen=True)
class Virtual:
    """One virtual server. `snat`: none, automap, snat; `addresses`: of the SNAT pool; `rules`: names and texts."""

    name: str
    address: Address
    pool: str
    snat: str
    addresses: tuple[str, ...]
    keep_port: bool
    idle: float
    sip: Sip | None
    persistence: Persistence | None
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Member:
    """One member of a pool, as new requests meet it: `takes` new ones, or `bound` ones only, or none."""

    key: str
    address: Address
    ratio: int
    takes: bool
    bound: bool


def virtuals(box: BigIp) -> dict[Address, Virtual]:
    """Every enabled virtual server for UDP, by its address."""
    found = {}
    for name, said in box.store.all("ltm/virtual"):
        if "disabled" not in said and said["ipProtocol"] == "udp" and ip_address(split(said["destination"])[1]).version == 4:
            made = _virtual(box, name, said)
            found[made.address] = made
    return found


def members(box: BigIp, pool: str) -> list[Member]:
    """Those of a pool, with their states of this moment (BP-26, BP-69)."""
    if pool not in box.store.tables["ltm/pool"]:
        return []
    found = []
    for key, row in box.store.row("ltm/pool", pool).children["members"].items():
        said = box.member_state(pool, key)
        alive = said["state"] in ("up", "unchecked", "checking")
        enabled = said["session"] != "user-disabled"
        _folder, address, port = split(key)
        found.append(Member(key, (address, port), row.given.get("ratio", 1), alive and enabled, alive))
    return found


def method(box: BigIp, pool: str) -> str:
    """How a pool chooses."""
    found: str = box.store.row("ltm/pool", pool).given.get("loadBalancingMode", "round-robin")
    return found


def self_address(box: BigIp, target: str) -> str:
    """The device's address on the network of the target, a floating one first (SB-101); else any."""
    own = sorted(((said.get("floating") != "enabled", said["address"]) for _name, said in box.store.all("net/self")), key=lambda each: each[0])
    on_link = [each for _fixed, each in own if ip_address(target) in ip_interface(each).network]
    chosen = next(iter(on_link or [each for _fixed, each in own]), "")
    return chosen.partition("/")[0]


def monitor_rule(box: BigIp, pool: str) -> tuple[int, dict[str, tuple[str, dict[str, Any]]]]:
    """How many monitors of a pool must be content, and each by its name: its kind and properties."""
    text = box.store.row("ltm/pool", pool).given.get("monitor", "")
    names = monitors(text) if text else []
    found = {}
    for name in names:
        path = profile_table(box.store, name, "ltm/monitor/")
        found[name] = path.rpartition("/")[2], box.store.values(box.store.schema[path], box.store.row(path, name))
    return int(text.split()[1]) if text.startswith("min ") else len(names), found


def _virtual(box: BigIp, name: str, said: dict[str, Any]) -> Virtual:
    profiles = dict(_profiles(box, name))
    snat = said["sourceAddressTranslation"]
    pool = box.store.row("ltm/snatpool", snat["pool"]).given["members"] if "pool" in snat else []
    sip, udp = profiles.get("sip"), profiles.get("udp", {"idleTimeout": "60"})
    return Virtual(
        name, split(said["destination"])[1:], said.get("pool", ""), snat["type"], tuple(each.rpartition("/")[2] for each in pool),
        said["sourcePort"] != "change", _seconds(udp["idleTimeout"]), _sip(sip) if sip else None, _persistence(box, said),
        tuple((rule, box.store.row("ltm/rule", rule).given["apiAnonymous"]) for rule in said.get("rules", [])),
    )  # fmt: skip


def _profiles(box: BigIp, virtual: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in box.store.row("ltm/virtual", virtual).children["profiles"]:
        path = profile_table(box.store, name)
        yield path.rpartition("/")[2], box.store.values(box.store.schema[path], box.store.row(path, name))


def _sip(said: dict[str, Any]) -> Sip:
    flags = (said[name] == "enabled" for name in ("insertViaHeader", "insertRecordRouteHeader"))
    return Sip(said["terminateOnBye"] == "enabled", said["maxSize"], *flags)


def _persistence(box: BigIp, said: dict[str, Any]) -> Persistence | None:
    """Nothing sticks by `sipInfo none` (BP-67)."""
    for each in said.get("persist", ()):
        name = f"/{each['partition']}/{each['name']}"
        path = profile_table(box.store, name, "ltm/persistence/")
        values = box.store.values(box.store.schema[path], box.store.row(path, name))
        header = values.get("sipInfo", "")
        if header != "none":
            return Persistence(name, header, _seconds(values["timeout"]))
    return None


def _seconds(text: str) -> float:
    return _IDLE[text] if text in _IDLE else float(text)
