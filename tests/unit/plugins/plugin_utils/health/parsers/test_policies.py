"""Queues, route-maps, ARP and access lists at an interface: samples as routers print them, and whatever numbers stand in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers import arp, interface, ip_interface, policy_map, route_map
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.arp import ArpEntry
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ip_interface import IpInterface
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.policy_map import PolicyClass
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.route_map import RouteMapEntry
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.text import ParseError

#: As IOS-XE prints a priority class: its queue stands before it, shared by all priority classes; the class tells only what exceeded its rate.
QUEUES = """ GigabitEthernet0/0/1.310

  Service-policy output: TI-ASHBURN-SHAPE

    Class-map: class-default (match-any)
      {packets} packets, 5000 bytes
      5 minute offered rate 0000 bps, drop rate 0000 bps
      Match: any
      Queueing
      queue limit 416 packets
      (queue depth/total drops/no-buffer drops) 0/{outer}/0
      (pkts output/bytes output) 20/5000
      shape (average) cir 100000000, bc 400000, be 400000
      target shape rate 100000000

      Service-policy : TI-ASHBURN-CHILD

        queue stats for all priority classes:
          Queueing
          queue limit 512 packets
          (queue depth/total drops/no-buffer drops) 0/{queued}/0
          (pkts output/bytes output) 0/0

        Class-map: TI-VOICE (match-any)
          0 packets, 0 bytes
          5 minute offered rate 0000 bps, drop rate 0000 bps
          Match: access-group name TI-RTP
          Priority: 60% (60000 kbps), burst bytes 1500000, b/w exceed drops: {exceeded}

          QoS Set
            dscp ef
              Marker statistics: Disabled

        Class-map: class-default (match-any)
          0 packets, 0 bytes
          Match: any
"""
COUNT = st.integers(min_value=0, max_value=2**40)


@pytest.mark.requirement("TI-67", "IX-27")
@given(packets=COUNT, outer=COUNT, queued=COUNT, exceeded=COUNT)
def test_every_class_keeps_its_own_numbers(packets: int, outer: int, queued: int, exceeded: int) -> None:
    (policy,) = policy_map.parse(QUEUES.format(packets=packets, outer=outer, queued=queued, exceeded=exceeded))
    assert (policy.interface, policy.direction, policy.name) == ("GigabitEthernet0/0/1.310", "output", "TI-ASHBURN-SHAPE")
    assert policy.classes == (
        PolicyClass("TI-ASHBURN-SHAPE", "class-default", packets, outer, 100_000_000), PolicyClass("TI-ASHBURN-CHILD", "", 0, queued),
        PolicyClass("TI-ASHBURN-CHILD", "TI-VOICE", 0, exceeded), PolicyClass("TI-ASHBURN-CHILD", "class-default"),
    )  # fmt: skip


@pytest.mark.requirement("TI-67")
def test_two_directions_and_none() -> None:
    text = QUEUES.format(packets=1, outer=0, queued=0, exceeded=0)
    both = policy_map.parse(text + "\n  Service-policy input: CUSTOMER-LAN\n\n    Class-map: GOLD (match-any)\n      7 packets, 700 bytes\n")
    assert [(policy.interface, policy.direction, policy.name, len(policy.classes)) for policy in both] == [
        ("GigabitEthernet0/0/1.310", "output", "TI-ASHBURN-SHAPE", 4), ("GigabitEthernet0/0/1.310", "input", "CUSTOMER-LAN", 1),
    ]  # fmt: skip
    assert policy_map.parse("") == policy_map.parse(" \r\n") == []


@pytest.mark.requirement("TI-52")
def test_route_maps_tell_what_they_set() -> None:
    text = """route-map TI-SAN-JOSE-OUT, permit, sequence 10
  Match clauses:
    ip address prefix-lists: TI-SAN-JOSE-OUT
  Set clauses:
    as-path prepend 65030  65030 65030
  Policy routing matches: 0 packets, 0 bytes
route-map TI-SAN-JOSE-OUT, deny, sequence 20
  Match clauses:
  Set clauses:
  Policy routing matches: 0 packets, 0 bytes
"""
    assert route_map.parse(text) == [
        RouteMapEntry("TI-SAN-JOSE-OUT", "permit", 10, ("as-path prepend 65030 65030 65030",)), RouteMapEntry("TI-SAN-JOSE-OUT", "deny", 20),
    ]  # fmt: skip


@pytest.mark.requirement("TI-61")
def test_who_answers_on_the_wire() -> None:
    text = """Protocol  Address          Age (min)  Hardware Addr   Type   Interface
Internet  198.51.100.1            0   Incomplete      ARPA
Internet  198.51.100.2            -   0050.56ca.0976  ARPA   GigabitEthernet0/0/1.310
"""
    assert arp.parse(text) == [ArpEntry("198.51.100.1", None), ArpEntry("198.51.100.2", "0050.56ca.0976", "GigabitEthernet0/0/1.310")]


@pytest.mark.requirement("TI-60", "TI-66")
def test_what_is_attached_to_an_interface() -> None:
    head = "GigabitEthernet0/0/1.310 is up, line protocol is up\n  Internet address is 198.51.100.2/30\n"
    lists = "  Outgoing Common access list is not set\n  Outgoing access list is not set\n  Inbound  access list is TI-IN\n"
    lists += '  VPN Routing/Forwarding "TWILIO"\n'
    assert ip_interface.parse(head + lists) == [IpInterface("GigabitEthernet0/0/1.310", "TWILIO", "TI-IN", None)]
    assert ip_interface.parse(head) == [IpInterface("GigabitEthernet0/0/1.310")]
    (shown,) = interface.parse(head + "  Encapsulation 802.1Q Virtual LAN, Vlan ID  310.\n")
    assert (shown.vlan, shown.address, shown.prefix_length) == (310, "198.51.100.2", 30)


@pytest.mark.parametrize("parse", [policy_map.parse, route_map.parse, arp.parse, ip_interface.parse])
def test_empty_is_empty_and_an_error_is_an_error(parse) -> None:
    assert parse("") == []
    for text in ("% Invalid input detected at '^' marker.", "Command authorization failed.", "something else altogether"):
        with pytest.raises(ParseError):
            parse(text)
