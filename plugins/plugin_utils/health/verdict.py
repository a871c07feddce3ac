# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the health room says: checks by layer, tunnels, a verdict, findings. Plain frozen records, never a secret in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..problem import Problem

PASS, FAIL, NOT_TESTED = "pass", "fail", "not tested"


@dataclass(frozen=True)
class Check:
    """One layer of one tunnel.

    ``problem`` says why it failed; ``notes`` are warnings that do not fail it. ``command`` and ``line`` are the evidence.
    ``carries``: calls still get through in spite of the failure. ``waiting``: what failed may yet come by itself.
    """

    name: str
    requirement: str
    status: str = NOT_TESTED
    problem: Problem | None = None
    notes: tuple[Problem, ...] = ()
    command: str = ""
    line: str = ""
    carries: bool = False
    waiting: bool = False


class Place:
    """A part of a service that is judged by itself: a tunnel, a connection."""

    checks: tuple[Check, ...]

    @property
    def failures(self) -> tuple[Check, ...]:
        """Every check that fails, in the order of the checks."""
        return tuple(check for check in self.checks if check.status == FAIL)

    @property
    def failed(self) -> Check | None:
        """The first failing check: *the* finding where later ones depend on it."""
        return next(iter(self.failures), None)

    @property
    def healthy(self) -> bool:
        """Every check passes."""
        return all(check.status == PASS for check in self.checks)

    @property
    def carries(self) -> bool:
        """Calls get through: all passes, or whatever failed leaves a way."""
        return self.healthy or bool(self.failures and all(check.carries for check in self.failures))

    def passes(self, *names: str) -> bool:
        """Whether each of the named checks passes."""
        status = {check.name: check.status for check in self.checks}
        return all(status.get(name) == PASS for name in names)


@dataclass(frozen=True)
class TunnelVerdict(Place):
    """The checks of one tunnel in the order of the layers: after the first failure all are ``not tested`` (section 7).

    It still carries on the /24 instead of the /25, or with smaller packets.
    """

    dc: str
    label: str
    host: str
    interface: str
    own_half: str
    other_half: str
    network: str
    checks: tuple[Check, ...]

    @property
    def on_backup(self) -> bool:
        """The own /25 was not seen to go through this tunnel (VC-23)."""
        return not self.healthy and not self.passes("RIB")


def status_of(state: str, places: Sequence[Place], checks: Sequence[Check] = ()) -> str:
    """``healthy`` (every place, and what they share), ``degraded`` (something still carries), ``down``; ``absent`` where nothing is wanted."""
    if state == "absent":
        return "absent"
    if places and all(place.healthy for place in places) and all(check.status == PASS for check in checks):
        return "healthy"
    return "degraded" if any(place.carries for place in places) else "down"


def problems_of(checks: Iterable[Check]) -> list[Problem]:
    """Warnings and failures, check by check."""
    return [problem for check in checks for problem in (*check.notes, check.problem) if problem]


@dataclass(frozen=True)
class Verdict:
    """One host, or with both CPEs' tunnels together one site (VC-77). ``state`` is the intent's."""

    site: str
    host: str
    tunnels: tuple[TunnelVerdict, ...]
    state: str = "present"

    @property
    def status(self) -> str:
        """See ``status_of``."""
        return status_of(self.state, self.tunnels)

    @property
    def problems(self) -> list[Problem]:
        """Warnings and failures of every tunnel, then which /25 is on backup."""
        return [*problems_of(check for tunnel in self.tunnels for check in tunnel.checks), *self.backup]

    @property
    def places(self) -> list[tuple[str, tuple[Check, ...]]]:
        """The checks of each tunnel, under its name."""
        return [(f"{tunnel.label} {tunnel.interface}".strip(), tunnel.checks) for tunnel in self.tunnels]

    @property
    def backup(self) -> list[Problem]:
        """One problem for each /25 that its own tunnel does not carry: on the /24, or lost where no tunnel carries (VC-23, VC-77)."""
        code = "KO-HV001" if any(tunnel.carries for tunnel in self.tunnels) else "KO-HV002"
        return [
            Problem(code, host=tunnel.host, value=tunnel.own_half, level="warning", details={"dc": tunnel.label, "network": tunnel.network})
            for tunnel in self.tunnels
            if tunnel.on_backup
        ]

    @property
    def own_problems(self) -> list[Problem]:
        """What only a site can have: nothing here."""
        return []

    @property
    def shortfall(self) -> tuple[str, str]:
        """How a site that is not well is told: the code, and what it lacks."""
        return "KO-HV005", ", ".join(f"{problem.value} ({problem.details['dc']})" for problem in self.backup)


@dataclass(frozen=True)
class Checklist:
    """One device whose service is a list of checks without tunnels. ``state`` is the intent's."""

    site: str
    host: str
    checks: tuple[Check, ...]
    state: str = "present"

    @property
    def status(self) -> str:
        """``healthy``, ``degraded`` (what failed leaves calls a way), ``down``; ``absent`` where nothing is wanted."""
        if self.state == "absent":
            return "absent"
        failed = [check for check in self.checks if check.status == FAIL]
        if not failed:
            return "healthy"
        return "degraded" if all(check.carries for check in failed) else "down"

    @property
    def problems(self) -> list[Problem]:
        """Warnings and failures of every check."""
        return problems_of(self.checks)

    @property
    def backup(self) -> list[Problem]:
        """Nothing here has a way around."""
        return []

    @property
    def places(self) -> list[tuple[str, tuple[Check, ...]]]:
        """The checks, at one place."""
        return [("", self.checks)]


@dataclass(frozen=True)
class Finding:
    """One cause (VC-78): ``row`` of the troubleshooting table, its evidence, and who must act (``customer``, ``cisco``, ``carrier``, ``twilio``).

    ``place`` is the part that it is about, a data centre or a location; ``level`` is that of the problem which it explains.
    """

    layer: str
    row: str
    place: str
    code: str
    who: str
    host: str = ""
    value: object = None
    details: tuple[tuple[str, object], ...] = ()
    command: str = ""
    lines: tuple[str, ...] = ()
    level: str = "error"

    @property
    def problem(self) -> Problem:
        """The finding in the shape of every other problem."""
        return Problem(self.code, self.place, self.value, self.host, self.level, dict(self.details))

    def scrubbed(self, secrets: tuple[str, ...]) -> Finding:
        """The same with every secret in its evidence replaced."""
        return replace(self, lines=tuple(scrub(line, secrets) for line in self.lines))


def scrub(line: str, secrets: tuple[str, ...]) -> str:
    """``line`` without the given secrets, and without what follows a word that announces one (VC-43, IX-36)."""
    for secret in secrets:
        line = line.replace(secret, "<secret>")
    for word in ("pre-shared-key ", " password "):
        head, found, _rest = line.partition(word)
        line = f"{head}{found}<secret>" if found else line
    return line
