# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One failed check of one tunnel with everything that may explain it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ...verdict import Check, Finding
from .. import commands
from ..commands import Tunnel
from ..rule import Subject
from ..samples import Samples, UnreadableError, parse_output

T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """``check`` failed for ``tunnel``; ``samples`` were judged, ``evidence`` was asked for afterwards."""

    design: Mapping[str, Any]
    tunnel: Tunnel
    check: Check
    samples: Samples
    evidence: Mapping[str, str]

    @property
    def code(self) -> str:
        """The code of the failure."""
        return self.check.problem.code if self.check.problem else ""

    @property
    def subject(self) -> Subject:
        """The same tunnel, as the checks see it."""
        return Subject(dict(self.design), self.tunnel, self.samples)

    def read(self, command: str, parse: Callable[[str], T]) -> T | None:
        """``parse`` of that piece of evidence; None when there is none or it is not understood."""
        try:
            return parse_output(command, self.evidence, parse)
        except UnreadableError:
            return None

    def sampled(self, get: Callable[[Subject], T]) -> T | None:
        """What a check's own reader gets from the samples; None when they are not understood."""
        try:
            return get(self.subject)
        except UnreadableError:
            return None

    def finding(self, row: str, code: str, who: str, value: object = None, command: str = "", line: str = "", **details: object) -> Finding:
        """A finding with the given evidence, or else with that of the failed check."""
        evidence = (line,) if line else (self.check.line,) if not command and self.check.line else ()
        facts = tuple({"dc": self.tunnel["label"], "interface": self.tunnel["interface"], **details}.items())
        host = self.design["host"]
        return Finding(self.check.name, row, self.tunnel["dc"], code, who, host, value, facts, command or self.check.command, evidence)

    def log(self, pattern: str, about: str) -> str:
        """The newest log line that matches ``pattern`` and is about ``about`` (an address, an interface), or ``""``.

        A line that names another tunnel's peer is not ours; one that names no peer at all may be. What stands before the BGP session's
        last ``Up`` is history: the tunnel has worked since.
        """
        others = [other["remote"] for other in self.design["tunnels"] if other is not self.tunnel]
        foreign = [_named(remote[end]) for remote in others for end in ("ipsec_address", "tunnel_address")]
        wanted, ours, neighbor = re.compile(pattern, re.IGNORECASE), _named(about), _named(self.tunnel["remote"]["tunnel_address"])
        for line in reversed(self.evidence.get(commands.LOGGING, "").splitlines()):
            if neighbor.search(line) and re.search(r"\bup\b", line, re.IGNORECASE):
                return ""
            if wanted.search(line) and (ours.search(line) or not any(name.search(line) for name in foreign)):
                return line.strip()
        return ""


def _named(name: str) -> re.Pattern[str]:
    """``name`` (an address, an interface) as a whole, not as a part of a longer one."""
    return re.compile(rf"(?<![\w.]){re.escape(name)}(?!\.?\d)")
