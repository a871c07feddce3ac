# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring many routers to their intended configuration, wave by wave; see the module of this name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..modules.rollout import DOCUMENTATION
from ..plugin_utils.change.journal import new_run
from ..plugin_utils.change.plan_file import PlanFile
from ..plugin_utils.change.run import Past, Run, check_part, past
from ..plugin_utils.change.shards import shard
from ..plugin_utils.change.waves import split
from ..plugin_utils.play.crew import Crew, Targets, selected
from ..plugin_utils.play.designs import sites_of
from ..plugin_utils.play.runs import FleetAction, check_journals, seal_of
from ..plugin_utils.problem import OnrampError, Problem


class ActionModule(FleetAction):
    """Everything is checked before the first login."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One fleet, one run."""
        folder = Path(args["journal_dir"])
        part = self._part(folder, args)
        before = past(folder, args["resume"]) if args["resume"] else None
        plan = PlanFile.read(Path(args["plan"])) if args["plan"] else None
        everybody = selected(self, args["hosts"])
        hosts = shard(everybody, sites_of(self.variables, args["systems"], everybody), args["shard"]) if args["shard"] else everybody
        waves = self._waves(args, hosts, before)
        course = self.course(args, waves, before.well if before else None)
        crew = Crew(self.variables, args["systems"], hosts, lambda named: Targets(self, named))
        if args["run"] or args["shard"]:
            _whole_sites(crew)
        if plan:
            plan.check({host: crew.job(host).parts for host in hosts}, self.variables.known_hosts())
        check_journals(folder, map(crew.targets.key, hosts))
        run = Run(folder, args["resume"] or part or new_run())
        given = {
            "check_mode": self._task.check_mode, "login_patience": args["login_patience"], "verify_unchanged": args["verify"] == "all",
            "seal": seal_of(self.variables, run.id),
        }
        with run.lock(wait=before is not None, shared=bool(part)):
            run.write(
                "resumed" if before else "begin", what="rollout", systems=args["systems"], waves=waves, check=self._task.check_mode,
                **({"shard": args["shard"], "fleet": everybody} if args["shard"] else {}),
            )
            fleet = self.drive("rollout", run, course, lambda host: crew.member(host, given, plan.expectation(host) if plan else None))
        return self.result(fleet, run, crew.designs.problems)

    def _part(self, folder: Path, args: dict[str, Any]) -> str:
        """The id of the run that this is a part of, or nothing."""
        if args["run"] and args["resume"]:
            raise OnrampError([Problem("KO-RO022", "run", args["run"])])
        return check_part(folder, args["run"], args["systems"]) if args["run"] else ""

    def _waves(self, args: dict[str, Any], hosts: list[str], before: Past | None) -> list[list[str]]:
        """As the arguments say, or those of the run that is resumed, less the hosts that ``--limit`` leaves out."""
        if before is None:
            return split(hosts, args["waves"])
        strange = sorted(set(before.hosts).difference(self.variables.known_hosts())) + sorted(set(hosts).difference(before.hosts))
        if before.what != "rollout":
            raise OnrampError([Problem("KO-RO003", "resume", args["resume"])])
        if strange or before.systems != args["systems"]:
            what = {"what": f"run {args['resume']}"}
            raise OnrampError([Problem("KO-RO007", "resume", ", ".join(strange) or ", ".join(before.systems), details=what)])
        return [wave for wave in ([host for host in wave if host in hosts] for wave in before.waves) if wave]


def _whole_sites(crew: Crew) -> None:
    """Workers do not see each other: the CPEs of a site may not be in the hands of two of them (VC-65)."""
    alone = [Problem("KO-RO021", host=other) for other in crew.designs.peer_hosts()]
    if alone:
        raise OnrampError(alone)
