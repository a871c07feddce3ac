# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write the sheets of each Virtual Connect site; see the module of this name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..modules.virtual_connect_form import DOCUMENTATION
from ..plugin_utils.play.sheets import SheetAction
from ..plugin_utils.problem import Problem, warnings
from ..plugin_utils.report.site_sheet import site_sheet


class ActionModule(SheetAction):
    """The form alone while a problem stands; with the design once the intent of all its CPEs is sound."""

    DOCUMENTATION = DOCUMENTATION
    SYSTEM = "virtual_connect"
    RESULT = "virtual_connect_form"

    def sheet(self, given: Mapping[str, Any], intent: Mapping[str, Any] | None, made: Sequence[dict[str, Any]], problems: Sequence[Problem]) -> str:
        """Form, picture and design of one site."""
        return site_sheet(intent or given, made, self.language, warnings(problems))
