"""All lab routers as delivered, configured with the reference, read over SSH by a client that nobody here wrote (IX-51, IX-56)."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from netmiko import ConnectHandler

from tests.lab import Lab
from tests.unit.lab.head_end_support import NAGOYA, OSAKA, TOKYO, Link, reference

VRF_NAMES = {"inside": "VOICE", "transport": "INET"}
ROUTERS: list[tuple[str, list[Link], dict[str, object]]] = [
    ("osaka-r1", OSAKA, {}), ("tokyo-r1", TOKYO[:1], {}), ("tokyo-r2", TOKYO[1:], {}), ("nagoya-r1", NAGOYA, {**VRF_NAMES, "cbc": True})]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """The lab's routers, each with the reference configuration added to what it was delivered with."""
    with Lab() as lab:
        lab.start_topology()
        for name, links, options in ROUTERS:
            text = reference(links, links[0].me, **options).replace(f" bgp router-id {links[0].own_gre}\n", "")  # type: ignore[arg-type]
            said = lab.routers[name].configure(text)
            assert [line for line in said if (line.startswith("%") and "NOTE" not in line) or line.endswith(("invalid", "incomplete"))] == []
        lab.clock.advance(40)
        yield lab


def read(lab: Lab, name: str, *commands: str) -> list[str]:
    """The outputs of the commands as netmiko returns them."""
    with ConnectHandler(device_type="cisco_xe", host="127.0.0.1", port=lab.routers[name].port, username="kyoten", password="lab-login-password",
                        secret="lab-enable-password", fast_cli=True) as client:
        client.enable()
        return [str(client.send_command(command)) for command in commands]


@pytest.mark.requirement("IX-51", "IX-52", "IX-17", "IX-18", "IX-23")
@pytest.mark.parametrize(("name", "links", "options"), ROUTERS, ids=[router[0] for router in ROUTERS])
def test_the_delivered_router_with_the_reference_is_healthy(lab: Lab, name: str, links: list[Link], options: dict[str, object]) -> None:
    family, vrf = ("vpnv4 vrf VOICE ", "vrf VOICE ") if options else ("", "")
    sa, esp, summary, route, ping, log = read(
        lab, name, "show crypto ikev2 sa", "show crypto ipsec sa", f"show ip bgp {family}summary", f"show ip route {vrf}bgp",
        f"ping {vrf}{links[0].far} source Tunnel101" if links[0].number == 101 else f"ping {links[0].far} source Tunnel102", "show logging")
    assert sa.count("READY") == len(links)
    assert esp.count("ACTIVE(ACTIVE)") == 2 * len(links)
    assert "(5/5)" in ping
    for link in links:
        assert next(line for line in summary.splitlines() if line.startswith(link.far)).split()[-1] == "2"
        assert link.half in route
        assert f"%BGP-5-ADJCHANGE: neighbor {link.far}" in log
    assert lab.world.events == []


def test_the_core_switch_of_osaka_keeps_its_session(lab: Lab) -> None:
    summary, sent = read(lab, "osaka-r1", "show ip bgp summary", "show ip bgp neighbors 10.1.0.2 advertised-routes")
    assert next(line for line in summary.splitlines() if line.startswith("10.1.0.2")).split()[-1] == "2"
    assert "10.1.0.0/16" in sent
    assert "192.0.2" not in sent
