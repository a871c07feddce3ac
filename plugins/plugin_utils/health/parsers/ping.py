# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``ping`` (IX-28)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import ParseError, body

_KNOWN = re.compile(r"Sending \d+, \d+-byte ICMP Echos|Success rate is", re.IGNORECASE)
_RESULT = re.compile(r"Success rate is \d+ percent \((\d+)/(\d+)\)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Ping:
    """What came back. ``too_big``: at least one packet could not be fragmented (``M``)."""

    sent: int
    received: int
    too_big: bool = False


def parse(text: str) -> list[Ping]:
    """One record per ping; an output that was cut before its result is an error."""
    lines = body(text, _KNOWN)
    results = [match for line in lines if (match := _RESULT.search(line))]
    if lines and not results:
        raise ParseError("the ping has no result line")
    too_big = any(re.fullmatch(r"[!.MUQ?&]*M[!.MUQ?&]*", line) for line in lines)
    return [Ping(int(match[2]), int(match[1]), too_big) for match in results]
