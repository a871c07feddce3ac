"""Texts that have a form: kind → what the whole text must look like (FO-42). Empty is what nobody has said."""

from __future__ import annotations

import re

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*\.?"
PATTERNS = {
    "dscp": re.compile("[01]{6}"),
    "cos": re.compile("[01]{3}"),
    "octet": re.compile("0x[0-9A-Fa-f]{1,2}"),
    "time": re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]"),
    "date": re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9] [0-9]{4}/[0-9]{2}/[0-9]{2}"),
    "host": re.compile(_HOST),
    "record": re.compile(f"@|{_HOST}"),
    "uuid": re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE),
}  #: dscp and cos in bits, octet in hexadecimal digits, time of a day, date as `hh:mm yyyy/mm/dd`, host a name of DNS, record one in a zone
