"""The routers of Twilio Interconnect over SSH, configured by netmiko and read through parsers that nobody here wrote (ntc-templates)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from netmiko import ConnectHandler
from ntc_templates.parse import parse_output

from tests.lab import Lab

from .interconnect_support import ASHBURN, SAN_JOSE, TWILIO, Connection, reference

USER = {"username": "kyoten", "password": "lab-login-password", "secret": "lab-enable-password"}


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """Both routers, each sent the reference line by line by netmiko, refusals being errors."""
    with Lab() as lab:
        lab.start_topology(ces=2)
        for each in (ASHBURN, SAN_JOSE):
            with client(lab, each) as session:
                session.send_config_set(reference(each, with_vrf=False).splitlines(), error_pattern=r"(?m)^%|Invalid input|CBWFQ")
        lab.world.interconnect.sites["fukuoka-sbc"].calls = 100
        lab.clock.advance(100)
        yield lab


def client(lab: Lab, each: Connection) -> Any:
    """A privileged session."""
    session = ConnectHandler(device_type="cisco_xe", host="127.0.0.1", port=lab.routers[each.router].port, **USER, fast_cli=True)
    session.enable()
    return session


@pytest.mark.requirement("TI-61", "TI-62", "TI-64", "IX-23", "IX-26")
@pytest.mark.parametrize("each", [ASHBURN, SAN_JOSE], ids=["ashburn", "san-jose"])
def test_foreign_parsers_read_sessions_routes_vrfs_and_interfaces(lab: Lab, each: Connection) -> None:
    with client(lab, each) as session:
        text = session.send_command("show ip bgp vpnv4 all summary")
        read = [session.send_command(line, use_textfsm=True) for line in (
            "show ip route vrf TWILIO", "show vrf", f"show interfaces {each.interface}", "show ip arp vrf TWILIO",
        )]  # fmt: skip
    assert all(isinstance(found, list) for found in read), read
    summary = parse_output(platform="cisco_ios", command="show ip bgp summary", data=text)
    routes, vrfs, links, arp = read
    assert [(row["bgp_neighbor"], row["neighbor_as"], row["state_or_prefixes_received"]) for row in summary] == [(each.pe, "64700", "3")]
    learned = {f"{row['network']}/{row['prefix_length']}" for row in routes if row["protocol"] == "B" and row["nexthop_ip"] == each.pe}
    assert learned == set(TWILIO)
    assert [(row["name"], row["default_rd"]) for row in vrfs] == [("TWILIO", f"65030:{each.vlan}")]
    link = [links[0][name] for name in ("vlan_id", "ip_address", "link_status", "protocol_status")]
    assert link == [str(each.vlan), each.own, "up", "up"]
    assert each.pe in {row["ip_address"] for row in arp}


@pytest.mark.requirement("TI-66", "IX-27")
def test_foreign_parsers_read_what_an_access_list_has_matched(lab: Lab) -> None:
    with client(lab, ASHBURN) as session:
        entries = session.send_command(f"show ip access-lists {ASHBURN.label}-ACL-IN", use_textfsm=True)
    media = next(row for row in entries if row["line_num"] == "210")
    assert int(media["matches"].split()[0] if isinstance(media["matches"], str) else media["matches"]) >= 100 * 50 * 90
