# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an RTX says of itself, read tolerantly (RX-27, RX-45)."""

from __future__ import annotations

import re
from datetime import datetime

_MODEL = re.compile(r"^# ((?:v?RTX|NVR|FWX|SRT)\S* Rev\.\S+.*)$", re.MULTILINE)
_DATE = re.compile(r"^# Reporting Date: (\w{3} +\d+ \d\d:\d\d:\d\d \d{4})", re.MULTILINE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # strptime's are those of the controller's language
_NOISE = re.compile(r"^(?:#.*|console (?:character|columns|lines|info) .*|schedule at \d+ \S+ \S+ \* restart)\s*$")


def model_line(text: str) -> str | None:
    """Model and revision from the header of ``show config``."""
    found = _MODEL.search(text)
    return found[1].strip() if found else None


def clock(text: str) -> datetime | None:
    """The device's own time, from the same header; None where it cannot be read."""
    found = _DATE.search(text)
    month, *rest = found[1].split() if found else [""]
    try:
        return datetime.strptime(" ".join([str(_MONTHS.index(month) + 1), *rest]), "%m %d %H:%M:%S %Y")
    except ValueError:
        return None


def body(text: str) -> str:
    """What is configuration in ``show config``: from its header on, without that, console settings and our scheduled restart."""
    text = text[max(text.find("# "), 0) :]
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip() and not _NOISE.match(line))
