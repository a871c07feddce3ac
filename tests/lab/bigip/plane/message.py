"""A SIP message as lines, so that what nobody changes leaves as it came, byte by byte (BP-71, SB-40)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_COMPACT = {
    "v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length", "c": "content-type", "k": "supported", "s": "subject",
    "e": "content-encoding", "r": "refer-to", "o": "event", "u": "allow-events",
}  # fmt: skip
_REQUEST = re.compile(rb"([A-Z][A-Za-z0-9.!%*_+`'~-]*) (\S+) SIP/2\.0")
_STATUS = re.compile(rb"SIP/2\.0 (\d{3}) ?(.*)")
_HEADER = re.compile(rb"([A-Za-z0-9.!%*_+`'~-]+)[ \t]*:(.*)", re.DOTALL)
_FOLD = re.compile(rb"\r\n[ \t]+")


@dataclass
class Header:
    """One header line: `raw` is how it stands in the packet, folds included; `key` and `long` are what its name is compared by."""

    name: str
    value: str
    raw: bytes

    def __post_init__(self) -> None:
        self.key, self.long = _keys(self.name)


@lru_cache(maxsize=1000)
def _keys(name: str) -> tuple[str, str]:
    key = name.lower()
    return key, _COMPACT.get(key, key)


class Message:
    """`start` (text), `headers` in order, `body` (bytes). Header text is one character a byte."""

    def __init__(self, start: bytes, headers: list[Header], body: bytes, compact: bool = True) -> None:
        self.start, self.headers, self.body, self.compact = start, headers, body, compact
        request, status = _REQUEST.fullmatch(start), _STATUS.fullmatch(start)
        self.method = request[1].decode() if request else self.header("CSeq").split(" ")[-1]
        self.uri = request[2].decode("latin-1") if request else ""
        self.code = int(status[1]) if status else 0

    @property
    def phrase(self) -> str:
        """Of a response."""
        found = _STATUS.fullmatch(self.start)
        return found[2].decode("latin-1") if found else ""

    def pack(self) -> bytes:
        """The packet."""
        return b"\r\n".join([self.start, *(header.raw for header in self.headers)]) + b"\r\n\r\n" + self.body

    # --- headers ----------------------------------------------------------------------------------------------------------

    def lines(self, name: str) -> list[Header]:
        """The header lines of this name, in order; compact names are the same unless the message says otherwise (BP-71)."""
        key, long = _keys(name)
        if self.compact:
            return [header for header in self.headers if header.long == long]
        return [header for header in self.headers if header.key == key]

    def header(self, name: str, index: int = 0) -> str:
        """The value of one line; "" without it (BP-60)."""
        found = self.lines(name)
        return found[index].value if -len(found) <= index < len(found) else ""

    def insert(self, name: str, value: str, index: int | None = None) -> None:
        """Before the line of that name at `index`; without one before the first of its name; else Via first, all others last (BP-60)."""
        found = self.lines(name)
        made = Header(name, value, f"{name}: {value}".encode("latin-1"))
        if found and (index or 0) < len(found):
            self.headers.insert(self._place(found[index or 0]), made)
        elif found:
            self.headers.insert(self._place(found[-1]) + 1, made)
        else:
            self.headers.insert(0 if name.lower() == "via" else len(self.headers), made)

    def remove(self, name: str, index: int | None = None) -> None:
        """The line at `index` of this name; without one every line of it."""
        found = self.lines(name)
        for each in found if index is None else found[index : index + 1]:
            del self.headers[self._place(each)]

    def replace(self, name: str, value: str, index: int = 0) -> None:
        """Another value of the same line."""
        for header in self.lines(name)[index : index + 1]:
            header.value, header.raw = value, f"{header.name}: {value}".encode("latin-1")

    def rewrite(self, start: str) -> None:
        """Another first line."""
        self.__init__(start.encode("latin-1"), self.headers, self.body, self.compact)  # type: ignore[misc]

    def _place(self, header: Header) -> int:
        return next(place for place, each in enumerate(self.headers) if each is header)


def parse(data: bytes, compact: bool = True) -> Message | None:
    """A message; None for a keep-alive, garbage or anything else that is no SIP (BP-71)."""
    head, blank, body = data.partition(b"\r\n\r\n")
    start, _end, rest = head.partition(b"\r\n")
    if not blank or not (_REQUEST.fullmatch(start) or _STATUS.fullmatch(start)):
        return None
    headers = []
    for line in re.split(rb"\r\n(?![ \t])", rest):
        found = _HEADER.fullmatch(line)
        if found is None:
            return None
        value = _FOLD.sub(b" ", found[2]) if b"\r" in line else found[2]
        headers.append(Header(found[1].decode(), value.decode("latin-1").strip(), line))
    return Message(start, headers, body, compact)


@lru_cache(maxsize=8192)
def read(data: bytes) -> Message | None:
    """As `parse`, for whoever changes nothing: all readers of a packet share one message."""
    return parse(data)


def nothing() -> Message:
    """What an event sees that is of no message."""
    return Message(b"", [], b"")


def values(text: str) -> list[str]:
    """The values of a comma list; a comma in quotes or angle brackets separates nothing (SB-36)."""
    if "," not in text:
        return [text.strip()]
    found, at, quoted, angled = [""], 0, False, False
    while at < len(text):
        letter = text[at]
        if letter == "\\" and quoted:
            found[-1] += text[at : at + 2]
            at += 2
            continue
        quoted ^= letter == '"' and not angled
        angled = letter == "<" or (angled and letter != ">") if not quoted else angled
        if letter == "," and not quoted and not angled:
            found.append("")
        else:
            found[-1] += letter
        at += 1
    return [each.strip() for each in found]


def all_values(message: Message, name: str) -> list[str]:
    """Every value of a header, whatever lines they stand on."""
    return [each for header in message.lines(name) for each in values(header.value) if each]


def via_field(value: str, name: str) -> str:
    """`proto`, `sent_by` or a parameter of the first value of a Via (BP-61)."""
    first = values(value)[0]
    found = re.match(r"\s*(SIP\s*/\s*[\d.]+\s*/\s*\w+)\s+([^;\s]+)", first, re.IGNORECASE)
    if name in ("proto", "sent_by"):
        return re.sub(r"\s", "", found[1]) if found and name == "proto" else found[2] if found else ""
    parameter = re.search(rf";\s*{name}\s*=\s*([^;,\s]+)", first, re.IGNORECASE)
    return parameter[1] if parameter else ""
