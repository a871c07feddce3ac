# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The full path of every object, and the input that it comes from (BP-02, BP-48)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ROOT = "sip_load_balancer"


@dataclass(frozen=True)
class Paths:
    """Full paths, such as ``/Common/webotx``."""

    partition: str
    vlan: str
    self_ip: str
    snat: str
    monitor: str
    monitor_table: str
    pool: str
    virtual: str
    persistence: str
    udp: str
    sip: str
    request: str
    response: str
    strict: bool
    inputs: Mapping[str, str]

    @classmethod
    def of(cls, site: Mapping[str, Any]) -> Paths:
        """Those of one service."""
        inside = f"/{site['partition']}/"
        monitor = site["pool"]["monitor"]
        found = {
            "vlan": f"/Common/{site['vlan']['name']}", "self_ip": f"/Common/{site['self_ip']['name']}", "snat": inside + site["snat"]["name"],
            "monitor": inside + monitor["name"], "pool": inside + site["pool"]["name"], "virtual": inside + site["virtual"]["name"],
            "persistence": inside + site["persistence"]["name"], "udp": inside + site["udp_profile"]["name"],
            "sip": inside + site["sip_profile"]["name"], "request": inside + site["irule"]["request_name"],
            "response": inside + site["irule"]["response_name"],
        }  # fmt: skip
        table = f"ltm/monitor/{monitor['type'].replace('_', '-')}"
        inputs = {f"{kind or table} {found[name]}": f"{_ROOT}.{path}" for name, (kind, path) in _INPUTS.items()}
        return cls(site["partition"], monitor_table=table, strict=site["irule"]["strict_guide"], inputs=inputs, **found)

    @property
    def rules(self) -> list[dict[str, str]]:
        """The rules in the order in which they are attached (SB-14), each with its template."""
        before = "guide_" if self.strict else ""
        both = (("request", self.request), ("response", self.response))
        return [{"key": key, "template": f"irules/{before}{name}.tcl.j2", "path": f"{_ROOT}.irule.{name}_name"} for name, key in both]

    def member(self, member: Mapping[str, Any]) -> str:
        """The pool and the member in it."""
        return f"{self.pool} /{self.partition}/{member['address']}:{member['port']}"


#: object → its table (a monitor's depends on its type) and the input of its name
_INPUTS = {
    "snat": ("ltm/snatpool", "snat.name"), "vlan": ("net/vlan", "vlan.name"), "self_ip": ("net/self", "self_ip.name"),
    "monitor": ("", "pool.monitor.name"), "persistence": ("ltm/persistence/sip", "persistence.name"), "udp": ("ltm/profile/udp", "udp_profile.name"),
    "sip": ("ltm/profile/sip", "sip_profile.name"), "request": ("ltm/rule", "irule.request_name"), "response": ("ltm/rule", "irule.response_name"),
    "pool": ("ltm/pool", "pool.name"), "virtual": ("ltm/virtual", "virtual.name"),
}  # fmt: skip
