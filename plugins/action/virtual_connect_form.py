# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write the sheets of each Virtual Connect site; see the module of this name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..modules.virtual_connect_form import DOCUMENTATION
from ..plugin_utils.pipeline import check_all, designs
from ..plugin_utils.play.action import OnrampAction
from ..plugin_utils.problem import OnrampError, Problem, errors, warnings
from ..plugin_utils.report.site_sheet import site_sheet

_SYSTEM = "virtual_connect"
_SITE = "virtual_connect_site"


class ActionModule(OnrampAction):
    """No connection is opened; what is missing in the inventory is listed on the sheet instead of refused."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """One sheet for each site that a host of the play carries."""
        inputs, problems = self.variables.fleet_inputs([_SYSTEM])
        intents, found = check_all([_SYSTEM], inputs)
        problems += found
        sites = {_name(host, variables): host for host, variables in inputs.items() if variables.get(_SITE)}
        if not sites:
            raise OnrampError([Problem("KO-PL005", value=_SITE)])
        sheets = {name: self._sheet(inputs, intents, host, problems) for name, host in sites.items()}
        keys = self._write(Path(args["dest"]), sheets) if args["dest"] else {"changed": False}
        return {"virtual_connect_form": sheets, **keys}

    def _sheet(self, inputs: dict[str, Any], intents: dict[str, Any], host: str, problems: list[Problem]) -> str:
        """The form alone while a problem stands; with the design once the intent of all its CPEs is sound."""
        given = inputs[host][_SITE]
        carriers = [other for other, variables in inputs.items() if variables.get(_SITE) == given]
        ours = [problem for problem in problems if not problem.host or set(problem.host.split(", ")) & set(carriers)]
        sound = not errors(ours) and all(other in intents[_SYSTEM] for other in carriers)
        made = [design for other in carriers for design in designs([_SYSTEM], intents, other)] if sound else []
        intent = intents[_SYSTEM][host] if sound else inputs[host]
        return site_sheet(intent, made, self.language, warnings(ours))

    def _write(self, folder: Path, sheets: dict[str, str]) -> dict[str, Any]:
        """Files that differ; none is touched in check mode."""
        paths = {folder / f"{name}.md": text for name, text in sheets.items()}
        before = {path: path.read_text(encoding="utf-8") if path.exists() else "" for path in paths}
        stale = [path for path, text in paths.items() if before[path] != text]
        if not self._task.check_mode:
            folder.mkdir(parents=True, exist_ok=True)
            for path in stale:
                path.write_text(paths[path], encoding="utf-8")
        diff = [{"before_header": str(path), "after_header": str(path), "before": before[path], "after": paths[path]} for path in stale]
        return {"changed": bool(stale), "diff": diff} if self._task.diff else {"changed": bool(stale)}


def _name(host: str, variables: dict[str, Any]) -> str:
    """The file's name: the site's, kept from leaving the folder, or the host's while the site has none."""
    site = variables[_SITE]
    name = site.get("name") if isinstance(site, dict) else None
    return "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in str(name or host)).lstrip(".")
