# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the health room says: checks by layer, tunnels, a verdict, findings. Plain frozen records, never a secret in them."""

from __future__ import annotations

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


@dataclass(frozen=True)
class TunnelVerdict:
    """The checks of one tunnel in the order of the layers: after the first failure all are ``not tested``."""

    dc: str
    label: str
    host: str
    interface: str
    own_half: str
    other_half: str
    network: str
    checks: tuple[Check, ...]

    @property
    def failed(self) -> Check | None:
        """The first failing layer: *the* finding (section 7)."""
        return next((check for check in self.checks if check.status == FAIL), None)

    @property
    def healthy(self) -> bool:
        """Every layer passes."""
        return all(check.status == PASS for check in self.checks)

    @property
    def carries(self) -> bool:
        """Calls get through: all passes, or what failed leaves a way (the /24 instead of the /25, a smaller packet)."""
        return self.healthy or bool(self.failed and self.failed.carries)

    @property
    def on_backup(self) -> bool:
        """The own /25 was not seen to go through this tunnel (VC-23)."""
        return not self.healthy and not self.passes("RIB")

    def passes(self, *names: str) -> bool:
        """Whether each of the named checks passes."""
        status = {check.name: check.status for check in self.checks}
        return all(status.get(name) == PASS for name in names)


@dataclass(frozen=True)
class Verdict:
    """One host, or with both CPEs' tunnels together one site (VC-77). ``state`` is the intent's."""

    site: str
    host: str
    tunnels: tuple[TunnelVerdict, ...]
    state: str = "present"

    @property
    def status(self) -> str:
        """``healthy`` (every tunnel), ``degraded`` (something still carries), ``down``; ``absent`` where nothing is wanted."""
        if self.state == "absent":
            return "absent"
        if self.tunnels and all(tunnel.healthy for tunnel in self.tunnels):
            return "healthy"
        return "degraded" if any(tunnel.carries for tunnel in self.tunnels) else "down"

    @property
    def problems(self) -> list[Problem]:
        """Warnings and failures of every tunnel, then which /25 is on backup."""
        checks = [check for tunnel in self.tunnels for check in tunnel.checks]
        found = [problem for check in checks for problem in (*check.notes, check.problem) if problem]
        return [*found, *self.backup]

    @property
    def backup(self) -> list[Problem]:
        """One problem for each /25 that its own tunnel does not carry: on the /24, or lost where no tunnel carries (VC-23, VC-77)."""
        code = "KO-HV001" if any(tunnel.carries for tunnel in self.tunnels) else "KO-HV002"
        return [
            Problem(code, host=tunnel.host, value=tunnel.own_half, level="warning", details={"dc": tunnel.label, "network": tunnel.network})
            for tunnel in self.tunnels
            if tunnel.on_backup
        ]


@dataclass(frozen=True)
class Finding:
    """One cause (VC-78): ``row`` of the troubleshooting table, its evidence, and who must act (``customer`` or ``cisco``)."""

    layer: str
    row: str
    dc: str
    code: str
    who: str
    host: str = ""
    value: object = None
    details: tuple[tuple[str, object], ...] = ()
    command: str = ""
    lines: tuple[str, ...] = ()

    @property
    def problem(self) -> Problem:
        """The finding in the shape of every other problem."""
        return Problem(self.code, self.dc, self.value, self.host, details=dict(self.details))

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
