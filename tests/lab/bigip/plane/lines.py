"""How the stand-ins write SIP: they are not the load balancer, and say what a header line is to them in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .message import Message, all_values, via_field
from .network import Address

Lines = list[tuple[str, str]]
_URI = re.compile(r"sips?:(?:(?P<user>[^@>;]*)@)?(?P<host>[^:;>\s]+)(?::(?P<port>\d+))?")


def pack(start: str, headers: Iterable[tuple[str, str]], body: bytes = b"") -> bytes:
    """A packet; its length is counted."""
    lines = [start, *(f"{name}: {value}" for name, value in headers), f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def address_of(text: str) -> Address:
    """Host and port of a URI, with or without angle brackets; nobody's where there is none."""
    found = _URI.search(text)
    return (found["host"], int(found["port"] or 5060)) if found else ("", 0)


def user_of(text: str) -> str:
    """The user of a URI; "" without."""
    found = _URI.search(text)
    return (found["user"] or "") if found else ""


def answer_to(via: str) -> Address:
    """Where a response goes whose first Via this is: received and rport go before sent-by (RFC 3261 18.2.2, RFC 3581)."""
    host, _colon, port = via_field(via, "sent_by").partition(":")
    return via_field(via, "received") or host, int(via_field(via, "rport") or port or 5060)


def tag_of(text: str) -> str:
    """The tag behind the brackets of a From or To."""
    found = re.search(r";\s*tag\s*=\s*([^;,\s]+)", text.rpartition(">")[2], re.IGNORECASE)
    return found[1] if found else ""


def responded(message: Message, code: int, phrase: str, tag: str, more: Lines, join: bool = False) -> bytes:
    """A response to a request: its Vias (joined in one line by request, as SIPp does), its Record-Routes, its dialog."""
    vias = all_values(message, "Via")
    via = [("Via", ", ".join(vias))] if join else [("Via", each) for each in vias]
    routes = [("Record-Route", each) for each in all_values(message, "Record-Route")]
    to = message.header("To")
    own = to if tag_of(to) or code == 100 else f"{to};tag={tag}"
    dialog = [("From", message.header("From")), ("To", own), ("Call-ID", message.header("Call-ID")), ("CSeq", message.header("CSeq"))]
    return pack(f"SIP/2.0 {code} {phrase}", [*via, *routes, *dialog, *more])
