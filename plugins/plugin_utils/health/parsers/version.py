# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show version`` (IX-29): platform, release and licence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import body, field

_KNOWN = re.compile(r"Cisco IOS|\bVersion\s+\d|^cisco\s", re.IGNORECASE)
_LICENCE = r"\b(network-(?:premier|advantage|essentials)|adventerprise\w*|advipservices\w*|advsecurity\w*|securityk9|ipbasek9?|ipbase|appxk9|ax)\b"


@dataclass(frozen=True)
class Version:
    """Platform as the chassis line spells it (``C8300-1N1S-6T``), release (``17.09.04a``), every licence level named."""

    platform: str
    release: str
    licences: tuple[str, ...]


def parse(text: str) -> list[Version]:
    """One record, or none for empty output."""
    lines = body(text, _KNOWN)
    if not lines:
        return []
    joined = "\n".join(lines)
    platform = field(r"^cisco\s+(\S+)\s+(?:\([^)]*\)\s+)?processor", joined) or field(r"^Model Number\s*:\s*(\S+)", joined) or ""
    licences = re.findall(_LICENCE, _licence_part(lines), re.IGNORECASE)
    return [Version(platform, field(r"\bVersion\s+([\w.()]+)", joined) or "", tuple(dict.fromkeys(name.lower() for name in licences)))]


def _licence_part(lines: list[str]) -> str:
    """Only what stands under a licence heading (image names hold such words too), without the packages that are not in use."""
    heading = re.compile(r"(License|Technology Package|Suite License)", re.IGNORECASE)
    start = next((index for index, line in enumerate(lines) if heading.match(line)), len(lines))
    return "\n".join(line for line in lines[start:] if not re.search(r"\sNone\b", line))
