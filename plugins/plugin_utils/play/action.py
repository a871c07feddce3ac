# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The one shape of our action plugins: check the arguments, call a room, turn its problems into a result."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from typing import Any

from ansible.plugins.action import ActionBase

from ..device.errors import NO_SESSION
from ..intent import once
from ..message_table import LANGUAGES, line, listing
from ..problem import OnrampError, Problem, errors, warnings
from .arguments import argument_spec
from .variables import Variables, without_echoes


class OnrampAction(ActionBase):
    """A module that runs in the controller process. A subclass names its DOCUMENTATION and says what to do in ``act``."""

    DOCUMENTATION = ""
    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = False

    def __init_subclass__(cls) -> None:
        """Its file has been loaded, before Ansible forks: what there is by now stays, for the workers as for Ansible itself.

        Nothing of it is looked through for garbage again; at Ansible's end alone that takes a tenth of a second.
        """
        super().__init_subclass__()
        gc.freeze()

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ansible's entry: never a traceback for bad input, every problem in one list."""
        _collect_seldom()
        result = super().run(tmp, task_vars)
        _result, args = self.validate_argument_spec(argument_spec(self.DOCUMENTATION))
        self.language = "en"
        try:
            self.variables = Variables(self._templar, task_vars or {})
            self.language = _language(self.variables.one("onramp_language", "en"))
            result.update(self.act(args))
        except OnrampError as error:
            result.update(self.told(error.problems))
        return result

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """What the module does; returns result keys. May raise OnrampError."""
        raise OnrampError([])

    def told(self, problems: Iterable[Problem]) -> dict[str, Any]:
        """Problems as result keys: warnings as Ansible's warnings; errors fail the task, all in one message.

        A device that let no session open is unreachable, which the recap counts apart.
        """
        problems = once(without_echoes(problems))
        keys: dict[str, Any] = {}
        if warnings(problems):
            keys["warnings"] = [line(problem, self.language) for problem in warnings(problems)]
        if errors(problems):
            codes = [problem.code for problem in errors(problems)]
            outcome = "unreachable" if NO_SESSION.issuperset(codes) else "failed"
            keys.update({outcome: True, "msg": listing(errors(problems), self.language), "codes": codes})
        return keys


def _collect_seldom() -> None:
    """Ansible has forked this process for one task: all that it was born with would be looked through, and copied page by page, to find nothing."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _language(value: Any) -> str:
    if value not in LANGUAGES:
        raise OnrampError([Problem("KO-PL002", "onramp_language", value, details={"choices": ", ".join(LANGUAGES)})])
    return str(value)
