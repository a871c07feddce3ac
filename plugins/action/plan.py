# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write what would change on many routers; see the module of this name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..modules.plan import DOCUMENTATION
from ..plugin_utils.change.fleet import Course, Fleet
from ..plugin_utils.change.journal import new_run
from ..plugin_utils.change.outcome import Job, Outcome
from ..plugin_utils.change.plan_file import PlanFile, as_data
from ..plugin_utils.change.run import Run
from ..plugin_utils.message_table import line
from ..plugin_utils.play.crew import Crew, Targets, selected
from ..plugin_utils.play.runs import FleetAction, check_journals
from ..plugin_utils.report.plan_summary import plan_summary


class ActionModule(FleetAction):
    """Reads, or only renders; no device is changed."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One fleet, one plan."""
        hosts = selected(self, args["hosts"])
        crew = Crew(self.variables, args["systems"], hosts, lambda named: Targets(self, named))
        run = new_run()
        if args["read"]:
            fleet = self._read(args, crew, hosts, run)
            entries = {host: self._entry(crew, host, fleet.outcomes[host]) for host in hosts}
            texts = {host: outcome.change.diff for host, outcome in fleet.outcomes.items() if outcome.change and outcome.change.diff}
            result = self.result(fleet, Run(Path(args["journal_dir"]), run), crew.designs.problems)
        else:
            jobs = {host: crew.job(host) for host in hosts}
            entries = {host: self._rendered(crew, todo) for host, todo in jobs.items()}
            texts = {host: _text(todo) for host, todo in jobs.items()}
            result = {"run": run, **self.told(crew.designs.problems)}
        plan = PlanFile.made(Path(args["dest"]), run, args["systems"], args["read"], entries)
        summary = plan_summary(plan.data, texts, crew.designs.sites(hosts), self.language)
        if not self._task.check_mode:
            _write(plan, summary, texts)
        changes = [host for host, entry in entries.items() if entry["status"] in ("would_change", "rendered")]
        return {**result, "changed": False, "changes": changes, "dest": str(plan.folder), "summary": summary}

    def _read(self, args: dict[str, Any], crew: Crew, hosts: list[str], run: str) -> Fleet:
        folder = Path(args["journal_dir"])
        check_journals(folder, map(crew.targets.key, hosts))
        given = {"check_mode": True, "record": True, "login_patience": args["login_patience"]}
        course = Course([hosts], len(hosts), args["concurrency"])
        return self.drive("plan", Run(folder, run), course, lambda host: crew.member(host, given))

    def _entry(self, crew: Crew, host: str, outcome: Outcome) -> dict[str, Any]:
        """What the plan says of a host that was read."""
        change, expectation = outcome.change, outcome.expectation
        return {
            **self._what(crew, host), "status": outcome.status, "lines": len(change.commands) if change else 0,
            "problems": [line(problem, self.language) for problem in outcome.problems],
            "touched": [[touch.section, touch.kind] for touch in change.touched] if change else [],
            "disturbs": list(expectation.disturbs) if expectation else [],
            "expectation": as_data(expectation) if not outcome.failed else None,
        }

    def _rendered(self, crew: Crew, todo: Job) -> dict[str, Any]:
        """What the plan says of a host that was not read."""
        lines = sum(part.intended.count("\n") for part in todo.parts)
        what = self._what(crew, todo.host)
        return {**what, "status": "rendered", "lines": lines, "problems": [], "touched": [], "disturbs": [], "expectation": None}

    def _what(self, crew: Crew, host: str) -> dict[str, str]:
        made = crew.designs.of(host)
        return {"site": ", ".join(dict.fromkeys(design["site"] for design in made)), "platform": made[0]["platform"]}


def _text(todo: Job) -> str:
    """What the design wants on a device, secrets hidden."""
    return todo.driver.mask("\n".join(part.intended for part in todo.parts))


def _write(plan: PlanFile, summary: str, texts: dict[str, str]) -> None:
    """The folder: summary, a diff for each host, and last the machine-readable plan."""
    folder = plan.folder / "hosts"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.diff"):
        old.unlink()
    for host, text in texts.items():
        (folder / (re.sub(r"[^\w.@-]", "_", host) + ".diff")).write_text(text + "\n", encoding="utf-8")
    (plan.folder / "summary.md").write_text(summary, encoding="utf-8")
    plan.write()
