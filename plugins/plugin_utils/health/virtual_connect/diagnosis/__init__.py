# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Why a tunnel is not healthy (section 8, VC-78): further commands for the failing layer only, and one cause for each tunnel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ...case import first
from ...samples import Samples
from ...verdict import Check, Finding, Verdict
from .. import commands
from ..commands import Tunnel
from . import bgp, esp, ike, mtu, routes, tunnel
from .case import Case

Cause = Callable[[Case], Iterator[Finding]]

_CAUSES: dict[str, Sequence[Cause]] = {
    "IKE": ike.CAUSES, "ESP": esp.CAUSES, "TUN-VRF": tunnel.CAUSES, "TUN": tunnel.CAUSES, "PING": tunnel.PING_CAUSES,
    "BGP": bgp.CAUSES, "BGP-IN": routes.IN_CAUSES, "BGP-OUT": routes.OUT_CAUSES, "RIB": routes.RIB_CAUSES, "MTU": mtu.CAUSES,
}  # fmt: skip


def evidence(design: Mapping[str, Any], verdict: Verdict) -> list[str]:
    """The further show commands that ``diagnose`` needs, each once: those of the first failing layer of each tunnel."""
    found: list[str] = []
    for named, check in _failed(design, verdict):
        found += _COMMANDS[check.name](named)
    return list(dict.fromkeys(found))


def diagnose(design: Mapping[str, Any], verdict: Verdict, outputs: Sequence[Mapping[str, str]], evidence: Mapping[str, str]) -> list[Finding]:
    """One finding for each tunnel that is not healthy. ``evidence`` maps the commands of ``evidence()`` to their outputs, as far as had."""
    samples = Samples(outputs)
    secrets = tuple(str(named[key]) for named in design["tunnels"] for key in ("psk", "bgp_password") if named.get(key))
    cases = [Case(design, named, check, samples, evidence) for named, check in _failed(design, verdict)]
    return [first(case, _CAUSES[case.check.name]).scrubbed(secrets) for case in cases]


def _failed(design: Mapping[str, Any], verdict: Verdict) -> Iterator[tuple[Tunnel, Check]]:
    failed = {seen.dc: seen.failed for seen in verdict.tunnels}
    for named in design["tunnels"]:
        check = failed.get(named["dc"])
        if check is not None:
            yield named, check


def _own_crypto(named: Tunnel) -> list[str]:
    return [commands.CRYPTO_MAP, commands.access_list(named["names"]["acl"])]


def _ways(named: Tunnel) -> list[str]:
    return [commands.transport_route(named, named["remote"][end]) for end in ("ipsec_address", "gre_transport")]


def _interfaces(named: Tunnel) -> list[str]:
    return [commands.interface_config(named[name]) for name in ("interface", "source_interface")]


_COMMANDS: dict[str, Callable[[Tunnel], list[str]]] = {
    "IKE": lambda named: [
        *_ways(named), *_own_crypto(named), *_interfaces(named), commands.PROPOSAL, commands.POLICY, commands.PROFILE, commands.LOGGING,
    ],
    "ESP": lambda named: [*_ways(named), *_own_crypto(named), commands.TRANSFORM, commands.LOGGING],
    "TUN-VRF": _interfaces,
    "TUN": lambda named: [*_interfaces(named), *_ways(named), commands.LOGGING],
    "PING": _interfaces,
    "BGP": lambda named: [commands.LOGGING],
    "BGP-IN": lambda named: [commands.PREFIX_LISTS],
    "BGP-OUT": lambda named: [commands.inside_route(named, named["default_condition"])] if named["default_condition"] else [],
    "RIB": lambda named: [commands.rib(named)],
    "MTU": lambda named: [],
}  # fmt: skip
