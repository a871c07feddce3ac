# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring one router to its intended configuration; see the module of this name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..modules.cli_config import DOCUMENTATION
from ..plugin_utils.change.converge import converge
from ..plugin_utils.change.journal import Journal, new_run
from ..plugin_utils.change.outcome import Job, Options, Outcome
from ..plugin_utils.pipeline import lines_job, prepare
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.play.crew import Crew, Targets
from ..plugin_utils.play.designs import Designs, secret_update
from ..plugin_utils.play.devices import command_timeout, own_device, prepare_connection
from ..plugin_utils.play.results import change_keys, health_keys
from ..plugin_utils.play.runs import seal_of
from ..plugin_utils.problem import OnrampError, Problem

_CARE = ("revert_minutes", "allow_disruption", "accept_degraded", "accept_unsaved", "patience", "sample_seconds")
prepare()  # Ansible imports this file before it forks
prepare_connection()


class ActionModule(OnrampAction):
    """Intent, design, render, then one guarded change."""

    DOCUMENTATION = DOCUMENTATION

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One device, one outcome."""
        if bool(args["systems"]) == bool(args["config"]):
            raise OnrampError([Problem("KO-PL004")])
        host, run = self.variables.host, args["run"] or new_run()
        crew = self._crew(args["systems"], host) if args["systems"] else None
        options = self._options(args, run, crew.designs if crew else None)
        todo = crew.job(host, options) if crew else lines_job(host, args["config"])
        device, key = own_device(self, todo.driver)
        outcome = converge(device, todo, options, Journal(Path(args["journal_dir"]), key, run))
        return self._result(outcome, crew.designs.problems if crew else [], todo)

    def _crew(self, systems: list[str], host: str) -> Crew:
        """Only the site's other CPE is reached by its variables; this host by the task's own connection."""
        return Crew(self.variables, systems, [host], lambda hosts: Targets(self, hosts[1:]))

    def _options(self, args: dict[str, Any], run: str, found: Designs | None) -> Options:
        """As asked for in the task, else as the systems ask for, else as usual."""
        host = self.variables.host
        asked = found.options(host) if found else {}
        given = {name: args[name] for name in _CARE if args[name] is not None}
        update = secret_update(found.of(host)) if found else "on_create"
        timeout, seal = command_timeout(self), seal_of(self.variables, run)
        return Options(**{**asked, **given}, check_mode=self._task.check_mode, secret_update=update, command_timeout=timeout, seal=seal)

    def _result(self, outcome: Outcome, notes: list[Problem], todo: Job) -> dict[str, Any]:
        keys = {"changed": outcome.changed, "status": outcome.status, "run": outcome.run}
        keys.update(change_keys(outcome.change, todo.driver, with_diff=self._task.diff))
        keys.update(health_keys(outcome.reports, self.language))
        return {**keys, **self.told([*notes, *outcome.problems])}
