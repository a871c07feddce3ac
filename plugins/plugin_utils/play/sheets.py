# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One Markdown sheet for each site that a host of the play carries, whatever the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..pipeline import check_all, designs
from ..problem import OnrampError, Problem, errors
from ..systems import SYSTEMS
from .action import OnrampAction
from .files import write


class SheetAction(OnrampAction):
    """A module that writes sheets: ``SYSTEM`` and ``sheet`` say which. No connection is opened; what is missing is told on the sheet, not refused."""

    SYSTEM = ""
    RESULT = ""  #: the key under which the sheets are returned
    _requires_connection = False

    def sheet(self, given: Mapping[str, Any], intent: Mapping[str, Any] | None, made: Sequence[dict[str, Any]], problems: Sequence[Problem]) -> str:
        """The text for one site: its variables as ``given``, and once nothing is wrong with it its ``intent`` and the designs of all its hosts."""
        raise NotImplementedError

    def asked(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """A host's variables as the intent room is to judge them for a sheet."""
        return variables

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One sheet for each site that a host of the play carries."""
        inputs, problems = self.variables.fleet_inputs([self.SYSTEM])
        intents, found = check_all([self.SYSTEM], {host: self.asked(variables) for host, variables in inputs.items()})
        problems += found
        site = SYSTEMS[self.SYSTEM].site
        sites = {_name(host, variables[site]): host for host, variables in inputs.items() if variables.get(site)}
        if not sites:
            raise OnrampError([Problem("KO-PL005", value=site)])
        sheets = {name: self._sheet(inputs, intents, host, problems) for name, host in sites.items()}
        files = {f"{name}.md": text for name, text in sheets.items()}
        keys = write(Path(args["dest"]), files, self._task) if args["dest"] else {"changed": False}
        return {self.RESULT: sheets, **keys}

    def _sheet(self, inputs: dict[str, Any], intents: dict[str, Any], host: str, problems: list[Problem]) -> str:
        """Without the design while a problem stands; with it once the intent of all hosts of the site is sound."""
        site = SYSTEMS[self.SYSTEM].site
        carriers = [other for other, variables in inputs.items() if variables.get(site) == inputs[host][site]]
        ours = [problem for problem in problems if not problem.host or set(problem.host.split(", ")) & set(carriers)]
        sound = not errors(ours) and all(other in intents[self.SYSTEM] for other in carriers)
        made = [design for other in carriers for design in designs([self.SYSTEM], intents, other)] if sound else []
        return self.sheet(inputs[host], intents[self.SYSTEM][host] if sound else None, made, ours)


def _name(host: str, site: object) -> str:
    """The file's name: the site's, kept from leaving the folder, or the host's while the site has none."""
    name = site.get("name") if isinstance(site, Mapping) else None
    return "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in str(name or host)).lstrip(".")
