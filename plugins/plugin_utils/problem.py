# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What can be wrong, as data: one shape for every room of the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

SECRET = "<secret>"  #: stands in for every secret value, wherever one would be shown


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or (level ``warning``) worth knowing, or (``info``) only shown beside the check that noted it.

    ``code`` is a key of the message table (``KO-VC012``); ``path`` names the input (``virtual_connect_site.tunnels.dc1.remote.asn``);
    ``value`` is what was given (never a secret: pass ``SECRET``); ``details`` fill the message's other placeholders.
    """

    code: str
    path: str = ""
    value: object = None
    host: str = ""
    level: str = "error"
    details: Mapping[str, object] = field(default_factory=dict)


class OnrampError(Exception):
    """A room cannot go on. Carries every problem found, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{p.code} {p.path}" for p in self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop the work."""
    return [p for p in problems if p.level == "error"]


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    """Those that are only told."""
    return [p for p in problems if p.level == "warning"]
