# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One tunnel and the outputs, as the checks look at it."""

from __future__ import annotations

from .. import rule
from .commands import Tunnel


class Subject(rule.Subject):
    """``tunnel`` is one of ``design["tunnels"]``."""

    @property
    def tunnel(self) -> Tunnel:
        """The part that is checked."""
        return self.part

    @property
    def path(self) -> str:
        """The data centre."""
        return str(self.tunnel["dc"])
