# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One failed check of one tunnel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ... import case
from ..commands import Tunnel
from ..subject import Subject


class Case(case.Case[Subject]):
    """``tunnel`` is one of ``design["tunnels"]``."""

    @property
    def tunnel(self) -> Tunnel:
        """The part that is ill."""
        return self.part

    @property
    def subject(self) -> Subject:
        """The same tunnel, as the checks see it."""
        return Subject(dict(self.design), self.tunnel, self.samples)

    @property
    def facts(self) -> Mapping[str, object]:
        """The data centre and the interface."""
        return {"dc": self.tunnel["label"], "interface": self.tunnel["interface"]}

    @property
    def neighbor(self) -> str:
        """The far tunnel address."""
        return str(self.tunnel["remote"]["tunnel_address"])

    @property
    def foreign(self) -> Sequence[str]:
        """The far ends of the other tunnels."""
        others = [other["remote"] for other in self.design["tunnels"] if other is not self.tunnel]
        return [remote[end] for remote in others for end in ("ipsec_address", "tunnel_address")]
