# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write the sheets of each site of Twilio Interconnect; see the module of this name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..modules.interconnect_handoff import DOCUMENTATION
from ..plugin_utils.intent import once
from ..plugin_utils.play.sheets import SheetAction
from ..plugin_utils.problem import Problem
from ..plugin_utils.report.interconnect import asked, site_sheet


class ActionModule(SheetAction):
    """The text for Twilio and the steps at any time; what the design knows once the intent of all CEs of the site is sound."""

    DOCUMENTATION = DOCUMENTATION
    SYSTEM = "interconnect"
    RESULT = "interconnect_handoff"

    def asked(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Before the agreement is signed, and with ports of any size: this is what the sheet is for."""
        return asked(variables)

    def sheet(self, given: Mapping[str, Any], intent: Mapping[str, Any] | None, made: Sequence[dict[str, Any]], problems: Sequence[Problem]) -> str:
        """The sheet of one site."""
        return site_sheet(given, intent, made, self.language, once(problems))
