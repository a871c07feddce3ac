# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Inventory variables as plain data: every leaf templated by itself, so that each one that cannot be is named by its path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ansible.errors import AnsibleUndefinedVariable

from ..intent.spec import options, walk
from ..problem import OnrampError, Problem, errors
from ..systems import SYSTEMS
from .templates import HARD, remembering, simple

_UNRESOLVED = "KO-PL001"
_INDEX = re.compile(r"\[\d+\]")
_OF_ALL = ("onramp_language", "ansible_network_os")  # every system's: how to speak, and what kind of device the host is
_PLAIN = (bool, int, float, str)  # a tagged value is a subclass of its plain type; bool stands before int on purpose


class Variables:
    """The variables of the hosts of a play. ``templar`` and ``hostvars`` are those that an action plugin is given."""

    def __init__(self, templar: Any, task_vars: Mapping[str, Any]) -> None:
        self._templar, self.task_vars = templar, task_vars
        self._hostvars = task_vars["hostvars"]
        self.host = str(task_vars["inventory_hostname"])
        self._other_hosts = remembering(templar.copy_with_new_env(available_variables={}))
        self._raw: dict[str, Mapping[str, Any]] = {}

    def raw(self, host: str) -> tuple[Any, Mapping[str, Any]]:
        """A templar for ``host`` and its variables as written. The task's own host also sees the variables of role and play."""
        if host == self.host:
            return self._templar, self.task_vars
        if host not in self._raw:  # gathering them costs as much as all else that is done for a host
            self._raw[host] = self._hostvars.raw_get(host)
        self._other_hosts.available_variables = self._raw[host]
        return self._other_hosts, self._raw[host]

    def forget(self) -> None:
        """Let go of the variables of other hosts."""
        self._raw.clear()

    def of(self, host: str, names: Iterable[str], problems: list[Problem]) -> dict[str, Any]:
        """The named variables of ``host`` that are defined, as plain data. A leaf that cannot be templated becomes a problem (KO-PL001)."""
        templar, raw = self.raw(host)
        return {name: _plain(templar, raw[name], name, host, problems) for name in names if name in raw}

    def plain(self, host: str, value: Any, path: str, problems: list[Problem]) -> Any:
        """A value as written among the variables of ``host``, as plain data; what cannot be templated becomes a problem (KO-PL001)."""
        return _plain(self.raw(host)[0], value, path, host, problems)

    def known_hosts(self) -> list[str]:
        """Every host of the inventory, in its order."""
        return [str(host) for host in self._hostvars]

    def one(self, name: str, default: Any) -> Any:
        """One variable of the task's own host, or ``default``; raises when it cannot be templated."""
        problems: list[Problem] = []
        value = self.of(self.host, [name], problems).get(name, default)
        if errors(problems):
            raise OnrampError(problems)
        return value

    def inputs(self, systems: Iterable[str], hosts: Iterable[str]) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
        """What the intent room is given: per host the systems' variables, and the bare names of all others (so that a misspelt one is seen)."""
        problems: list[Problem] = []
        return {host: self._inputs(systems, host, problems) for host in hosts}, problems

    def fleet_inputs(self, systems: Iterable[str]) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
        """The inputs of every host of the play, and of every other host of the inventory its bare name (a site's ``cpe`` may name it)."""
        inputs, problems = self.inputs(systems, map(str, self.one("ansible_play_hosts_all", [])))
        return {**{host: {} for host in self.known_hosts()}, **inputs}, problems

    def _inputs(self, systems: Iterable[str], host: str, problems: list[Problem]) -> dict[str, Any]:
        names = list(self.raw(host)[1])
        ours = [name for name in names if any(name.startswith(SYSTEMS[system].prefix) for system in systems) or name in _OF_ALL]
        return {**dict.fromkeys(names), **self.of(host, ours, problems)}


def without_echoes(problems: Iterable[Problem]) -> list[Problem]:
    """Without what follows from a value that cannot be resolved: "required" beside it would send the reader after a second mistake."""
    problems = list(problems)
    unresolved = {(problem.host, problem.path) for problem in problems if problem.code == _UNRESOLVED}
    return [problem for problem in problems if problem.code == _UNRESOLVED or not _echoes(problem, unresolved)]


def _echoes(problem: Problem, unresolved: set[tuple[str, str]]) -> bool:
    return any(problem.host == host and (f"{problem.path}.").startswith((f"{path}.", f"{path}[")) for host, path in unresolved)


def _plain(templar: Any, value: Any, path: str, host: str, problems: list[Problem]) -> Any:
    if isinstance(value, str):
        return _text(templar, value, path, host, problems) if "{" in value else str(value)
    if isinstance(value, (dict, Mapping)):
        return {str(key): _plain(templar, item, f"{path}.{key}", host, problems) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(templar, item, f"{path}[{index}]", host, problems) for index, item in enumerate(value)]
    if value is None or isinstance(value, (bool, int, float)):  # most leaves of an inventory, and a templar takes its time
        return _untagged(value)
    return _text(templar, value, path, host, problems)


def _text(templar: Any, value: Any, path: str, host: str, problems: list[Problem]) -> Any:
    """What may hold a template."""
    done = simple(value, templar.available_variables) if isinstance(value, str) else HARD
    try:
        done = templar.template(value) if done is HARD else done
    except Exception as error:  # whatever a lookup, a vault or a filter may raise
        problems.append(Problem(_UNRESOLVED, path, host=host, details={"reason": _reason(error, path)}))
        return None
    return _plain(templar, done, path, host, problems) if isinstance(done, (dict, list, Mapping)) else _untagged(done)


def _untagged(value: Any) -> Any:
    for kind in _PLAIN:
        if isinstance(value, kind):
            return value if kind is bool else kind(value)
    return value


def _reason(error: Exception, path: str) -> str:
    """Ansible's own words, one line. Of a secret only what names a variable: a filter may quote the value that it could not take (VC-43)."""
    if _INDEX.sub("", path) in _secret_paths() and not isinstance(error, AnsibleUndefinedVariable):
        return type(error).__name__
    return str(error).splitlines()[0][:200]


@cache
def _secret_paths() -> frozenset[str]:
    """Where secrets stand, by the roles' own argument specs."""
    return frozenset(path for system in SYSTEMS for path, entry in walk(options(system)) if entry.get("no_log"))
