# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The wanted objects as tmsh would list them: for reading, nothing is sent this way (SB-84)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .tables import MEMBERS, POOLS

_CAPITAL = re.compile(r"(?<!^)([A-Z])")


def tmsh(design: Mapping[str, Any]) -> list[str]:
    """One line for each object; a pool with its members."""
    members = " ".join(_member(each["key"], each["values"]) for each in design["objects"] if each["table"] == MEMBERS)
    return [_line(each, members) for each in design["objects"] if each["table"] != MEMBERS]


def _line(each: Mapping[str, Any], members: str) -> str:
    shown = [_field(name, value) for name, value in each["values"].items() if name not in ("name", "description")]
    shown += [f"members {{ {members} }}"] if each["table"] == POOLS else []
    return f"{each['table'].replace('/', ' ')} {_short(each['key'])} {{ {' '.join(shown) or '...'} }}"


def _member(key: str, values: Mapping[str, Any]) -> str:
    return f"{key.rpartition('/')[2]} {{ address {values['address']} ratio {values['ratio']} {values['state']} }}"


def _field(name: str, value: Any) -> str:
    if name in _OWN:
        return _OWN[name](value)
    shown = f"{{ {' '.join(map(_short, value))} }}" if isinstance(value, list) else _short(value)
    words = _CAPITAL.sub(r"-\1", name).lower()
    return f"{words} {shown}"


def _short(value: Any) -> str:
    """Without the partition in which one stands."""
    return str(value).removeprefix("/Common/")


def _interfaces(value: list[dict[str, Any]]) -> str:
    return "interfaces { " + " ".join(f"{each['name']} {{ {'tagged' if each['tagged'] else 'untagged'} }}" for each in value) + " }"


def _snat(value: str) -> str:
    return f"source-address-translation {{ {f'type snat pool {_short(value)}' if value.startswith('/') else f'type {value}'} }}"


def _vlans(value: list[str]) -> str:
    return f"vlans-enabled vlans {{ {' '.join(map(_short, value))} }}" if value else "vlans-disabled"


_OWN: dict[str, Callable[[Any], str]] = {
    "interfaces": _interfaces, "snat": _snat, "vlans": _vlans, "enabled": lambda value: "enabled" if value else "disabled",
    "monitor": lambda value: f"monitor {' and '.join(map(_short, value))}",
    "profiles": lambda value: f"profiles {{ {' '.join(f'{_short(each)} {{ }}' for each in value)} }}",
    "persist": lambda value: f"persist {{ {_short(value)} {{ default yes }} }}",
}  # fmt: skip
