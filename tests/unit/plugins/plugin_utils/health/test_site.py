"""A site's state survives the way through Ansible's registered results (VC-77)."""

from __future__ import annotations

import json

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import virtual_connect
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.show import as_data, verdict_of
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.site import site_problems, site_verdicts
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.verdict import FAIL, PASS, Check, TunnelVerdict, Verdict


def told(host: str, dc: str, *, up: bool) -> dict[str, object]:
    own, other = ("192.0.2.0/25", "192.0.2.128/25") if dc == "dc1" else ("192.0.2.128/25", "192.0.2.0/25")
    checks = (Check("IKE", "VC-68", PASS if up else FAIL), Check("RIB", "VC-75", PASS if up else "not tested"))
    tunnel = TunnelVerdict(dc, dc.upper(), host, "Tunnel101", own, other, "192.0.2.0/24", checks)
    return json.loads(json.dumps(as_data(Verdict("tokyo-hub", host, (tunnel,)))))


@pytest.mark.requirement("VC-77")
@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (told("r1", "dc1", up=True), told("r2", "dc2", up=True), "healthy"),
        (told("r1", "dc1", up=False), told("r2", "dc2", up=True), "degraded"),
        (None, told("r2", "dc2", up=True), "degraded"),
        (told("r1", "dc1", up=False), told("r2", "dc2", up=False), "down"),
        (None, None, "down"),
    ],
)
def test_both_cpes_make_the_site(first: dict | None, second: dict | None, status: str) -> None:
    verdicts = site_verdicts({"tokyo-hub": ["r1", "r2"]}, {"r1": first, "r2": second}, virtual_connect)
    assert verdicts["tokyo-hub"].status == status
    assert [problem.code for problem in site_problems(verdicts)] == ([] if status == "healthy" else ["KO-HV005"])


@pytest.mark.requirement("VC-77")
def test_the_problem_names_the_half_on_backup() -> None:
    verdicts = site_verdicts({"tokyo-hub": ["r1", "r2"]}, {"r1": told("r1", "dc1", up=False), "r2": told("r2", "dc2", up=True)}, virtual_connect)
    assert site_problems(verdicts)[0].details["lacking"] == "192.0.2.0/25 (DC1)"


def test_a_verdict_keeps_what_its_state_needs() -> None:
    data = told("r1", "dc1", up=False)
    again = verdict_of(data)
    assert (again.status, again.tunnels[0].on_backup, again.tunnels[0].failed.name) == ("down", True, "IKE")
