# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The devices that one task drives: how to reach each, and what is to become of it. All templating is done when this is made, in one thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ansible.plugins.loader import connection_loader, lookup_loader

from ..change.device import Device
from ..change.expectation import Expectation
from ..change.fleet import Member
from ..change.outcome import Job, Options
from ..change.peer import peer_problems
from ..config.driver import load_driver
from ..config.model import Language
from ..device.target import CONNECTION_VARIABLES, Target, given_by_vars, make_target
from ..pipeline import job
from ..problem import OnrampError, Problem, errors
from .designs import Designs, secret_update
from .devices import NETWORK_CLI, OURS, device_of
from .variables import Variables


def selected(action: Any, pattern: str | None) -> list[str]:
    """The hosts of the play (``--limit`` respected) that still take part, or those of them in ``pattern``; ``OnrampError`` when there are none."""
    hosts = [str(host) for host in action.variables.one("ansible_play_hosts", [])]
    if pattern is None:
        return hosts
    lookup = lookup_loader.get("ansible.builtin.inventory_hostnames", loader=action._loader, templar=action._templar)
    wanted = set(map(str, lookup.run([pattern], variables=action.variables.task_vars)))
    found = [host for host in hosts if host in wanted]
    if not found:
        raise OnrampError([Problem("KO-RO004", "hosts", pattern)])
    return found


class Targets:
    """Where each host is and how to log in: the connection plugin's settings, and each host's own variables over them."""

    def __init__(self, action: Any, hosts: Sequence[str]) -> None:
        connection = connection_loader.get(OURS, action._play_context)
        connection.set_options(task_keys=action._task.dump_attrs(), var_options={"inventory_hostname": action.variables.host})
        base, args = connection.given()
        problems: list[Problem] = []
        self._targets: dict[str, Target] = {}
        for host in hosts:
            try:
                self._targets[host] = _target(action.variables, host, base, args, problems)
            except OnrampError as error:
                problems += error.problems
        if errors(problems):
            raise OnrampError(problems)

    def __getitem__(self, host: str) -> Target:
        return self._targets[host]

    def key(self, host: str) -> str:
        """The key of the host's journal."""
        target = self._targets[host]
        return f"{target.name}@{target.host}_{target.port}"

    def device(self, host: str, driver: Language) -> Device:
        """The device, without a session yet."""
        return device_of(self._targets[host], driver)


class Crew:
    """Checked intents and targets of ``hosts``, and of the hosts that share their sites. Raises every problem at once, before any login."""

    def __init__(self, variables: Variables, systems: Sequence[str], hosts: Sequence[str], targets: Callable[[Sequence[str]], Targets]) -> None:
        self.designs = Designs(variables, systems, hosts)
        self.targets = targets(list(dict.fromkeys([*hosts, *self.designs.peer_hosts()])))
        variables.forget()
        if len(hosts) > 1:
            with suppress(Exception):  # told when its turn comes; what all share, such as the template, is made here, not by fifty threads at once
                self.job(hosts[0])

    def job(self, host: str, options: Options | None = None, expected: Expectation | None = None) -> Job:
        """What is to become of ``host``."""
        return self._job(host, self.designs.of(host), options, expected)

    def member(self, host: str, given: Mapping[str, Any], expected: Expectation | None = None) -> Member:
        """``host`` for the fleet; ``given``: options of the whole run."""
        made, timeout = self.designs.of(host), self.targets[host].command_timeout
        options = Options(**{**self.designs.options(host), "secret_update": secret_update(made), "command_timeout": timeout, **given})
        todo = self._job(host, made, options, expected)
        return Member(todo, options, self.targets.device(host, todo.driver), self.targets.key(host))

    def _job(self, host: str, made: list[dict[str, Any]], options: Options | None, expected: Expectation | None) -> Job:
        peers = self.designs.peers(made)

        def unhealthy_peers() -> list[Problem]:
            """Why the site's other device cannot carry it meanwhile (VC-65); asked only before a disturbing change."""
            return [problem for other, subject in peers.items()
                    for problem in peer_problems(self.targets.device(other, load_driver(made[0]["platform"])), other, subject, options or Options())]

        return job(host, made, unhealthy_peers if peers else None, expected)


def _target(variables: Variables, host: str, base: Mapping[str, Any], args: str, problems: list[Problem]) -> Target:
    own = variables.of(host, CONNECTION_VARIABLES, problems)
    over = own.get("ansible_connection", OURS)
    if over not in (OURS, *NETWORK_CLI):
        problems.append(Problem("KO-PL003", "ansible_connection", over, host=host))
    given, own_args = given_by_vars(own)
    return make_target(host, {**base, "host": host, **given}, own_args or args)
