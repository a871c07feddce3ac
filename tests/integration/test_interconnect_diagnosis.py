"""The diagnosis over SSH: what the product has installed is disturbed, and the verification names row, cause and who must act (X01..X06).

Every row that there is stands in the table of the unit tests; these are the ones whose evidence is asked for in a second reading.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.branch import Branch

Routers = Callable[..., Branch]
Disturb = Callable[[Branch], object]
HOST, ACL = "fukuoka-r1", "ip access-list extended TI-ASHBURN-ACL-IN"
SETTLED = 300  #: lab seconds, above BGP's hold time
QUICK = {"patience": 0.3, "poll_seconds": 0.1, "sample_seconds": 0.3}


def _alter(lab: Any, location: str, settings: dict[str, str]) -> None:
    lab.world.interconnect.alter("fukuoka-sbc", location, settings)


def _boot(lab: Any, startup: str) -> None:
    lab.routers[HOST].startup = startup
    lab.routers[HOST].reload()


def far(location: str = "ashburn", **settings: str) -> Disturb:
    """The carrier's or Twilio's side is another."""
    return lambda router: router.lab.do(_alter, location, settings)


def typed(*lines: str) -> Disturb:
    """Somebody configures the router."""
    return lambda router: router.configure(*lines)


@pytest.fixture(scope="module")
def _installed() -> dict[str, str]:
    """The saved configuration after the first run."""
    return {}


@pytest.fixture
def working(branch: Routers, _installed: dict[str, str]) -> Branch:
    """The router after a first run of the product."""
    router = branch(HOST, "interconnect")
    if HOST in _installed:
        router.lab.do(_boot, _installed[HOST])
        router.advance(SETTLED)
    else:
        assert router.run().status == "changed"
        _installed[HOST] = router.startup()
    return router


TABLE = [
    ("no calls", lambda _router: None, "healthy", []),
    ("another password", far(password="another"), "down", ["BGP X01 KO-HV263 carrier"]),
    ("PE silent", far(down="true"), "down", ["BGP X01 KO-HV265 carrier"]),
    ("extranet not joined", far(extranet="false"), "down", ["IN X02 KO-HV270 carrier"]),
    ("no media range", far(announces="[67.213.136.64/26, 208.78.112.64/26]"), "down", ["IN X05 KO-HV273 twilio"]),
    ("outbound list", typed("ip prefix-list TI-ASHBURN-OUT seq 1 deny 203.0.113.128/26"), "down", ["OUT X03 KO-HV276 customer"]),
    ("denied both ways, not logged", far("site", calls="20", media_address="208.78.112.100"), "healthy", ["FW X04 KO-HV283 customer"] * 2),
    ("an entry of ours is gone", typed(ACL, " no 30"), "down", ["FW X04 KO-HV240 customer"]),
    ("more calls than the port", far("site", calls="1400"), "degraded", ["QOS X06 KO-HV252 customer"]),
]


@pytest.mark.requirement("TI-61", "TI-62", "TI-63", "TI-66", "TI-67")
@pytest.mark.parametrize(("name", "disturb", "status", "causes"), TABLE, ids=[name for name, *_rest in TABLE])
def test_the_verification_names_the_cause(working: Branch, name: str, disturb: Disturb, status: str, causes: list[str]) -> None:
    disturb(working)
    working.advance(SETTLED)
    report = working.verify(**QUICK)
    found = [f"{finding.layer} {finding.row} {finding.code} {finding.who}" for finding in report.findings]
    assert (report.verdict.status, found) == (status, causes), report.verdict.problems
    assert all(finding.command and finding.lines for finding in report.findings), "the evidence is told"
