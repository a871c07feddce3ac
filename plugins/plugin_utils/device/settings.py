# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Settings of an API as inventories give them: any spelling, and a word about those that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .errors import DeviceError

_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def first(*values: Any) -> Any:
    """The first that is given."""
    return next((value for value in values if value not in (None, "")), None)


def typed(name: str, settings: Mapping[str, Any], setting: str, kind: Callable[[Any], Any], default: Any) -> Any:
    """A setting as ``kind`` reads it; ``DeviceError`` KO-DV023 where it cannot."""
    value = settings[setting]
    try:
        return default if value is None else kind(value)
    except (TypeError, ValueError, KeyError):
        raise DeviceError("KO-DV023", name, setting=setting, reason=f"{value!r} cannot be used") from None


def truth(value: Any) -> bool:
    """A truth value in any of Ansible's spellings."""
    return value if isinstance(value, bool) else _WORDS[str(value).strip().lower()]


def port(value: Any) -> int:
    """A port number."""
    number = int(value)
    if not 0 < number < 65536:
        raise ValueError
    return number


def seconds(value: Any) -> float:
    """A span of time, less than a day."""
    span = float(value)
    if not 0 < span < 86400:
        raise ValueError
    return span
