"""What kind of device a host is reaches the intent room, which refuses an RTX as CPE of Virtual Connect (RX-59)."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.play.variables import Variables
from tests.unit.plugins.plugin_utils.intent.sites import variables
from tests.unit.plugins.plugin_utils.play.test_variables import Templar


@pytest.mark.requirement("RX-59")
@pytest.mark.parametrize(
    ("network_os", "refused"),
    [("kyoten.onramp.yamaha_rtx", True), ("yamaha_network.rtx.rtx", True), ("cisco.ios.ios", False), ("rtx.lab.ios", False)],
)
def test_an_rtx_is_refused_by_the_variable_that_says_so(network_os: str, refused: bool) -> None:
    host = {"inventory_hostname": "osaka-r1", "hostvars": {}, "ansible_network_os": network_os, "ansible_password": "x", **variables()}
    inputs, problems = Variables(Templar(), host).inputs(["virtual_connect"], ["osaka-r1"])
    assert problems == [] and inputs["osaka-r1"]["ansible_password"] is None
    assert ("KO-VC007" in [problem.code for problem in check("virtual_connect", inputs)[1]]) == refused
