# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring one router to its intended configuration; see the module of this name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..modules.cli_config import DOCUMENTATION
from ..plugin_utils.change.converge import converge
from ..plugin_utils.change.journal import Journal, new_run
from ..plugin_utils.change.outcome import Job, Options, Outcome
from ..plugin_utils.change.peer import peer_problems
from ..plugin_utils.pipeline import job, lines_job
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.play.designs import Designs
from ..plugin_utils.play.devices import command_timeout, device_of, own_device
from ..plugin_utils.play.results import change_keys, health_keys
from ..plugin_utils.problem import OnrampError, Problem


class ActionModule(OnrampAction):
    """Intent, design, render, then one guarded change."""

    DOCUMENTATION = DOCUMENTATION

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One device, one outcome."""
        if bool(args["systems"]) == bool(args["config"]):
            raise OnrampError([Problem("KO-PL004")])
        host = self.variables.host
        made = Designs(self.variables, args["systems"]) if args["systems"] else None
        options = self._options(args, made)
        todo = self._job(host, made, options) if made else lines_job(host, args["config"])
        device, key = own_device(self, todo.driver)
        outcome = converge(device, todo, options, Journal(Path(args["journal_dir"]), key, new_run()))
        return self._result(outcome, made.problems if made else [], todo)

    def _options(self, args: dict[str, Any], made: Designs | None) -> Options:
        return Options(
            revert_minutes=args["revert_minutes"],
            check_mode=self._task.check_mode,
            secret_update=made.secret_update if made else "on_create",
            allow_disruption=args["allow_disruption"],
            accept_degraded=args["accept_degraded"],
            patience=args["patience"],
            sample_seconds=args["sample_seconds"],
            command_timeout=command_timeout(self),
        )

    def _job(self, host: str, made: Designs, options: Options) -> Job:
        peers = made.peers()

        def unhealthy_peers() -> list[Problem]:
            """Why the site's other device cannot carry it meanwhile (VC-65); asked only before a disturbing change."""
            return [
                problem
                for other, subject in peers.items()
                for problem in peer_problems(device_of(self.variables, other), other, subject, options)
            ]

        return job(host, made.of(host), unhealthy_peers if peers else None)

    def _result(self, outcome: Outcome, notes: list[Problem], todo: Job) -> dict[str, Any]:
        keys = {"changed": outcome.changed, "status": outcome.status, "run": outcome.run}
        keys.update(change_keys(outcome.change, todo.driver, with_diff=self._task.diff))
        keys.update(health_keys(outcome.reports, self.language))
        return {**keys, **self.told([*notes, *outcome.problems])}
