# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What goes into a change and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ..config.change import Change, Part, Touch
from ..config.model import Language
from ..problem import Problem, errors

if TYPE_CHECKING:
    from .expectation import Expectation
    from .seal import Seal


class Health(Protocol):
    """What the health room offers for one system (``health/virtual_connect``): pure functions over a design and command outputs."""

    SAMPLE_SECONDS: float

    def supports(self, version: str) -> Problem | None:
        """Why the device with this version text cannot carry the system, or whether that is in doubt (a warning)."""

    def standing(self, design: dict[str, Any], running: str) -> set[str]:
        """What of the system the device carries now, by its running configuration; nothing before the first installation."""

    def interrupted(self, design: dict[str, Any], running: str, touched: Sequence[Touch]) -> set[str]:
        """Those of ``standing`` that a change of these sections may interrupt."""

    def rounds(self, design: dict[str, Any]) -> list[list[str]]:
        """The commands to run: one list per round, ``SAMPLE_SECONDS`` between the rounds."""

    def watched(self, design: dict[str, Any]) -> list[str]:
        """The few commands that show what comes by itself after a change; none where nothing does."""

    def coming(self, design: dict[str, Any], outputs: dict[str, str]) -> bool:
        """Whether something of it is still to come, by the outputs of ``watched``."""

    def judge(self, design: dict[str, Any], outputs: list[dict[str, str]]) -> Any:
        """The verdict on what the commands printed (``{command: output}`` per round)."""

    def pending(self, verdict: Any) -> bool:
        """True when every failure may heal by itself, so that waiting is worth it."""

    def evidence(self, design: dict[str, Any], verdict: Any) -> list[str]:
        """The further commands that a diagnosis needs."""

    def healthy_peer(self, design: dict[str, Any], outputs: list[dict[str, str]]) -> Problem | None:
        """None when this device can carry the site while the other one changes (VC-65), else why not."""

    def diagnose(self, design: dict[str, Any], verdict: Any, outputs: list[dict[str, str]], evidence: dict[str, str]) -> list[Any]:
        """The findings: likely causes, with the outputs of ``evidence`` (VC-78)."""


class Checked(Protocol):
    """A system whose health can be told."""

    @property
    def health(self) -> Health:
        """How to tell it."""


@dataclass(frozen=True)
class Subject:
    """One system on one device: its design, and how to tell whether it is healthy, which is asked for only where something is to be changed."""

    design: dict[str, Any]
    system: Checked

    @property
    def health(self) -> Health:
        """How to tell whether it is healthy."""
        return self.system.health


@dataclass(frozen=True)
class Job:
    """All that one device is to become. ``turn`` names the devices that must not change together; ``peer`` proves the other one healthy;
    ``expected`` is the plan that alone may be applied, ``undoes`` the run that this one takes back.
    """

    host: str
    driver: Language
    parts: Sequence[Part]
    subjects: Sequence[Subject] = ()
    turn: str = ""
    peer: Callable[[], list[Problem]] | None = None
    expected: Expectation | None = None
    undoes: str = ""


@dataclass(frozen=True)
class Plan:
    """What was read, and what would turn it into what is wanted."""

    running: str
    change: Change


@dataclass(frozen=True)
class Options:
    """How careful, how patient. Times in seconds, the device's own timer in minutes (1-120).

    ``verify_unchanged``: whether a device that needs no change is asked for its health all the same.
    ``record``: in check mode, keep what a plan is made of. ``login_patience``: how long to try again while a device is out of reach or full.
    ``accept_unsaved``: a restart may be the guard although it would lose what nobody saved. ``seal`` closes secrets in the journal.
    """

    revert_minutes: int = 5
    check_mode: bool = False
    secret_update: str = "on_create"
    allow_disruption: bool = False
    accept_degraded: bool = False
    accept_unsaved: bool = False
    patience: float = 150.0
    poll_seconds: float = 3.0
    sample_seconds: float | None = None
    confirm_margin: float = 30.0
    command_timeout: float = 0.0
    login_patience: float = 0.0
    record: bool = False
    verify_unchanged: bool = True
    seal: Seal | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Report:
    """One system's verdict after the change, with the findings when it is not healthy."""

    verdict: Any
    findings: list[Any] = field(default_factory=list)


@dataclass
class Outcome:
    """How one device ended.

    ``status``: ``unchanged``, ``would_change`` (check mode), ``changed``, ``rolled_back`` (old configuration stands again),
    ``failed`` (nothing was changed), ``unreachable`` (no session opened), ``unknown`` (the device could not be seen again; its own timer
    protects it). ``expectation``: what a plan is made of, when asked for.
    """

    host: str
    status: str
    change: Change | None = None
    reports: list[Report] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    run: str = ""
    expectation: Expectation | None = field(default=None, repr=False)

    @property
    def changed(self) -> bool:
        """True only when the device's configuration is (or, in check mode, would be) another one than before."""
        return self.status in ("changed", "would_change")

    @property
    def failed(self) -> bool:
        """True when the device is not what the intent asks for, or could not be proven healthy."""
        return bool(errors(self.problems))
