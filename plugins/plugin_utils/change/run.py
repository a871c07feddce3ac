# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The journal of one run over a fleet: what it set out to do, and how each device ended. One file of JSON lines, ``runs/<id>.jsonl``."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..problem import OnrampError, Problem
from . import records

_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4,32}")


@dataclass(frozen=True)
class Past:
    """What stands in a run's journal: its ``what`` (rollout, rollback), its waves, and the last word on each device that ended."""

    what: str
    systems: list[str]
    waves: list[list[str]]
    ended: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def well(self) -> dict[str, str]:
        """The devices that ended well, each with the digest of what was wanted then; a look at them (check mode) is no end."""
        return {host: end["digest"] for host, end in self.ended.items() if not end["failed"] and end["status"] != "would_change"}

    @property
    def hosts(self) -> list[str]:
        """Every device of the run, in order."""
        return [host for wave in self.waves for host in wave]


class Run:
    """A run that is being written. Threads may write at the same time."""

    def __init__(self, folder: Path, run: str) -> None:
        self.folder, self.id = folder, run
        self._path = path_of(folder, run)
        self._one_at_a_time = threading.Lock()

    def lock(self, wait: bool, shared: bool = False) -> AbstractContextManager[None]:
        """Held while the run goes on: a run that is resumed while it still ends is waited for, or refused. The parts of one run share it."""
        return records.locked(self._path.with_suffix(".lock"), wait, shared)

    def write(self, kind: str, **facts: Any) -> None:
        """Put one event of the run on disk: ``begin``, ``resumed``, ``ended`` (of a host), ``stopped``, ``done``.

        That a device was as it should be is not waited for on disk: it would be found so again.
        """
        with self._one_at_a_time:
            records.append(self._path, {"kind": kind, "time": records.now(self._path), **facts}, sync=facts.get("status") != "unchanged")


def is_id(text: str) -> bool:
    """Whether ``text`` can be the id of a run."""
    return bool(_ID.fullmatch(text))


def path_of(folder: Path, run: str) -> Path:
    """Where a run's journal stands. Raises KO-RO003 for what cannot be the id of a run."""
    if not is_id(run):
        raise OnrampError([Problem("KO-RO003", value=run)])
    return folder / "runs" / f"{run}.jsonl"


def past(folder: Path, run: str) -> Past:
    """What an earlier run did. Raises KO-RO003 when there is none of this id here, KO-CH016 when its journal is damaged."""
    found = records.load(path_of(folder, run))
    if not found:
        raise OnrampError([Problem("KO-RO003", value=run)])
    try:
        begins = [each for each in found if each["kind"] == "begin"]
        kinds = {(each["what"], tuple(each["systems"])) for each in begins}
        ended = {each["host"]: each for each in found if each["kind"] == "ended"}
        waves = list(_waves(begins))
    except KeyError:
        kinds = set()
    if len(kinds) != 1:
        raise OnrampError([Problem("KO-CH016", value=f"{run}.jsonl", details={"number": 1})])
    ((what, systems),) = kinds
    return Past(what, list(systems), waves, ended)


def check_part(folder: Path, run: str, systems: Sequence[str]) -> str:
    """``run``, when one more part of a rollout may go into the journal under it; ``OnrampError`` KO-RO022 when not."""
    before = past(folder, run) if is_id(run) and path_of(folder, run).exists() else None
    if not is_id(run) or (before and (before.what, before.systems) != ("rollout", list(systems))):
        raise OnrampError([Problem("KO-RO022", "run", run)])
    return run


def _waves(begins: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    """The waves of all parts of a run, number by number, each device once; at the end the devices of parts that nobody has begun."""
    seen: set[str] = set()
    longest = max((len(each["waves"]) for each in begins), default=0)
    numbered = [[host for each in begins for host in each["waves"][number : number + 1] for host in host] for number in range(longest)]
    for hosts in (*numbered, [host for each in begins for host in each.get("fleet", [])]):
        wave = [host for host in dict.fromkeys(hosts) if host not in seen]
        seen.update(wave)
        if wave:
            yield wave
