# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What each system brings to the rooms. Add a system here, and every room knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import rooms
from .intent.spec import site_variable


@dataclass(frozen=True)
class System:
    """One system: its role's name, and what it brings to the rooms of design and health (see ``change.outcome.Health``).

    ``parts`` and ``carrier`` are where a site names the hosts that carry it: a mapping or list of parts, and the key in each; empty where it is
    the host's own. ``azure_vpn`` and ``sip_load_balancer`` make no calls and are not driven by a command line: they have neither size nor such
    a health, and asking for it raises ``ImportError``.
    """

    name: str
    parts: str = ""
    carrier: str = ""

    def design(self, intent: dict[str, Any], host: str) -> dict[str, Any]:
        """What ``host`` must carry, by its checked intent."""
        made: dict[str, Any] = rooms.part("design", self.name).design(intent, host)
        return made

    @property
    def size(self) -> Any:
        """How large a site is: ``size``, ``undecided``."""
        return rooms.part("design", f"{self.name}.size")

    @property
    def health(self) -> Any:
        """How it is on a device."""
        return rooms.part("health", self.name)

    @property
    def site(self) -> str:
        """The variable that holds the site."""
        return site_variable(self.name)

    def carriers(self, site: Any) -> list[str]:
        """The hosts that ``site`` names, as far as it can be read; the intent room says what is wrong with the rest."""
        return [part[self.carrier] for part in self._parts(site) if isinstance(part, Mapping) and isinstance(part.get(self.carrier), str)]

    def outline(self, site: Any) -> Any:
        """``site`` as written, with its carriers only; as it is where that cannot be told before templating."""
        if not isinstance(site, Mapping):
            return site
        found = site.get(self.parts)
        if not isinstance(found, (Mapping, list)):
            return {self.parts: found}
        kept = [{self.carrier: part.get(self.carrier)} if isinstance(part, Mapping) else part for part in self._parts(site)]
        return {self.parts: dict(zip(found, kept, strict=True)) if isinstance(found, Mapping) else kept}

    def _parts(self, site: Any) -> list[Any]:
        found = site.get(self.parts) if isinstance(site, Mapping) else None
        return list(found.values()) if isinstance(found, Mapping) else found if isinstance(found, list) else []

    @property
    def prefix(self) -> str:
        """How every variable of the role begins."""
        return self.name if self.site == self.name else f"{self.name}_"


SYSTEMS = {
    system.name: system
    for system in (
        System("virtual_connect", parts="tunnels", carrier="cpe"),
        System("interconnect", parts="connections", carrier="ce"),
        System("azure_vpn"),
        System("biztel"),
        System("sip_load_balancer"),
    )
}
