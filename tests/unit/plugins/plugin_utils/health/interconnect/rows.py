"""Every way to be ill that the tables of checks and of causes know: what disturbs the site, and what must be said about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.unit.lab.interconnect_support import ASHBURN

from .scene import Scene

Disturb = Callable[[Scene], object]
LINK, ATTACHED = f"show interfaces {ASHBURN.interface}", f"show ip interface {ASHBURN.interface}"
FAMILY = "show ip bgp vpnv4 vrf TWILIO"
SUMMARY, ROUTES, RECEIVED, ADVERTISED = (f"{FAMILY} {rest}" for rest in (
    "summary", *(f"neighbors {ASHBURN.pe} {kind}" for kind in ("routes", "received-routes", "advertised-routes")),
))  # fmt: skip
RIB, ACL, QUEUES = "show ip route vrf TWILIO", "show ip access-lists TI-ASHBURN-ACL-IN", f"show policy-map interface {ASHBURN.interface} output"
LISTS, ARP, LOG, MAP_IN = "show ip prefix-list", "show ip arp vrf TWILIO", "show logging", "show route-map TI-ASHBURN-IN"
MEDIA, FORMER = "168.86.128.0/18", "208.78.112.64/26"


@dataclass(frozen=True)
class Row:
    """``verdict``: the check that fails (or notes), its code, the status of the router. ``cause``: row (``-``: none), code, who must act.

    ``between`` happens between the samples; ``calls`` flow all the time.
    """

    name: str
    disturb: Disturb
    verdict: str
    cause: str
    between: Disturb | None = None
    calls: int = 0


def swap(command: str, pattern: str, text: str) -> Disturb:
    """The router prints something else."""

    def disturb(scene: Scene) -> None:
        before = scene.edits.get(command, str)

        def edit(printed: str) -> str:
            changed, count = re.subn(pattern, text, before(printed), flags=re.MULTILINE)
            assert count, (command, pattern)
            return changed

        scene.edits[command] = edit

    return disturb


def says(command: str, text: str) -> Disturb:
    """The router prints this instead."""
    return lambda scene: scene.edits.update({command: lambda _printed: text})


def typed(*lines: str, seconds: float = 300) -> Disturb:
    """Somebody configures the first router, past the product."""

    def disturb(scene: Scene) -> None:
        assert scene.lab.routers["fukuoka-r1"].configure(list(lines)) == []
        scene.lab.clock.advance(seconds)

    return disturb


def neighbor(*lines: str) -> Disturb:
    return typed("router bgp 65030", " address-family ipv4 vrf TWILIO", *(f"  {line}" for line in lines))


def edge(*lines: str) -> Disturb:
    return typed(f"interface {ASHBURN.interface}", *(f" {line}" for line in lines))


def pe(**settings: Any) -> Disturb:
    """The provider's side of Ashburn is another."""

    def disturb(scene: Scene) -> None:
        for name, value in settings.items():
            setattr(scene.lab.pe(), name, value)
        scene.lab.clock.advance(300)

    return disturb


def both(*disturbances: Disturb) -> Disturb:
    return lambda scene: [disturb(scene) for disturb in disturbances]


def packet(text: str) -> Disturb:
    """Twilio, or somebody, sends five packets."""
    return lambda scene: scene.lab.world.interconnect.send("fukuoka-sbc", "ashburn", text, 5)


def nothing(scene: Scene) -> None:
    """Only what is ``between``."""


def without(*prefixes: str) -> list[str]:
    return [prefix for prefix in ("67.213.136.64/26", MEDIA, FORMER) if prefix not in prefixes]


DAY = swap(SUMMARY, r"\d\d:\d\d:\d\d(?= +\d+$)", "1d02h   ")
COUNTED = swap(ACL, r"^( +10 permit tcp .*)$", r"\1 (4711 matches)")
OWN_LIST, IN_LIST, OUT_LIST = "ip access-list extended TI-ASHBURN-ACL-IN", "ip prefix-list TI-ASHBURN-IN", "ip prefix-list TI-ASHBURN-OUT"
INSIDE, NULL = ("interface GigabitEthernet0/0/1", " shutdown"), "ip route vrf TWILIO 203.0.113.128 255.255.255.192 Null0"
IDLE, PERMIT_OTHER = "BGP KO-HV217 down", "seq 5 permit 192.0.2.0/24"
UNKNOWN_EDGE = packet(f"udp 208.78.112.70:5060 {ASHBURN.device}:5060")

LINK_ROWS = [
    Row("port shut", edge("shutdown"), "LINK KO-HV211 down", "X01 KO-HV211 customer"),
    Row("no signal", swap(LINK, "is up, line protocol is up", "is down, line protocol is down"),
        "LINK KO-HV212 down", "X01 KO-HV212 carrier"),
    Row("other address", swap(LINK, "198.51.100.130/30", "198.51.100.131/30"), "LINK KO-HV210 down", "X01 KO-HV210 customer"),
    Row("other VLAN", swap(LINK, "Vlan ID  310", "Vlan ID  311"), "LINK KO-HV210 down", "X01 KO-HV210 customer"),
    Row("other VRF", swap(ATTACHED, '"TWILIO"', '"VOICE"'), "LINK KO-HV210 down", "X01 KO-HV210 customer"),
    Row("no interface", says(LINK, "% Invalid input detected at '^' marker."), "LINK KO-HV003 down", "X01 KO-HV267 customer"),
]
BGP_ROWS = [
    Row("no neighbor", neighbor(f"no neighbor {ASHBURN.pe}"), "BGP KO-HV215 down", "X01 KO-HV215 customer"),
    Row("own remote-as wrong", swap(SUMMARY, r"4( +)64700", r"4\g<1>64701"), "BGP KO-HV216 down", "X01 KO-HV216 customer"),
    Row("other process", swap(SUMMARY, "AS number 65030", "AS number 65031"), "BGP KO-HV216 down", "X01 KO-HV216 customer"),
    Row("PE expects another AS", pe(expected_peer_asn=65099), IDLE, "X01 KO-HV264 carrier"),
    Row("other password", pe(password="another"), IDLE, "X01 KO-HV263 carrier"),
    Row("PE closed", pe(shutdown=True), IDLE, "X01 KO-HV266 carrier"),
    Row("PE in another VLAN", pe(vlan=399), IDLE, "X01 KO-HV265 carrier"),
    Row("PE silent", pe(down=True), IDLE, "X01 KO-HV265 carrier"),
    Row("shut by hand", neighbor(f"neighbor {ASHBURN.pe} shutdown"), IDLE, "X01 KO-HV262 customer"),
    Row("a full table", both(neighbor(f"no neighbor {ASHBURN.pe} route-map TI-ASHBURN-IN in"), pe(leak=1000)),
        IDLE, "X09 KO-HV261 customer"),
    Row("our list denies all", typed(OWN_LIST, " no 260", " 5 deny ip any any log"), IDLE, "X01 KO-HV268 customer"),
    Row("our list lacks the PE", typed(OWN_LIST, " no 10", " no 20"), IDLE, "X01 KO-HV268 customer"),
    Row("over the limit, warning-only", swap(SUMMARY, r"3$", "51"), "BGP KO-HV218 degraded", "X09 KO-HV261 customer"),
]
IN_ROWS = [
    Row("extranet not joined", pe(extranet=False), "IN KO-HV220 down", "X02 KO-HV270 carrier"),
    Row("inbound list wrong", typed(f"no {IN_LIST}", f"{IN_LIST} {PERMIT_OTHER}"), "IN KO-HV220 down", "X02 KO-HV271 customer"),
    Row("no media range", pe(announces=without(MEDIA)), "IN KO-HV221 down", "X05 KO-HV273 twilio"),
    Row("no media range, and more", pe(announces=without(MEDIA, FORMER)), "IN KO-HV221 down", "X05 KO-HV273 twilio"),
    Row("one edge missing", pe(announces=without(FORMER)), "IN KO-HV222 degraded", "X02 KO-HV272 twilio"),
    Row("more than Twilio's", both(typed(f"{IN_LIST} seq 99 permit 0.0.0.0/0 le 32"), pe(leak=2)), "IN KO-HV223 degraded",
        "X02 KO-HV271 customer"),
]  # fmt: skip
OUT_ROWS = [
    Row("no route to announce", typed(*INSIDE, f"no {NULL}"), "OUT KO-HV225 down", "X03 KO-HV275 customer"),
    Row("outbound list wrong", typed(f"no {OUT_LIST}", f"{OUT_LIST} {PERMIT_OTHER}"), "OUT KO-HV225 down", "X03 KO-HV276 customer"),
    Row("more than ours", swap(ADVERTISED, r"^( \*> +)203\.0\.113\.128/26( .*)$", r"\g<0>\n\g<1>198.18.0.0/15   \g<2>"),
        "OUT KO-HV227 degraded", "X03 KO-HV276 customer"),
    Row("another prefix", swap(ADVERTISED, r"203\.0\.113\.128/26", "203.0.113.192/26"), "OUT KO-HV226 down", "X03 KO-HV276 customer"),
]  # fmt: skip
RIB_ROWS = [
    Row("not installed", swap(RIB, r"^B +168\.86\.128\.0 .*\n", ""), "RIB KO-HV230 down", "X08 KO-HV230 customer"),
    Row("a static beside BGP", typed("ip route vrf TWILIO 168.86.128.0 255.255.192.0 203.0.113.140"), "RIB KO-HV231 down",
        "X08 KO-HV231 customer"),
    Row("a more specific route", typed("ip route vrf TWILIO 168.86.130.0 255.255.255.0 203.0.113.140"), "RIB KO-HV232 degraded",
        "X08 KO-HV232 customer"),
]  # fmt: skip
INSIDE_ROWS = [
    Row("only Null0", typed(*INSIDE), "RIB-OWN KO-HV235 degraded", "X03 KO-HV235 customer"),
]
FW_ROWS = [
    Row("signalling missing", typed(OWN_LIST, " no 60"), "FW KO-HV240 down", "X04 KO-HV240 customer"),
    Row("media missing", typed(OWN_LIST, " no 210"), "FW KO-HV240 down", "X05 KO-HV240 customer"),
    Row("somebody's permit", typed(OWN_LIST, " 205 permit ip any any"), "FW KO-HV240 degraded", "X04 KO-HV240 customer"),
    Row("somebody's deny", typed(OWN_LIST, " 5 deny udp any any"), "FW KO-HV240 down", "X04 KO-HV240 customer"),
    Row("another order", typed(OWN_LIST, " no 30", f" 255 permit udp host 67.213.136.64 host {ASHBURN.device} eq 5060"),
        "FW KO-HV244 degraded", "X04 KO-HV244 customer"),
    Row("not attached", edge("no ip access-group TI-ASHBURN-ACL-IN in"), "FW KO-HV241 degraded", "X04 KO-HV241 customer"),
    Row("no list at all", says(ACL, ""), "FW KO-HV240 degraded", "X04 KO-HV240 customer"),
    Row("an edge that nobody told us", nothing, "FW KO-HV242 healthy", "X04 KO-HV280 customer", UNKNOWN_EDGE),
    Row("media to other ports", nothing, "FW KO-HV242 healthy", "X05 KO-HV281 customer",
        packet(f"udp 168.86.128.10:10000 {ASHBURN.device}:40000")),
    Row("a former media range", nothing, "FW KO-HV242 healthy", "X05 KO-HV284 twilio",
        packet(f"udp 208.78.112.100:10000 {ASHBURN.device}:16384")),
    Row("clients' signalling", nothing, "FW KO-HV242 healthy", "X13 KO-HV285 customer", packet(f"tcp 168.86.128.9:443 {ASHBURN.device}:50000")),
    Row("somebody else", nothing, "FW KO-HV242 healthy", "- KO-HV282 carrier", packet(f"tcp 198.18.0.1:40000 {ASHBURN.device}:22")),
    Row("denied without a log", nothing, "FW KO-HV242 healthy", "X04 KO-HV283 customer", both(UNKNOWN_EDGE, says(LOG, ""))),
    Row("calls over the Internet", both(DAY, COUNTED), "FW KO-HV243 healthy", "X07 KO-HV243 customer"),
]  # fmt: skip
QOS_ROWS = [
    Row("no policy", edge("no service-policy output TI-ASHBURN-SHAPE"), "QOS KO-HV250 degraded", "X06 KO-HV250 customer"),
    Row("another rate", typed("policy-map TI-ASHBURN-SHAPE", " class class-default", "  shape average 50000000"), "QOS KO-HV251 degraded",
        "X06 KO-HV251 customer"),
    Row("no voice class", swap(QUEUES, "TI-VOICE", "DATA"), "QOS KO-HV253 degraded", "X06 KO-HV253 customer"),
    Row("voice dropped", nothing, "QOS KO-HV252 degraded", "X06 KO-HV252 customer", calls=1400),
]  # fmt: skip
PREFERENCE_ROWS = [
    Row("preference one way only", swap(MAP_IN, r"^ +local-preference 200\n", ""), "PREF KO-HV257 degraded", "X08 KO-HV257 customer"),
]
