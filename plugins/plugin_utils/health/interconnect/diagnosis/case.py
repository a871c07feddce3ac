# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One failed check of one connection, or what it noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ... import case
from ...verdict import Finding
from ..commands import Connection
from ..subject import Subject


class Case(case.Case[Subject]):
    """``connection`` is one of ``design["connections"]``."""

    @property
    def connection(self) -> Connection:
        """The part that is ill."""
        return self.part

    @property
    def subject(self) -> Subject:
        """The same connection, as the checks see it."""
        return Subject(dict(self.design), self.connection, self.samples)

    @property
    def facts(self) -> Mapping[str, object]:
        """The location, the interface and the neighbour, and what the check found."""
        own = {"location": self.connection["location"], "interface": self.connection["interface"], "pe": self.neighbor}
        return {**own, **(self.problem.details if self.problem else {})}

    @property
    def neighbor(self) -> str:
        """The PE."""
        return str(self.connection["pe_address"])

    @property
    def foreign(self) -> Sequence[str]:
        """The other PEs."""
        return [each["pe_address"] for each in self.design["connections"] if each["pe_address"] != self.neighbor]

    def itself(self, row: str, who: str = "customer") -> Finding:
        """What the check found is the cause."""
        return self.finding(row, self.code, who, self.value, self.check.command, self.check.line)


Cause = Callable[[Case], Iterator[Finding]]


def as_found(row: str, who: str = "customer", *codes: str) -> Cause:
    """The cause is what the check found, with the row and who must act; with ``codes`` only for these failures."""

    def cause(case: Case) -> Iterator[Finding]:
        if case.code in codes or (not codes and case.code != "KO-HV003"):
            yield case.itself(row, who)

    return cause
