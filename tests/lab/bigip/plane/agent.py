"""Strict user agents (RFC 3261): terminals, external proxies, a registrar; also members of type `ua` (SB-72, SB-76)."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass, field

from .lines import Lines, address_of, answer_to, pack, responded, tag_of
from .message import Message, all_values, read, via_field
from .network import Address, Network
from .webotx import Got

_numbers = itertools.count(1)
_SDP = b"v=0\r\no=- 0 0 IN IP4 192.0.2.1\r\ns=-\r\n"


@dataclass
class Dialog:
    """One end of a call: the route set stays that of the INVITE that began it (RFC 3261 12.2)."""

    call_id: str
    local: str
    remote: str
    target: str
    routes: list[str] = field(default_factory=list)
    cseq: int = 1
    invite: int = 1
    branch: str = ""


@dataclass
class Agent:
    """At `own`; sends initial requests to `proxy`. INVITEs are answered with `answers`, in order: codes, 0 for silence.

    `complaints`: what a strict user agent finds wrong, as a response whose Vias are not those that it sent (SB-71 ii).
    """

    network: Network
    own: Address
    proxy: Address
    name: str = "alice"
    answers: tuple[int, ...] = (100, 180, 200)
    join: bool = False
    got: deque[Got] = field(default_factory=lambda: deque(maxlen=5000))
    complaints: list[str] = field(default_factory=list)
    dialogs: dict[str, Dialog] = field(default_factory=dict)
    _taken: deque[Message] = field(default_factory=lambda: deque(maxlen=5000))
    _sent: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.network.bind(self.own, self.receive)

    @property
    def contact(self) -> str:
        """Where it is."""
        return f"sip:{self.name}@{self.own[0]}:{self.own[1]}"

    def codes(self, call_id: str, method: str = "INVITE") -> list[int]:
        """The responses to a method in a call, in order; those with other Vias than its own are none of its."""
        return [each.code for each in self._taken if each.header("Call-ID") == call_id and each.method == method]

    def requests(self, method: str) -> list[Message]:
        """Requests that it has received."""
        return [each.message for each in self.got if not each.message.code and each.message.method == method]

    # --- as a client -----------------------------------------------------------------------------------------------------

    def register(self, registrar: Address) -> str:
        """REGISTER through the proxy; the Call-ID."""
        uri, call_id, branch = f"sip:{registrar[0]}:{registrar[1]}", self._call_id(), self._branch()
        own = f"<sip:{self.name}@{registrar[0]}>"
        headers = [("From", f"{own};tag=r"), ("To", own), ("Call-ID", call_id), ("CSeq", "1 REGISTER"), ("Contact", f"<{self.contact}>")]
        self.send(self.proxy, f"REGISTER {uri} SIP/2.0", branch, headers)
        return call_id

    def invite(self, uri: str, preloaded: bool = False, call_id: str = "") -> Dialog:
        """INVITE through the proxy, with a Route to it by request (SB-35)."""
        made = Dialog(call_id or self._call_id(), f"<{self.contact}>;tag={next(_numbers)}", f"<{uri}>", uri, branch=self._branch())
        self.dialogs[made.call_id] = made
        more = [("Route", f"<sip:{self.proxy[0]}:{self.proxy[1]};lr>")] if preloaded else []
        self.send(self.proxy, f"INVITE {uri} SIP/2.0", made.branch, [*more, *self._within(made, "INVITE", 1), ("Contact", f"<{self.contact}>")], _SDP)
        return made

    def cancel(self, dialog: Dialog) -> None:
        """CANCEL of the INVITE under way: the same branch (RFC 3261 9.1)."""
        self.send(self.proxy, f"CANCEL {dialog.target} SIP/2.0", dialog.branch, self._within(dialog, "CANCEL", dialog.invite))

    def request(self, dialog: Dialog, method: str) -> None:
        """A request within a call: BYE, UPDATE, INVITE again."""
        dialog.cseq += 1
        branch = self._branch()
        if method == "INVITE":
            dialog.invite, dialog.branch = dialog.cseq, branch
        self._in_dialog(dialog, method, dialog.cseq, branch)

    def send(self, target: Address, start: str, branch: str, headers: Lines, body: bytes = b"") -> None:
        """With its Via, which is to come back as it is."""
        via = f"SIP/2.0/UDP {self.own[0]}:{self.own[1]};branch={branch}"
        self._sent[branch] = [via]
        self.network.send(self.own, target, pack(start, [("Via", via), ("Max-Forwards", "70"), *headers], body))

    def _in_dialog(self, dialog: Dialog, method: str, cseq: int, branch: str) -> None:
        first = dialog.routes[0] if dialog.routes else dialog.target
        headers = [*(("Route", each) for each in dialog.routes), *self._within(dialog, method, cseq), ("Contact", f"<{self.contact}>")]
        self.send(address_of(first), f"{method} {dialog.target} SIP/2.0", branch, headers)

    def _within(self, dialog: Dialog, method: str, cseq: int) -> Lines:
        return [("From", dialog.local), ("To", dialog.remote), ("Call-ID", dialog.call_id), ("CSeq", f"{cseq} {method}")]

    def _call_id(self) -> str:
        return f"{next(_numbers)}-{self.name}@{self.own[0]}"

    def _branch(self) -> str:
        return f"z9hG4bK-{self.name}-{next(_numbers)}"

    # --- what comes ---------------------------------------------------------------------------------------------------------

    def receive(self, source: Address, data: bytes) -> None:
        """One datagram."""
        message = read(data)
        if message is None:
            return
        self.got.append(Got(source, message, data))
        if message.code:
            self._response(message)
        else:
            self._request(message)

    def _response(self, message: Message) -> None:
        vias = all_values(message, "Via")
        if vias != self._sent.get(via_field(vias[0], "branch") if vias else ""):
            self.complaints.append(f"ii: {message.code} to {message.header('CSeq')} has the Vias {vias}")
            return
        self._taken.append(message)
        dialog = self.dialogs.get(message.header("Call-ID"))
        if dialog is None or message.method != "INVITE" or message.code < 200:
            return
        if message.code >= 300:
            self.send(self.proxy, f"ACK {dialog.target} SIP/2.0", dialog.branch, self._ack(dialog, message))
            return
        if not tag_of(dialog.remote):
            dialog.routes = all_values(message, "Record-Route")[::-1]
        dialog.remote, dialog.target = message.header("To"), message.header("Contact").strip("<>")
        self._in_dialog(dialog, "ACK", dialog.invite, self._branch())

    def _ack(self, dialog: Dialog, message: Message) -> Lines:
        """Of a failure: hop by hop, in the INVITE's transaction (RFC 3261 17.1.1.3)."""
        return [("From", dialog.local), ("To", message.header("To")), ("Call-ID", dialog.call_id), ("CSeq", f"{dialog.invite} ACK")]

    def _request(self, message: Message) -> None:
        if message.method == "ACK":
            return
        if message.method == "INVITE":
            self._called(message)
            return
        self.answer(message, 200)
        if message.method == "CANCEL":
            invite = next((each for each in self.requests("INVITE") if each.header("Call-ID") == message.header("Call-ID")), None)
            if invite is not None:
                self.answer(invite, 487)

    def _called(self, message: Message) -> None:
        call_id = message.header("Call-ID")
        if call_id not in self.dialogs:
            local, target = f"{message.header('To')};tag={self.name}", message.header("Contact").strip("<>")
            self.dialogs[call_id] = Dialog(call_id, local, message.header("From"), target, all_values(message, "Record-Route"), 100)
        for code in (200,) if tag_of(message.header("To")) else self.answers:
            if code:
                self.answer(message, code)

    def answer(self, message: Message, code: int) -> None:
        """A response to a request that it has received."""
        phrase = {100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 486: "Busy Here", 487: "Request Terminated"}.get(code, "Answer")
        data = responded(message, code, phrase, self.name, [("Contact", f"<{self.contact}>")], self.join)
        self.network.send(self.own, answer_to(message.header("Via")), data)
