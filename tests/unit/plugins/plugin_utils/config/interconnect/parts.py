"""What the role really renders for a CE, as parts to plan, and routers of customers on which it can stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import load_ownership
from ansible_collections.kyoten.onramp.plugins.plugin_utils.render import render
from tests.unit.plugins.plugin_utils.config.model import Router
from tests.unit.plugins.plugin_utils.config.sites import planned
from tests.unit.plugins.plugin_utils.design.interconnect.made import designed, given
from tests.unit.plugins.plugin_utils.intent.interconnect.sites import FIRST

EMPTY = "hostname ce-tokyo-1\n!\ninterface GigabitEthernet0/0/1\n load-interval 30\n!\n"
INSIDE = """\
vrf definition TWILIO
 rd 65010:9
 address-family ipv4
 exit-address-family
!
interface GigabitEthernet0/0/9
 description inside
 vrf forwarding TWILIO
 ip address 203.0.113.1 255.255.255.128
!
"""
BGP = """\
router bgp 65010
 bgp router-id 10.1.0.1
 neighbor 10.1.0.2 remote-as 65010
 neighbor 10.1.0.2 description core
 address-family ipv4
  network 203.0.113.0 mask 255.255.255.128
  neighbor 10.1.0.2 activate
 exit-address-family
 address-family ipv4 vrf OFFICE
  network 10.20.0.0 mask 255.255.0.0
  neighbor 10.2.0.2 remote-as 65020
  neighbor 10.2.0.2 description kyoten:interconnect:tokyo-sbc-2:ashburn
  neighbor 10.2.0.2 activate
 exit-address-family
"""
OFFICE = "vrf definition OFFICE\n rd 65010:77\n address-family ipv4\n exit-address-family\n"


def part_of(variables: Mapping[str, Any], host: str = FIRST) -> Part:
    """The part of a site on ``host``."""
    made = designed(variables, host)
    return Part("interconnect", render("interconnect", "ios_xe", made), load_ownership("ios_xe", "interconnect", made))


def part(base: str = "tokyo", host: str = FIRST, **changes: Any) -> Part:
    """The part of the reference site with changes (see ``made.given``)."""
    return part_of(given(base, **changes), host)


def installed(base: str, *parts: Part) -> str:
    """What a router with ``base`` shows after the plan for ``parts``."""
    change = planned(base, *parts)
    assert change.problems == []
    return Router(base).run(change.commands).text()
