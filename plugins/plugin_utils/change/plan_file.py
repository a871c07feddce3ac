# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The machine-readable half of a plan: ``plan.json`` in its folder, written once and applied exactly."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..config.change import Part
from ..problem import OnrampError, Problem
from .expectation import Expectation, wanted

FORMAT = 1
_NAME = "plan.json"


class PlanFile:
    """A plan. ``data`` has ``format``, ``run``, ``time``, ``systems``, ``read`` and, for each of ``hosts``, how it stands and its expectation."""

    def __init__(self, folder: Path, data: Mapping[str, Any]) -> None:
        self.folder, self.data = folder, data
        self._hosts: dict[str, Any] = data["hosts"]

    @classmethod
    def made(cls, folder: Path, run: str, systems: Sequence[str], read: bool, hosts: Mapping[str, Any]) -> PlanFile:
        """A plan that was just made."""
        return cls(folder, {"format": FORMAT, "run": run, "time": time.time(), "systems": list(systems), "read": read, "hosts": dict(hosts)})

    @classmethod
    def read(cls, folder: Path) -> PlanFile:
        """The plan in ``folder``; ``OnrampError`` KO-RO013."""
        try:
            data = json.loads((folder / _NAME).read_text(encoding="utf-8"))
        except OSError as error:
            raise _unreadable(folder, error.strerror or "") from None
        except ValueError:
            raise _unreadable(folder, "damaged") from None
        if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("hosts"), dict):
            raise _unreadable(folder, "another format")
        return cls(folder, data)

    def write(self) -> None:
        """Put it on disk, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f".{_NAME}"
        fresh.write_text(json.dumps(self.data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        fresh.replace(self.folder / _NAME)

    def check(self, parts: Mapping[str, Sequence[Part]], known: Iterable[str]) -> None:
        """Before any login: the plan is of this inventory, and the intent still is what it was. Raises every problem."""
        strange = sorted(set(parts).difference(self._hosts)) + sorted(set(self._hosts).difference(known))
        problems = [Problem("KO-RO007", "plan", ", ".join(strange), details={"what": "plan"})] if strange else []
        for host in (host for host in parts if host in self._hosts):
            expected = self.expectation(host)
            if expected is None:
                problems.append(Problem("KO-RO008", host=host, value=str(self._hosts[host].get("status"))))
            elif wanted(parts[host], expected.salt) != expected.wanted:
                problems.append(Problem("KO-RO016", host=host))
        if problems:
            raise OnrampError(problems)

    def expectation(self, host: str) -> Expectation | None:
        """What alone may be done to ``host``; None where the plan does not say."""
        found = self._hosts[host].get("expectation")
        if not found:
            return None
        try:
            return Expectation(**{**found, "read": tuple(found["read"]), "disturbs": tuple(found["disturbs"])})
        except (TypeError, KeyError):
            raise _unreadable(self.folder, host) from None


def as_data(expectation: Expectation | None) -> dict[str, Any] | None:
    """The expectation as JSON has it."""
    return asdict(expectation) if expectation else None


def _unreadable(folder: Path, reason: str) -> OnrampError:
    return OnrampError([Problem("KO-RO013", "plan", str(folder), details={"reason": reason})])
