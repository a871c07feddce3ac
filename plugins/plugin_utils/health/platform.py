# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-07: is the device known to carry GRE over IPsec with eBGP? The table is ``platforms.yml``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from .. import data_file
from ..problem import Problem
from .parsers import version
from .parsers.text import ParseError


def supports(version_text: str, host: str = "") -> Problem | None:
    """None when ``show version`` names a known platform; an error for an unknown one, a warning for a licence level that may lack IPsec."""
    try:
        shown = version.parse(version_text)
    except ParseError:
        shown = []
    platform = shown[0].platform if shown else ""
    known = next((entry for entry in _platforms() if re.match(entry["pattern"], platform, re.IGNORECASE)), None)
    if known is None:
        return Problem("KO-HV095", value=platform or "?", host=host)
    levels = shown[0].licences
    if levels and not any(level.startswith(tuple(known["licences"])) for level in levels):
        facts = {"platform": platform, "known": ", ".join(known["licences"])}
        return Problem("KO-HV096", value=", ".join(levels), host=host, level="warning", details=facts)
    return None


@cache
def _platforms() -> list[dict[str, Any]]:
    return data_file.read(Path(__file__).with_name("platforms.yml"))
