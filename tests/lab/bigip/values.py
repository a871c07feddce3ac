"""What a property takes, and how the device keeps it (BP-06, BP-13 to BP-26, BP-47, BP-49)."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_interface, ip_network
from typing import Any

from .refusal import Refusal, bad, unknown
from .schema import Field

ABSENT = object()  #: the property is not set any more
_DOMAIN = re.compile(r"%(\d+)")
_MINIMUM = re.compile(r"min (\d+) of \{ *(.*?) *\}")


def kept(said: Field, value: Any) -> Any:
    """`value` as the device keeps it; `ABSENT` for what unsets it. `Refusal`: it is not taken."""
    if said.kind == "flag":
        if value is not True:
            raise bad(said.name, str(value).lower())
        return True
    if value is None or isinstance(value, bool):
        raise bad(said.name, value)
    if value in ("none", "") and "none" not in said.words and said.kind not in ("raw", "object"):
        return ABSENT
    try:
        return _KINDS[said.kind](said, value)
    except (ValueError, TypeError, AttributeError, KeyError):
        raise bad(said.name, value) from None


def full(name: Any) -> str:
    """A name with its folder."""
    if not isinstance(name, str) or not name or any(ord(letter) < 33 for letter in name):
        raise ValueError(name)
    return name if name.startswith("/") else f"/Common/{name}"


def monitors(text: str) -> list[str]:
    """The names in a pool's monitor rule (BP-16)."""
    found = _MINIMUM.fullmatch(text.strip())
    return found[2].split() if found else [part.strip() for part in text.split(" and ")]


def split(destination: str) -> tuple[str, str, int]:
    """`/Common/192.0.2.100:5060` → folder, address (`%` and route domain cut off), port."""
    folder, slash, rest = destination.rpartition("/")
    address, port = rest.rsplit("." if rest.count(":") > 1 else ":", 1)
    if slash and not folder.startswith("/"):
        raise ValueError(destination)
    return folder or "/Common", str(ip_address(_DOMAIN.sub("", address))), 0 if port in ("any", "*") else _port(port)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise ValueError(text)
    return int(text)


def _text(_said: Field, value: Any) -> str:
    if not isinstance(value, str | int) or any(ord(letter) < 32 for letter in str(value)):
        raise ValueError(value)
    return str(value)


def _raw(_said: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value.replace("\r\n", "\n").strip()


def _int(said: Field, value: Any) -> int:
    number = int(value) if isinstance(value, str) and value.isascii() else value
    if not isinstance(number, int) or not said.bounds[0] <= number <= said.bounds[1]:
        raise ValueError(value)
    return number


def _number(said: Field, value: Any) -> str:
    return value if value in said.words else str(_int(said, value))


def _enum(said: Field, value: Any) -> str:
    if value not in said.words:
        raise ValueError(value)
    return str(value)


def _protocol(said: Field, value: Any) -> str:
    """A word, or its number."""
    return _enum(said, {"6": "tcp", "17": "udp", "132": "sctp"}.get(str(value), value))


def _prefix(_said: Field, value: Any) -> str:
    found = ip_interface(_DOMAIN.sub("", value))
    if "/" not in value:
        raise ValueError(value)
    return f"{found.ip}{_domain(value)}/{found.network.prefixlen}"


def _network(_said: Field, value: Any) -> str:
    return str(value) if value in ("default", "default-inet6") else str(ip_network(value))


def _domain(value: str) -> str:
    """The route domain in an address; that of number 0 is not said."""
    found = _DOMAIN.search(value)
    return found[0] if found and found[1] != "0" else ""


def _destination(_said: Field, value: Any) -> str:
    folder, address, port = split(value)
    return f"{folder}/{address}{_domain(value)}{'.' if ':' in address else ':'}{port or 'any'}"


def _any_destination(said: Field, value: Any) -> str:
    address, _colon, port = value.rpartition(":")
    if port != "*":
        _port(port)
    return str(value) if address == "*" else f"{ip_address(address)}:{port}"


def _monitors(_said: Field, value: Any) -> str:
    names = [full(name) for name in monitors(value)]
    found = _MINIMUM.fullmatch(value.strip())
    return f"min {found[1]} of {{ {' '.join(names)} }}" if found else " and ".join(names)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else str(value).split() if not isinstance(value, dict) else [value]


def _refs(_said: Field, value: Any) -> Any:
    return [full(name) for name in _list(value)] or ABSENT


def _services(_said: Field, value: Any) -> Any:
    """`all`, or a list (BP-14)."""
    if value == "all":
        return value
    for each in _list(value):
        if each != "default" and not re.fullmatch(r"(tcp|udp|icmp|ospf|igmp|[a-z0-9]+):([a-z0-9-]+|\d{1,5})", each):
            raise ValueError(each)
    return _list(value) or ABSENT


def _snats(_said: Field, value: Any) -> Any:
    names = [full(name) for name in _list(value)]
    for name in names:
        ip_address(name.rpartition("/")[2])
    return names or ABSENT


def _persist(_said: Field, value: Any) -> Any:
    """A list of names or of `{name, partition, tmDefault}` (BP-49 p)."""
    found = []
    for each in _list(value):
        given = each if isinstance(each, dict) else {"name": each}
        path = full(given["name"])
        folder, _slash, name = path.rpartition("/")
        folder = given.get("partition", folder.strip("/")) if not given["name"].startswith("/") else folder.strip("/")
        if set(given) - {"name", "partition", "tmDefault", "nameReference"} or given.get("tmDefault", "yes") not in ("yes", "no"):
            raise ValueError(each)
        found.append({"name": name, "partition": folder, "tmDefault": given.get("tmDefault", "yes")})
    return found or ABSENT


def _object(said: Field, value: Any) -> dict[str, Any]:
    found = {}
    for name, each in value.items():
        if name.endswith("Reference"):
            continue
        if name not in said.fields:
            raise unknown(f"{said.name}.{name}")
        found[name] = kept(said.fields[name], each)
    return found


_KINDS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text, "raw": _raw, "int": _int, "number": _number, "enum": _enum, "protocol": _protocol,
    "ref": lambda _said, value: full(value), "refs": _refs,
    "address": lambda _said, value: str(ip_address(_DOMAIN.sub("", value))), "mask": lambda _said, value: _mask(value), "prefix": _prefix,
    "network": _network, "destination": _destination, "any_destination": _any_destination, "monitors": _monitors, "services": _services,
    "snats": _snats, "persist": _persist, "object": _object, "list": lambda _said, value: _list(value),
}  # fmt: skip


def _mask(value: str) -> str:
    """`255.255.255.255`, or a length (BP-49 n)."""
    if value in ("any", "any6"):
        return value
    return str(ip_network(f"0.0.0.0/{value}").netmask) if "." in value or value.isdecimal() else str(ip_address(value))


__all__ = ["ABSENT", "Refusal", "full", "kept", "monitors", "split"]
