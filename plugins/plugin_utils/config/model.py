# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What goes into the config room and what comes out of it, whatever the platform's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..problem import Problem


@dataclass(frozen=True)
class Touch:
    """One section (``crypto ikev2 keyring VC-KEYS / peer DC1``) or group of lines (``router bgp 65001 / neighbor 100.64.10.1``).

    ``kind``: ``added``, ``changed`` or ``removed`` by the change.
    """

    section: str
    kind: str


class Language(Protocol):
    """A platform's configuration language, as ``driver.load_driver`` finds it."""

    @property
    def platform(self) -> str:
        """Such as ``ios_xe``."""

    def mask(self, text: str) -> str:
        """``text`` with every secret hidden."""


@dataclass(frozen=True)
class Part:
    """What one system wants on a device: its rendered text (with secrets) and what it owns there."""

    system: str
    intended: str = field(repr=False)
    ownership: Any = field(repr=False)


@dataclass(frozen=True)
class Change:
    """What turns the running configuration into the intended one.

    ``commands`` and ``inverse`` are the lines to send, in order, with secrets: mask them before they are shown. ``diff`` is masked. With a problem of
    level ``error`` there is nothing to send.
    """

    commands: list[str] = field(default_factory=list, repr=False)
    inverse: list[str] = field(default_factory=list, repr=False)
    diff: str = ""
    touched: list[Touch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Planner(Language, Protocol):
    """A language that is no tree of sections, and does by itself what ``config.change`` has functions for; see there."""

    def whole(self, running: str) -> bool:
        """Whether ``running`` is a whole configuration."""

    def plan(self, running: str, parts: Sequence[Part]) -> Change:
        """See ``change.plan``."""

    def same(self, intended: str, running: str, ownership: Any | None) -> list[str]:
        """See ``change.same``."""

    def ours(self, running: str, part: Part) -> str:
        """See ``change.ours``."""

    def sections(self, text: str) -> Mapping[str, list[str]]:
        """See ``change.sections``."""
