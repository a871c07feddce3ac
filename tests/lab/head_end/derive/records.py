"""The derived state of a router, layer by layer, as records that the operational outputs print."""
from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from ..model import HeadEnd
from ..provider import Pe
from ..read import AclEntry, Config, Interface, MapEntry
from ..read.routing import Neighbor
from .rib import Tables


@dataclass
class Ike:
    """An IKEv2 SA or the lack of one: `status` READY, IN-NEG or "" with the `reason`; `cycle` is set when it bounces (seconds)."""

    status: str = ""
    reason: str = ""
    since: float = 0.0
    port: int = 500
    lifetime: int = 86400
    cycle: float | None = None

    def ready(self, now: float) -> bool:
        """True once negotiated."""
        return self.status == "READY" and now >= self.since


@dataclass
class Flow:
    """One permit line of the access list of one crypto map entry on one interface, with its security associations. The entry
    of an IPsec tunnel interface is made of its profile; `outside` is the interface through which the peer is reached."""

    interface: str
    vrf: str | None
    local: str
    entry: MapEntry
    ident: AclEntry | None
    index: int
    outside: str
    head_end: HeadEnd | None = None
    ike: Ike = field(default_factory=Ike)
    esp_at: float | None = None
    esp_reason: str = ""
    transform: str = ""
    mode: str = "tunnel"
    tunnel: str | None = None
    asked_at: float | None = None
    blocked: set[str] = field(default_factory=set)

    def passes(self, *kinds: str) -> bool:
        """True when neither the path nor the interface's own access list drops any of these kinds of packet."""
        return not ({"all", *kinds} & self.blocked)

    def active(self, now: float) -> bool:
        """True when both ESP SAs stand."""
        return self.esp_at is not None and now >= self.esp_at


@dataclass
class Tunnel:
    """A GRE tunnel: `linestate` is the reason when the static conditions fail; `line` the line protocol; `carries_at` when
    packets begin to reach the head end and come back (None: never), `reason` why not."""

    interface: Interface
    source: IPv4Address | None = None
    source_name: str | None = None
    linestate: str = ""
    line: bool = False
    changed_at: float = 0.0
    egress: str | None = None
    flow: Flow | None = None
    head_end: HeadEnd | None = None
    carries_at: float | None = None
    reason: str = ""
    far_line: bool = False

    def carries(self, now: float) -> bool:
        """True when a packet sent into the tunnel now is answered by a GRE device at the other end."""
        return self.line and self.carries_at is not None and now >= self.carries_at


@dataclass
class Session:
    """A BGP neighbour: `up_at` set while Established, else `state` and `reason`; `dropped_at` is the end of the last session."""

    neighbor: Neighbor
    state: str
    reason: str = ""
    up_at: float | None = None
    dropped_at: float | None = None
    drops: int = 0
    tunnel: str | None = None
    head_end: HeadEnd | None = None
    pe: Pe | None = None
    interface: str | None = None
    local_asn: int = 0
    received: list[BgpPath] = field(default_factory=list)
    accepted: list[BgpPath] = field(default_factory=list)
    advertised: list[BgpPath] = field(default_factory=list)
    originates_default: bool = False
    counted: int = 0                 # prefixes that count against maximum-prefix

    @property
    def far(self) -> HeadEnd | Pe | None:
        """Who is at the other end, if it is one of the model's."""
        return self.head_end or self.pe

    @property
    def own_address(self) -> str:
        """The address that the other end knows us by."""
        return self.head_end.peer_tunnel_address if self.head_end else self.pe.peer_address if self.pe else "0.0.0.0"

    @property
    def established(self) -> bool:
        """True while the session is up."""
        return self.up_at is not None


@dataclass(frozen=True)
class BgpPath:
    """A path to a prefix; `peer` is the neighbour it came from, "" when it is our own."""

    prefix: IPv4Network
    next_hop: str
    path: tuple[int, ...]
    peer: str = ""
    metric: int | None = 0
    local_preference: int = 100
    weight: int = 0
    origin: str = "i"
    internal: bool = False
    since: float = 0.0


@dataclass
class View:
    """Everything derived at one moment; it holds until the next event or change."""

    config: Config
    tables: Tables
    flows: list[Flow]
    tunnels: dict[str, Tunnel]
    sessions: list[Session]
    up: dict[str, bool]
    paths: dict[str | None, dict[IPv4Network, list[BgpPath]]]
    at: float = 0.0

    def line_up(self, name: str) -> bool:
        """True when the line protocol of an interface is up."""
        return self.tunnels[name].line if name in self.tunnels else self.up.get(name, False)
