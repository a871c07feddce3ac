# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Forms of single values, after their type is right: addresses, prefixes, names, secrets, numbers in a range.

Which option has which form is data beside each system (``<system>/formats.yml``). A value told to be wrong is taken out of the data,
so that no later rule stumbles over it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from ..design.addresses import parse_prefix
from ..problem import SECRET, OnrampError, Problem
from .shown import printable, shown

_QUAD = re.compile(r"\d+(?:\.\d+){3}", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62})", re.ASCII)
_IDENTITY = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63}@)?[A-Za-z][A-Za-z0-9.-]{0,188}", re.ASCII)
_INTERFACE = re.compile(r"[A-Za-z][A-Za-z-]* ?\d+(?:/\d+){0,4}(?:\.\d+)?", re.ASCII)


Form = Callable[[str, str], Iterator[Problem]]


def apply(data: dict[str, Any], table: Mapping[str, Mapping[str, Any]], own: Mapping[str, Form]) -> Iterator[Problem]:
    """Check ``data`` (clean, see ``schema``) against ``table``, and take out of it what is wrong; in a list None stands in its place.

    ``table`` maps a dotted path (``*`` for any key or item) to ``{form: address}``, or to a range ``{least or above, most, code}``. ``own`` are
    the system's own forms.
    """
    forms = {**_FORMS, **own}
    for pattern, form in table.items():
        for parent, key, path in _places(data, _steps(pattern)):
            found = list(forms[form["form"]](parent[key], path) if "form" in form else _range(parent[key], form, path))
            if found:
                _take_out(parent, key)
                yield from found


@cache
def _steps(pattern: str) -> list[str]:
    return pattern.split(".")


def _places(data: Any, steps: list[str]) -> list[tuple[Any, Any, str]]:
    """Every place in ``data`` that the steps lead to and that holds a value, as ``(mapping or list, key or index, path)``."""
    ways = [(data, "")]
    for step in steps[:-1]:
        ways = [(parent[key], _at(parent, path, key)) for parent, path in ways for key in _keys(parent, step)]
    return [(parent, key, _at(parent, path, key)) for parent, path in ways for key in _keys(parent, steps[-1]) if parent[key] is not None]


def _at(parent: Any, path: str, key: Any) -> str:
    return f"{path}[{key}]" if isinstance(parent, list) else f"{path}.{key}" if path else str(key)


def _keys(parent: Any, part: str) -> Iterable[Any]:
    if isinstance(parent, list):
        return range(len(parent)) if part == "*" else ()
    if isinstance(parent, dict):
        return parent if part == "*" else (part,) if part in parent else ()
    return ()


def _take_out(parent: Any, key: Any) -> None:
    if isinstance(parent, list):
        parent[key] = None  # the items behind it keep their places, and so their paths
    else:
        del parent[key]


def _range(value: Any, form: Mapping[str, Any], path: str) -> Iterator[Problem]:
    least, most = form.get("least", form.get("above")), form["most"]
    if not least <= value <= most or value == form.get("above"):
        yield Problem(form.get("code", "KO-IN012"), path, printable(value), details={"least": least, "most": most})


def address(text: str, path: str) -> Iterator[Problem]:
    """One IPv4 address."""
    host, slash, _length = text.partition("/")
    fault = _notation(host, path)
    if fault:
        yield fault
    elif slash:
        yield Problem("KO-IN021", path, shown(text), details={"fixed": host})


def prefix(text: str, path: str) -> Iterator[Problem]:
    """An IPv4 prefix without host bits."""
    fault = _length(text, path)
    if fault:
        yield fault
        return
    try:
        parse_prefix(text, path)
    except OnrampError as error:
        yield from error.problems


def interface_address(text: str, path: str) -> Iterator[Problem]:
    """An IPv4 address with the length of its prefix, as an interface has it."""
    fault = _length(text, path)
    if fault:
        yield fault


def _length(text: str, path: str) -> Problem | None:
    host, slash, length = text.partition("/")
    fault = _notation(host, path)
    if fault:
        return fault
    if not slash:
        return Problem("KO-IN024", path, shown(text))
    if _is_quad(length):
        return Problem("KO-IN025", path, shown(text), details={"fixed": f"{host}/{_bits(length)}"})
    if not (length.isascii() and length.isdigit() and len(length) <= 2 and int(length) <= 32):
        return Problem("KO-IN026", path, shown(text), details={"length": shown(length)})
    return None


def _bits(netmask: str) -> str:
    try:
        return str(IPv4Network(f"0.0.0.0/{netmask}").prefixlen)
    except ValueError:
        return "24"


def _notation(text: str, path: str) -> Problem | None:
    """What is wrong with four numbers and three dots, most helpful first."""
    if ":" in text:
        return Problem("KO-IN023", path, shown(text))
    if not _QUAD.fullmatch(text):
        return Problem("KO-IN020", path, shown(text))
    if any(len(octet) > 1 and octet.startswith("0") for octet in text.split(".")):
        plain = ".".join(octet.lstrip("0") or "0" for octet in text.split("."))
        return Problem("KO-IN022", path, shown(text), details={"fixed": shown(plain)})
    return None if _is_quad(text) else Problem("KO-IN020", path, shown(text))


def _is_quad(text: str) -> bool:
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return True


def identity(text: str, path: str) -> Iterator[Problem]:
    """What a peer expects as IKE identity: an IPv4 address, a host name, or user@domain (VC-37)."""
    if _QUAD.fullmatch(text):
        yield from address(text, path)
    elif not _IDENTITY.fullmatch(text):
        yield Problem("KO-IN019", path, shown(text))


def name(text: str, path: str) -> Iterator[Problem]:
    """A word that IOS-XE takes as a name and that can stand in a description: no space, no ``?``, no colon."""
    if not _NAME.fullmatch(text):
        yield Problem("KO-IN017", path, shown(text))


def interface(text: str, path: str) -> Iterator[Problem]:
    """Type and number of an interface, as ``GigabitEthernet0/0/0``."""
    if not _INTERFACE.fullmatch(text):
        yield Problem("KO-IN018", path, shown(text))


def secret(text: str, path: str) -> Iterator[Problem]:
    """A key or password that goes through the CLI unharmed (VC-43). The value is never told."""
    if not (text.isascii() and text.isprintable()) or set(" ?") & set(text):
        yield Problem("KO-VC043", path, SECRET)


_FORMS: dict[str, Form] = {
    "address": address, "prefix": prefix, "interface_address": interface_address, "identity": identity, "name": name,
    "interface": interface, "secret": secret,
}  # fmt: skip
