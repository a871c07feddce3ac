# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Return many routers to what they were before a run; see the module of this name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..modules.rollback import DOCUMENTATION
from ..plugin_utils.change.fleet import Member
from ..plugin_utils.change.former import way_back
from ..plugin_utils.change.journal import Journal, new_run
from ..plugin_utils.change.outcome import Job, Options
from ..plugin_utils.change.run import Past, Run, past, path_of
from ..plugin_utils.change.waves import split
from ..plugin_utils.play.crew import Targets, selected
from ..plugin_utils.play.runs import FleetAction, seal_of
from ..plugin_utils.problem import OnrampError, Problem


class ActionModule(FleetAction):
    """The way back is read from the journals before the first login."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One run to be taken back, as a run of its own."""
        folder = Path(args["journal_dir"])
        hosts = selected(self, args["hosts"])
        before = self._past(folder, args["run"])
        targets = Targets(self, hosts)
        keys = {host: targets.key(host) for host in hosts}
        if before:
            keys = {host: before.ended.get(host, {}).get("key") or keys[host] for host in hosts if host in before.hosts}
        jobs = self._jobs(folder, args["run"], keys)
        run = Run(folder, new_run())
        options = Options(
            args["revert_minutes"], self._task.check_mode, login_patience=args["login_patience"], seal=seal_of(self.variables, run.id),
        )
        waves = split(list(jobs), args["waves"])
        course = self.course(args, waves)
        with run.lock(wait=False):
            run.write("begin", what="rollback", of=args["run"], systems=before.systems if before else [], waves=waves, check=self._task.check_mode)
            fleet = self.drive("rollback", run, course, lambda host: _member(jobs[host], options, targets, keys[host]))
        return self.result(fleet, run, [])

    def _past(self, folder: Path, run: str) -> Past | None:
        """The run's journal; None for a run router by router, which only the routers' journals know. Of another inventory it is not taken back."""
        before = past(folder, run) if path_of(folder, run).exists() else None
        strange = sorted(set(before.hosts).difference(self.variables.known_hosts())) if before else []
        if strange:
            raise OnrampError([Problem("KO-RO007", "run", ", ".join(strange), details={"what": f"run {run}"})])
        return before

    def _jobs(self, folder: Path, run: str, keys: dict[str, str]) -> dict[str, Job]:
        """The way back of each host that the run has changed; raises every problem, and when there is none such."""
        seal = seal_of(self.variables, run)
        jobs: dict[str, Job] = {}
        problems: list[Problem] = []
        for host, key in keys.items():
            try:
                found = way_back(host, Journal(folder, key, run), run, seal)
            except OnrampError as error:
                problems += error.problems
                continue
            if found:
                jobs[host] = found
        if problems or not jobs:
            raise OnrampError(problems or [Problem("KO-RO003", "run", run)])
        return jobs


def _member(todo: Job, options: Options, targets: Targets, key: str) -> Member:
    return Member(todo, options, targets.device(todo.host, todo.driver), key)
