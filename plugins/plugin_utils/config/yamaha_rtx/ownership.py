# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a system owns on an RTX: numbers of its blocks, its timers on its NAT descriptor, and its names (BZ-13, BZ-42)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ... import data_file

_OWNED = Path(__file__).parents[1] / "owned" / "biztel.yamaha_rtx.yml"
Range = tuple[int, int]


@dataclass(frozen=True)
class RtxOwnership:
    """``filters`` and ``class_filters`` are the first and last number of a block; ``descriptor`` the NAT descriptor; ``names`` of hosts; ``wan`` and
    ``closed`` the interfaces outside; ``sides`` the pairs of interfaces that have the list and the type of a queue; ``switches`` what the user allows
    (``design.biztel.rtx``). ``asks``: whether the router's own settings are judged; not where a former state is to come back."""

    filters: Range
    class_filters: Range
    descriptor: int | None
    names: tuple[str, ...]
    wan: str | None
    closed: str | None
    sides: tuple[tuple[str, str], ...]
    switches: dict[str, Any]
    asks: bool = True
    additive: bool = False

    def in_block(self, form: str, number: str) -> bool:
        """Whether a number of that form (``filter``, ``class_filter``) lies in our block."""
        first, last = self._block(form)
        return number.isdecimal() and first <= int(number) <= last

    def gives(self, form: str, number: str) -> bool:
        """Whether it is one that we give (BZ-33)."""
        return self.in_block(form, number) and self._place(form, number) in _forms(form)

    def resembles(self, form: str, number: str, canon: str) -> bool:
        """Whether the line of that number has the form that ours has there."""
        known = _forms(form).get(self._place(form, number)) if self.in_block(form, number) else None
        return bool(known and known.fullmatch(canon))

    def whole(self, key: str) -> bool:
        """Whether the line with this key (without its context) is wholly ours."""
        return key in self._whole

    def may_make(self, interface: str) -> bool:
        """Whether a list may be made on an interface, and taken away again (BZ-35); never on one towards the phones (BZ-49)."""
        return bool(self.switches["manage_default_policy"]) and interface in (self.wan, self.closed)

    @property
    def properties(self) -> tuple[str, ...]:
        """The classes whose properties are ours on a queue of ours."""
        return tuple(str(each) for each in owned()["classes"])

    @cached_property
    def _whole(self) -> frozenset[str]:
        timers = (f"nat descriptor timer {self.descriptor} {timer}" for timer in owned()["timers"])
        return frozenset([*timers, f"nat descriptor sip {self.descriptor}", *(f"ip host {name.lower()}" for name in self.names)])

    def _block(self, form: str) -> Range:
        return self.filters if form == "filter" else self.class_filters

    def _place(self, form: str, number: str) -> int:
        return int((int(number) - self._block(form)[0]) % owned()["numbers"][form]["every"])


def of_design(design: Mapping[str, Any]) -> RtxOwnership:
    """The ownership of BIZTEL's design for an RTX."""
    low, high = design["filter_numbers"]
    first, last = design["class_filter_numbers"]
    names, sides = tuple(host["name"] for host in design["names"]), tuple((queue, physical) for queue, physical in design["sides"])
    return RtxOwnership(
        (low, high), (first, last), design["nat_descriptor"], names, design["wan"], design["closed_network"], sides, dict(design["switches"]),
    )  # fmt: skip


def as_data(ownership: RtxOwnership) -> dict[str, Any]:
    """As plain data, for a journal."""
    return {"platform": "yamaha_rtx", **asdict(ownership), "asks": False}


def from_data(data: Mapping[str, Any]) -> RtxOwnership:
    """What ``as_data`` wrote: the same numbers and lines, asking nothing of the router."""
    lists = {name: tuple(data[name]) for name in ("filters", "class_filters", "names")}
    sides = tuple((queue, physical) for queue, physical in data["sides"])
    return RtxOwnership(**{**{name: value for name, value in data.items() if name != "platform"}, **lists, "sides": sides})


@cache
def owned() -> dict[str, Any]:
    """The table ``owned/biztel.yamaha_rtx.yml``."""
    found: dict[str, Any] = data_file.read(_OWNED)
    return found


@cache
def _forms(form: str) -> dict[int, re.Pattern[str]]:
    return {place: re.compile(each["form"]) for each in owned()["numbers"][form]["forms"] for place in each["places"]}
