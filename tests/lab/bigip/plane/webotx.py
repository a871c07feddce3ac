"""Stand-ins for WebOTX SIP Application Servers: strict proxies that share a location server, as the guide wants them (SB-67 to SB-72)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from .lines import Lines, address_of, answer_to, pack, responded, tag_of, user_of
from .message import Message, all_values, read, values, via_field
from .network import Address, Network


@dataclass(frozen=True)
class Got:
    """One message as it came."""

    source: Address
    message: Message
    data: bytes


@dataclass
class WebOtx:
    """One member: a stateless proxy at `own` behind the virtual server `virtual`, whose device sends from `allowed` only.

    `complaints` has what a strict server finds wrong: a first Route or Via that is not its own, a request from elsewhere, a CANCEL or an ACK
    to a failure without the INVITE of its branch, a branch that is none. `records`: it adds a Record-Route of its own, as it must not (SB-97).
    `join`: it writes the Vias of a response in one line (SB-75).
    """

    network: Network
    own: Address
    virtual: Address
    allowed: frozenset[str] = frozenset()
    location: dict[str, str] = field(default_factory=dict)
    records: bool = False
    join: bool = False
    got: deque[Got] = field(default_factory=lambda: deque(maxlen=5000))
    complaints: list[str] = field(default_factory=list)
    _invites: dict[tuple[str, str], str] = field(default_factory=dict)
    _failed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.network.bind(self.own, self.receive)

    def requests(self, method: str = "") -> list[Got]:
        """What it has been asked; without the monitor's OPTIONS."""
        return [each for each in self.got if not each.message.code and not self._probe(each.message) and method in ("", each.message.method)]

    def close(self) -> None:
        """Answer no more."""
        self.network.unbind(self.own)

    def receive(self, source: Address, data: bytes) -> None:
        """One datagram."""
        message = read(data)
        if message is None:
            return
        self.got.append(Got(source, message, data))
        if message.code:
            self._response(message)
        elif self._probe(message):
            self.network.send(self.own, source, responded(message, 200, "OK", "w", [("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS")]))
        else:
            self._request(source, message)

    # --- requests -------------------------------------------------------------------------------------------------------

    def _probe(self, message: Message) -> bool:
        """OPTIONS to the server itself: a monitor."""
        return message.method == "OPTIONS" and address_of(message.uri) == self.own and not message.lines("Route")

    def _request(self, source: Address, message: Message) -> None:
        self._check(source, message)
        routes = all_values(message, "Route")
        if routes and address_of(routes[0]) == self.own:
            routes = routes[1:]
        uri, contact = message.uri, ""
        if message.method == "REGISTER":
            contact = self._registered(message)
        elif user_of(uri) in self.location and address_of(uri) == self.virtual and not tag_of(message.header("To")):
            uri = self.location[user_of(uri)]
        self.network.send(self.own, address_of(routes[0] if routes else uri), self._forwarded(message, uri, routes, contact))

    def _forwarded(self, message: Message, uri: str, routes: list[str], contact: str) -> bytes:
        """With its Via in front; the branch is made of the received one (RFC 3261 16.11)."""
        branch = f"z9hG4bK-w{self.own[1]}-{via_field(message.header('Via'), 'branch').removeprefix('z9hG4bK')}"
        skipped = ("route", "content-length", "l", "contact", "m") if contact else ("route", "content-length", "l")
        rest = [(header.name, header.value) for header in message.headers if header.name.lower() not in skipped]
        own: Lines = [("Via", f"SIP/2.0/UDP {self.own[0]}:{self.own[1]};branch={branch}")]
        if self.records:
            own.append(("Record-Route", f"<sip:{self.own[0]}:{self.own[1]};lr>"))
        added = [*(("Route", each) for each in routes), *([("Contact", contact)] if contact else [])]
        return pack(f"{message.method} {uri} SIP/2.0", [*own, *rest, *added], message.body)

    def _registered(self, message: Message) -> str:
        """Stored, and told to the registrar as the virtual server's (SB-67)."""
        user, contact = user_of(message.header("To")), message.header("Contact")
        self.location[user] = values(contact)[0].strip("<>").partition(">")[0].lstrip("<")
        return f"<sip:{user}@{self.virtual[0]}:{self.virtual[1]}>"

    def _check(self, source: Address, message: Message) -> None:
        """What a strict server wants (SB-71 i, iv, vii; SB-81 M4, M13)."""
        vias, routes, what = all_values(message, "Via"), all_values(message, "Route"), f"{message.method} {message.header('Call-ID')}"
        branch = via_field(vias[0], "branch") if vias else ""
        if self.allowed and source[0] not in self.allowed:
            self.complaints.append(f"vii: {what} from {source[0]}")
        if not vias or via_field(vias[0], "sent_by") != f"{source[0]}:{source[1]}":
            self.complaints.append(f"i: {what} first Via {vias[:1]} is not {source[0]}:{source[1]}")
        if not branch.startswith("z9hG4bK") or len(branch) < 8:
            self.complaints.append(f"branch: {what} has {branch!r}")
        if routes and tag_of(message.header("To")) and address_of(routes[0]) != self.own:
            self.complaints.append(f"iv: {what} first Route {routes[0]} is not {self.own[0]}:{self.own[1]}")
        self._transaction(message, branch, what)

    def _transaction(self, message: Message, branch: str, what: str) -> None:
        place = (message.header("Call-ID"), message.header("CSeq").split(" ")[0])
        if message.method == "INVITE":
            self._invites[place] = branch
        elif message.method == "CANCEL" and self._invites.get(place) != branch:
            self.complaints.append(f"CANCEL: {what} matches no INVITE")
        elif message.method == "ACK" and self._invites.get(place) in self._failed and self._invites[place] != branch:
            self.complaints.append(f"ACK: {what} matches no INVITE")

    # --- responses --------------------------------------------------------------------------------------------------------

    def _response(self, message: Message) -> None:
        """Its own Via goes; the next says where to (RFC 3261 16.11)."""
        vias = all_values(message, "Via")
        if via_field(vias[0], "sent_by") != f"{self.own[0]}:{self.own[1]}":
            self.complaints.append(f"response: first Via {vias[0]} is not its own")
            return
        if message.code >= 300 and message.method == "INVITE" and len(vias) > 1:
            self._failed.add(via_field(vias[1], "branch"))
        rest = [(header.name, header.value) for header in message.headers if header.name.lower() not in ("via", "v", "content-length", "l")]
        via = [", ".join(vias[1:])] if self.join else vias[1:]
        data = pack(f"SIP/2.0 {message.code} {message.phrase}", [*(("Via", each) for each in via), *rest], message.body)
        self.network.send(self.own, answer_to(vias[1]), data)
