# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What each system brings to the rooms. Add a system here, and every room knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .design.azure_vpn import design as design_azure_vpn
from .design.biztel import design as design_biztel
from .design.biztel import size as size_biztel
from .design.interconnect import design as design_interconnect
from .design.interconnect import size as size_interconnect
from .design.sip_load_balancer import design as design_sip_load_balancer
from .design.virtual_connect import design as design_virtual_connect
from .design.virtual_connect import size as size_virtual_connect
from .health import biztel as health_biztel
from .health import interconnect as health_interconnect
from .health import virtual_connect as health_virtual_connect
from .intent.spec import site_variable


@dataclass(frozen=True)
class System:
    """One system: its role's name, its design function, how large a site is (``size``, ``undecided``), its health (see ``change.outcome.Health``).

    ``parts`` and ``carrier`` are where a site names the hosts that carry it: a mapping or list of parts, and the key in each; empty where it is
    the host's own. ``azure_vpn`` and ``sip_load_balancer`` make no calls and are not driven by a command line: they have neither size nor such
    a health.
    """

    name: str
    design: Callable[[dict[str, Any], str], dict[str, Any]]
    size: Any
    health: Any
    parts: str = ""
    carrier: str = ""

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
    "virtual_connect": System(
        "virtual_connect", design_virtual_connect, size_virtual_connect, health_virtual_connect, parts="tunnels", carrier="cpe",
    ),
    "interconnect": System("interconnect", design_interconnect, size_interconnect, health_interconnect, parts="connections", carrier="ce"),
    "azure_vpn": System("azure_vpn", design_azure_vpn, None, None),
    "biztel": System("biztel", design_biztel, size_biztel, health_biztel),
    "sip_load_balancer": System("sip_load_balancer", design_sip_load_balancer, None, None),
}
