# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring a VPN gateway of Azure to its design: read, plan, record, write in order, prove (AZ-71 to AZ-77).

What is half done the next run goes on with. Nothing is undone on its own: a gateway takes an hour to make, so what stands stays, and
before-images are in the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..config.azure import Plan, Step, connected, key_step, plan, removal, state
from ..config.model import Change
from ..config.objects import diff, lines
from ..device.arm import Accepted, Arm
from ..device.errors import NO_SESSION
from ..problem import OnrampError, Problem, errors
from .azure_facts import carried, facts
from .azure_tunnels import Tunnels
from .azure_writer import BUSY, AzureWriter
from .journal import Journal
from .outcome import Outcome

Rows = dict[str, dict[str, Any] | None]


@dataclass
class AzureOutcome(Outcome):
    """``facts``: ``{public_ips: {name: address}, gateway: state, pending, operation_url,
    connections: [{name, site, tunnel, id, status, psk, psk_changed}]}``.
    """

    facts: dict[str, Any] = field(default_factory=dict)


def converge(arm: Arm, design: Mapping[str, Any], check_mode: bool, journal: Journal) -> AzureOutcome:
    """Never raises ``OnrampError``: what is wrong is in the outcome's problems."""
    host = design["host"]
    try:
        with journal.lock():
            last = journal.unfinished()
            notes = [Problem("KO-CH024", host=host, level="warning", details={"run": last.run, "phase": last.phase})] if last else []
            arm.hide(*(str(each[key]) for each in design["resources"] for key in ("psk", "psk_previous") if each.get(key)))
            outcome = _Run(arm, design, journal).go(check_mode, bool(last))
            outcome.problems[:0] = notes
            return outcome
    except OnrampError as error:
        status = "unreachable" if NO_SESSION.issuperset(problem.code for problem in errors(error.problems)) else "failed"
        return AzureOutcome(host=host, status=status, problems=_of(host, error.problems), run=journal.run)
    finally:
        arm.close()


class _Run:
    """One run against one gateway."""

    def __init__(self, arm: Arm, design: Mapping[str, Any], journal: Journal) -> None:
        self.arm, self.design, self.journal = arm, design, journal
        self.writer = AzureWriter(arm, design, self._begun)
        self.tunnels = Tunnels(arm, self.writer, design)
        self.rows: Rows = {}
        self.keys: dict[str, str | None] = {}
        self.written: set[str] = set()
        self.operation, self.sent = "", 0

    def go(self, check_mode: bool, interrupted: bool) -> AzureOutcome:
        """Read, plan, and if something is to be written, write it."""
        self.arm.connect()
        todo = self._planned()
        if check_mode:
            return self._outcome("would_change" if todo.steps else "unchanged", todo, todo.problems)
        if not todo.steps:
            return self._unchanged(todo, interrupted)
        self.journal.write("applying", operations=lines(todo.operations), diff=diff(todo.operations), back=_images(todo))
        problems = list(todo.problems)
        try:
            waiting = self._apply(todo)
            problems += [waiting] if waiting else [*self._proven(), *self._carried()]
        except OnrampError as error:
            problems += error.problems
        return self._ended(todo, problems)

    def _planned(self) -> Plan:
        """Everything read once; raises when what stands forbids the plan."""
        self._read()
        if self.design["state"] == "absent":
            users = list(self.arm.members(f"{self.design['gateway']}/connections")) if self.rows.get(self.design["gateway"]) else []
            found = removal(self.design, self.rows, [str(user.get("id", "")) for user in users])
        else:
            found = plan(self.design, self.rows, self.keys)
        if errors(found.problems):
            raise OnrampError([self._with_reason(problem) for problem in found.problems])
        return found

    def _with_reason(self, problem: Problem) -> Problem:
        """Why something is Failed, where a run of ours has begun that and Azure still knows (AZ-72, AZ-105)."""
        if problem.code != "KO-AZ072":
            return problem
        ours = [entry.facts for entry in self.journal.entries() if entry.facts.get("path") == problem.path]
        begun = [told["operation"] for told in ours if told.get("operation")]
        reason = self.arm.failure(begun[-1]) if begun else ""
        return replace(problem, details={"reason": f": {reason}" if reason else ""})

    def _read(self) -> None:
        for resource in [*self.design["resources"], *self.design["gone"]]:
            path = resource["path"]
            self.rows[path] = self.arm.get(path)
            if resource["kind"] == "connection" and self.rows[path] and self._keys_matter():
                self.keys[path] = self.arm.shared_key(path)

    def _keys_matter(self) -> bool:
        return bool(self.design["psk_update"] == "on_difference" and self.design["state"] == "present")

    def _unchanged(self, todo: Plan, interrupted: bool) -> AzureOutcome:
        """Nothing to write; but somebody may still be at work, or a tunnel be down."""
        problems = list(todo.problems)
        try:
            self._others_at_work()
            waiting = self._rest_of_gateway(None)
            problems += [waiting] if waiting else self._carried()
        except OnrampError as error:
            problems += error.problems
        if interrupted:
            self.journal.write("done", status="unchanged")
        return self._outcome("failed" if errors(problems) else "unchanged", todo, problems)

    def _apply(self, todo: Plan) -> Problem | None:
        """The steps in their order. While the gateway is made, the far ends are; a warning when that is not waited for (AZ-71)."""
        self._others_at_work()
        begun: tuple[Step, Accepted] | None = None
        waited = self.design["state"] == "absent"
        for step in todo.steps:
            kind = step.resource["kind"]
            if kind == "gateway" and step.verb in ("create", "update"):
                accepted = self.writer.begin(step)
                begun = (step, accepted) if accepted else None
                self.rows[step.resource["path"]] = accepted.row if accepted else self.arm.get(step.resource["path"])
                continue
            if kind in ("connection", "spoke_peering") and not waited:
                waiting = self._rest_of_gateway(begun)
                if waiting:
                    return waiting
                waited, begun = True, None
            self._write(step)
        return None if waited else self._rest_of_gateway(begun)

    def _write(self, step: Step) -> None:
        self.rows[step.resource["path"]] = (self.tunnels if step.interrupts else self.writer).write(step)
        if step.resource["kind"] == "connection" and step.verb == "create":
            self._key_arrived(step)

    def _key_arrived(self, step: Step) -> None:
        """AZ-47: a new connection was seen with another key than the one that was sent; then it is set once."""
        path = step.resource["path"]
        self.written.add(path)
        if self.design["psk_update"] == "on_create":
            return
        self.keys[path] = self.arm.shared_key(path)
        for each in key_step({**self.design, "psk_update": "on_difference"}, step.resource, self.keys[path]):
            if isinstance(each, Step):
                self.writer.write(each)

    def _others_at_work(self) -> None:
        """What somebody, or a run that was killed, is still changing is waited for: it is not done, although it looks so (AR-78)."""
        if self.design["state"] == "present":
            for path, row in self.rows.items():
                if row is not None and path != self.design["gateway"] and state(row) in BUSY:
                    self.rows[path] = self.writer.settled(path)

    def _rest_of_gateway(self, begun: tuple[Step, Accepted] | None) -> Problem | None:
        """Wait for the gateway, whoever began to change it; or say that it is not waited for (AZ-72)."""
        path = self.design["gateway"]
        row = self.rows.get(path)
        if not begun and (row is None or state(row) in ("succeeded", "failed")):
            return None
        if self.design["state"] == "present" and not self.design["wait"]:
            return Problem("KO-AZ071", path, host=self.design["host"], level="warning")
        if begun:
            self.writer.finish(*begun)
        self.rows[path] = self.writer.settled(path)
        return None

    def _proven(self) -> list[Problem]:
        """All is read again: some refusals carry no error."""
        self.journal.write("verifying")
        left = [step for step in self._planned().steps if not (step.verb == "key" and self.design["psk_update"] == "always")]
        return [Problem("KO-CH020", host=self.design["host"], details={"lines": "\n".join(lines(Plan(left).operations))})] if left else []

    def _carried(self) -> list[Problem]:
        """AZ-90: of each site every tunnel, within the time given. One of two is degraded."""
        if self.design["state"] == "absent" or not self.design["connect_timeout"]:
            return []
        connections = [each for each in self.design["resources"] if each["kind"] == "connection"]
        up = self.tunnels.wait([each["path"] for each in connections], self.rows)
        for each in connections:
            if up[each["path"]] and not connected(self.rows.get(each["path"])):
                self.rows[each["path"]] = self.arm.get(each["path"])
        return carried(self.design, up)

    def _ended(self, todo: Plan, problems: list[Problem]) -> AzureOutcome:
        """Changes that were made stay changes although a tunnel is still down."""
        wrong = [problem.code for problem in errors(problems)]
        status = "failed" if wrong else "changed" if self.sent else "unchanged"
        self.journal.write("done", status=status, codes=wrong)
        return self._outcome(status, todo, problems)

    def _begun(self, step: Step, operation: str) -> None:
        """Where a long operation is followed is on disk before it is waited for (AZ-105)."""
        self.sent += 1
        if step.verb == "key":
            self.written.add(step.resource["path"])
        if operation:
            self.operation = operation if step.resource["kind"] == "gateway" else self.operation
            self.journal.write("applying", path=step.resource["path"], operation=operation)

    def _outcome(self, status: str, todo: Plan, problems: list[Problem]) -> AzureOutcome:
        host = self.design["host"]
        change = Change(lines(todo.operations), diff=diff(todo.operations))
        found = facts(self.design, self.rows, self.keys, self.written)
        found.update(operation_url=self.operation.partition("?")[0], pending=any(problem.code == "KO-AZ071" for problem in problems))
        return AzureOutcome(host=host, status=status, change=change, problems=_of(host, problems), run=self.journal.run, facts=found)


def _images(todo: Plan) -> list[dict[str, Any]]:
    """What was there before, without any key (AZ-77)."""
    return [{"table": each.table, "key": each.key, "row": dict(each.former or {})} for each in todo.operations if each.verb != "create"]


def _of(host: str, problems: list[Problem]) -> list[Problem]:
    return [problem if problem.host else replace(problem, host=host) for problem in problems]
