"""The two modules of Interconnect's health: a reported symptom joins the findings, and the sites are told from what was registered."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.action.interconnect_health import ActionModule as RouterHealth
from ansible_collections.kyoten.onramp.plugins.action.interconnect_site_health import ActionModule as SiteHealth
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Report
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.locations import ConnectionVerdict, LocationsVerdict
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.show import as_data
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.verdict import FAIL, PASS, Check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.play import health
from tests.unit.lab.interconnect_support import ASHBURN
from tests.unit.plugins.plugin_utils.health.interconnect.scene import design

LOCATIONS = ("ashburn", "san-jose")


def told(host: str, location: str, *, up: bool) -> dict[str, Any]:
    """What ``interconnect_health`` registers for a router."""
    checks = (Check("LINK", "TI-60", PASS), Check("BGP", "TI-61", PASS if up else FAIL))
    connection = ConnectionVerdict(location, location.upper(), host, "GigabitEthernet0/0/2.310", checks)
    return {"verdicts": [as_data(LocationsVerdict("fukuoka-sbc", host, (connection,), LOCATIONS))]}


class Play:
    """The variables of a play with both routers of a site, and one host that carries none."""

    def __init__(self, *registered: dict[str, Any]) -> None:
        hosts = ["fukuoka-r1", "fukuoka-r2", "elsewhere"]
        site = {"interconnect_site": {"name": "fukuoka-sbc"}}
        self.hosts = {"elsewhere": {}, **{host: {**site, "state": found} for host, found in zip(hosts, registered, strict=False)}}

    def one(self, _name: str, _default: Any) -> list[str]:
        return list(self.hosts)

    def of(self, host: str, names: list[str], _problems: list[Any]) -> dict[str, Any]:
        return {name: value for name, value in self.hosts[host].items() if name in names}


def site_action(play: Play) -> dict[str, Any]:
    action = object.__new__(SiteHealth)
    action.variables, action.language = play, "en"
    return action.act({"register": "state"})


@pytest.mark.requirement("TI-68")
def test_sites_are_told_from_what_their_routers_registered() -> None:
    first, second = told("fukuoka-r1", "ashburn", up=True), told("fukuoka-r2", "san-jose", up=True)
    good = site_action(Play(first, second))
    assert (good["sites"], good["msg"], good.get("failed")) == ({"fukuoka-sbc": "healthy"}, "fukuoka-sbc: healthy", None)
    for bad in (told("fukuoka-r2", "san-jose", up=False), {"unreachable": True}):
        half = site_action(Play(first, bad))
        assert (half["sites"], half["failed"], half["codes"]) == ({"fukuoka-sbc": "degraded"}, True, ["KO-HV206", "KO-HV203"])


def test_a_reported_symptom_joins_the_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    made = design(ASHBURN)
    checked = Report(LocationsVerdict("fukuoka-sbc", "fukuoka-r1", (), LOCATIONS))
    monkeypatch.setattr(health.HealthAction, "reports", lambda _self, _made, _options: [checked])
    monkeypatch.setattr(health, "Designs", lambda *_args: SimpleNamespace(of=lambda _host: [made]))
    action = object.__new__(RouterHealth)
    action.variables, action.language = SimpleNamespace(host="fukuoka-r1"), "en"
    result = action.act({"reported": ["twilio_62006"], "patience": 1, "sample_seconds": 0})
    assert [(finding["row"], finding["code"], finding["who"]) for finding in result["verdicts"][0]["findings"]] == [("X11", "KO-HV292", "twilio")]
    assert "Twilio acts" in result["health"][-2]
