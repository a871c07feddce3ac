"""CEs of Interconnect: the lab's routers as a black box under the reference configuration (interconnect.md, section 5), and the design of it.

What a router printed can be changed before it is judged: the lab makes true outputs, a test makes them wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import interconnect as health
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.locations import LocationsVerdict
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.verdict import Check, Finding
from tests.lab.ios_xe.exec import matcher
from tests.unit.lab.interconnect_support import ASHBURN, OSAKA_ASHBURN, OSAKA_SAN_JOSE, SAN_JOSE, SIGNALLING, TWILIO, Connection, Sites, reference

FUKUOKA, OSAKA = (ASHBURN, SAN_JOSE), (OSAKA_ASHBURN, OSAKA_SAN_JOSE)
Edit = Callable[[str], str]
Outputs = list[dict[str, str]]


def entries(each: Connection) -> list[dict[str, Any]]:
    """The inbound list of a connection, as the reference has it."""
    text = reference(each).split(f"ip access-list extended {each.label}-ACL-IN\n")[1].split("\nip ")[0]
    rows = (line.split(maxsplit=1) for line in text.splitlines())
    return [{"sequence": int(number), "rule": rule} for number, rule in rows]


def connection(each: Connection, **changes: Any) -> dict[str, Any]:
    """One connection of the design."""
    kinds = {"prefix_in": "IN", "prefix_out": "OUT", "route_map_in": "IN", "route_map_out": "OUT", "acl_in": "ACL-IN", "acl_out": "ACL-OUT"}
    names = {name: f"{each.label}-{suffix}" for name, suffix in {**kinds, "child": "CHILD", "shaper": "SHAPE"}.items()}
    made = {
        "location": each.location, "label": each.location.upper(), "mark": each.mark, "role": "primary" if each.primary else "secondary",
        "mbps": 100, "shape_bps": 100_000_000, "interface": each.interface, "vlan": each.vlan, "vrf": "TWILIO", "rd": f"{each.asn}:{each.vlan}",
        "address": each.own, "netmask": "255.255.255.252", "prefix_length": 30, "pe_address": each.pe, "asn": each.asn, "pe_asn": 64700,
        "max_prefixes": 50, "max_prefixes_threshold": 80, "bgp_password": each.password, "bgp_timers": None,
        "local_preference": 200 if each.primary else 100, "prepend": None if each.primary else f"{each.asn} {each.asn} {each.asn}",
        "names": names, "acl_in": entries(each), "acl_out": [],
    }  # fmt: skip
    return {**made, **changes}


def design(*here: Connection, site: tuple[Connection, ...] = FUKUOKA, **changes: Any) -> dict[str, Any]:
    """The design of the router that carries ``here``, one or all of the connections of ``site``."""
    first = here[0]
    made = {
        "system": "interconnect", "platform": "ios_xe", "host": first.router, "site": first.site, "state": "present",
        "mark": f"kyoten:interconnect:{first.site}", "transport": "mpls", "asn": first.asn, "peer_cpe": None,
        "customer_routes": [first.prefix], "twilio_routes": TWILIO, "media": {"prefix": "168.86.128.0/18", "first": 10000, "last": 60000},
        "signalling": {"ashburn-ix": SIGNALLING[3:], "san-jose-ix": SIGNALLING[:3]},
        "border_devices": [{"name": "sbc1", "address": first.device, "sip": [{"protocol": "udp", "port": 5060}], "media": {}}],
        "locations": [each.location for each in site],
        "names": {"voice_acl": "TI-RTP", "sip_acl": "TI-SIP", "voice_class": "TI-VOICE", "signalling_class": "TI-SIGNALLING", "origin": "TI-ORIGIN"},
        "qos": {"voice_dscp": "ef", "signalling_dscp": "cs3", "voice_percent": 60, "signalling_percent": 5}, "acl": {"log_denies": True},
        "max_prefixes_warning_only": False, "connections": [connection(each) for each in here],
    }  # fmt: skip
    return {**made, **changes}


class Scene:
    """The routers of a site, settled, with calls that flow; ``ask`` runs commands on one of them."""

    def __init__(self, site: tuple[Connection, ...] = FUKUOKA, calls: int = 0) -> None:
        self.site, self.lab = site, Sites(*site)
        self.lab.world.interconnect.sites[site[0].site].calls = calls
        self.edits: dict[str, Edit] = {}

    def ask(self, commands: list[str], host: str) -> dict[str, str]:
        """What the router answers, after the edits."""
        return {command: self.edits.get(command, str)(self._answer(command, host)) for command in commands}

    def outputs(self, made: Mapping[str, Any], between: Callable[[Scene], object] | None = None) -> Outputs:
        """Both samples, five seconds apart; ``between`` happens then."""
        found: Outputs = []
        for commands in health.rounds(made):
            if found:
                self.lab.clock.advance(health.SAMPLE_SECONDS)
                if between:
                    between(self)
            found.append(self.ask(commands, made["host"]))
        return found

    def findings(self, made: dict[str, Any], outputs: Outputs) -> list[Finding]:
        """What the diagnosis says, with the further commands that it asks for."""
        verdict = health.judge(made, outputs)
        return health.diagnose(made, verdict, outputs, self.ask(health.evidence(made, verdict), made["host"]))

    def _answer(self, command: str, host: str) -> str:
        parsed: Any = matcher(15).match(command)
        router = self.lab.routers[host]
        if command == "show logging":
            return str(parsed.rule.handler(SimpleNamespace(router=router), parsed.named()))
        return str(parsed.rule.handler(router, parsed.named()))


def statuses(verdict: LocationsVerdict, place: int = 0) -> dict[str, str]:
    """The checks of a connection and how each ended."""
    return {check.name: check.status for check in verdict.connections[place].checks}


def check(verdict: LocationsVerdict, name: str, place: int = 0) -> Check:
    """One check of a connection."""
    return next(each for each in verdict.connections[place].checks if each.name == name)
