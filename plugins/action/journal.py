# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bring the journals of several workers together; see the module of this name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..modules.journal import DOCUMENTATION
from ..plugin_utils.change.merge import merge
from ..plugin_utils.play.action import OnrampAction


class ActionModule(OnrampAction):
    """Files only; no device is asked."""

    DOCUMENTATION = DOCUMENTATION
    _requires_connection = False

    def act(self, args: dict[str, Any]) -> dict[str, Any]:
        """All folders into one."""
        gained = merge(Path(args["journal_dir"]), [Path(source) for source in args["merge_from"]], write=not self._task.check_mode)
        runs = [Path(name).stem for name in gained if name.startswith("runs/")]
        return {"changed": bool(gained), "gained": gained, "runs": runs}
