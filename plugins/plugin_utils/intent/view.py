# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules read checked data through a ``View``; a rule whose data is not there (told already) ends in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Any

from ..problem import Problem
from .shown import printable


class Absent(LookupError):
    """The data that a rule asks for was refused before: there is nothing to say about it."""


# Rules ask for the same addresses again and again.
_address, _interface, _network = lru_cache(4096)(IPv4Address), lru_cache(4096)(IPv4Interface), lru_cache(4096)(IPv4Network)


@dataclass(frozen=True)
class View:
    """Part of a host's checked variables. ``path`` is where it stands, ``root`` are all variables of the host."""

    data: dict[str, Any]
    host: str = ""
    path: str = ""
    root: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        """The value at the dotted ``key``; None is a value, ``Absent`` is raised where there is none."""
        found: Any = self.data
        try:
            for part in key.split("."):
                found = found[part]
        except (KeyError, TypeError):  # not there, or something that is no mapping is on the way
            raise Absent(key) from None
        return found

    def require(self, *keys: str) -> None:
        """Raise ``Absent`` unless every key has a value, or None."""
        for key in keys:
            self.__getitem__(key)

    def within(self, key: str) -> View:
        """The mapping at ``key`` as a view of its own."""
        found = self[key]
        if not isinstance(found, dict):
            raise Absent(key)
        return View(found, self.host, self.at(key), self.root)

    def each(self, key: str) -> Iterator[View]:
        """The mappings of the list at ``key``, each as a view of its own; what is none was told already."""
        found = self[key]
        for position, item in enumerate(found if isinstance(found, list) else ()):
            if isinstance(item, dict):
                yield View(item, self.host, f"{self.at(key)}[{position}]", self.root)

    def at(self, key: str) -> str:
        """The whole path of ``key``."""
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def option(self, name: str) -> Any:
        """A role option of this host, such as ``virtual_connect_revert_minutes``."""
        return View(self.root)[name]

    def address(self, key: str) -> IPv4Address:
        """The IPv4 address at ``key``, of an interface without its length."""
        return _address(self[key].partition("/")[0])

    def interface(self, key: str) -> IPv4Interface:
        """The address with prefix length at ``key``."""
        return _interface(self[key])

    def network(self, key: str) -> IPv4Network:
        """The prefix at ``key``."""
        return _network(self[key])

    def problem(self, code: str, key: str, **details: object) -> Problem:
        """An error about ``key``; its value (never one of a secret) is the message's ``value``."""
        return self._told(code, key, "error", details)

    def warning(self, code: str, key: str, **details: object) -> Problem:
        """As ``problem``, only worth knowing."""
        return self._told(code, key, "warning", details)

    def _told(self, code: str, key: str, level: str, details: Mapping[str, object]) -> Problem:
        value = details.get("value", self._scalar(key))
        return Problem(code, self.at(key), value, self.host, level, {k: v for k, v in details.items() if k != "value"})

    def _scalar(self, key: str) -> object:
        try:
            found = self[key]
        except Absent:
            return None
        if isinstance(found, (dict, list)):
            return None
        return printable(found) if isinstance(found, (int, float)) else found


Rule = Callable[..., Iterator[Problem]]


def judge(rules: Iterable[Rule], *views: Any) -> Iterator[Problem]:
    """What every rule has to say about ``views``, in order."""
    for rule in rules:
        try:
            yield from rule(*views)
        except Absent:
            continue
