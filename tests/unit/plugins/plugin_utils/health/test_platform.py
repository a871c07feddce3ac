"""VC-07: which platforms are known to carry GRE over IPsec with eBGP."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.platform import supports
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import describe, line

OUTPUTS = next(folder for folder in Path(__file__).parents if folder.name == "unit") / "fixtures" / "outputs"


def shown(platform, licence=""):
    return f"Cisco IOS XE Software, Version 17.09.04a\n\n{licence}\n\ncisco {platform} (VXE) processor (revision VXE) with 1K/2K bytes of memory.\n"


@pytest.mark.requirement("VC-07")
@pytest.mark.parametrize(
    "platform",
    ["C8000V", "C8200-1N-4T", "C8300-1N1S-6T", "C8500-12X4QC", "ISR4331/K9", "C1111-8P", "C1161X-8P", "ASR1001-X", "ASR1002-HX", "CSR1000V"],
)
def test_known_platforms_pass(platform):
    assert supports(shown(platform)) is None
    assert supports(shown(platform, "License Level: network-advantage")) is None


@pytest.mark.requirement("VC-07")
@pytest.mark.parametrize("platform", ["C9300-24T", "WS-C3850-24T", "ISR921", "C1000-8T", "C891F-K9", "Catalyst"])
def test_unknown_platforms_are_refused(platform):
    problem = supports(shown(platform), "osaka-r1")
    assert (problem.code, problem.level, problem.value) == ("KO-HV095", "error", platform)
    assert describe(problem).message == f"platform {platform} is not known to support GRE over IPsec with eBGP"
    assert line(problem).startswith(f"KO-HV095 osaka-r1: platform {platform} is not known to support GRE over IPsec with eBGP — ")


@pytest.mark.requirement("VC-07")
def test_a_licence_level_without_ipsec_is_only_warned_about():
    problem = supports((OUTPUTS / "version_isr4331.txt").read_text(encoding="utf-8"))
    assert (problem.code, problem.level, problem.details["platform"]) == ("KO-HV096", "warning", "ISR4331/K9")
    assert supports((OUTPUTS / "version_c8300.txt").read_text(encoding="utf-8")) is None
    assert supports(shown("CSR1000V", "License Level: ipbase")).level == "warning"
    assert supports(shown("CSR1000V", "License Level: ax")) is None


@given(st.text())
def test_any_other_text_is_an_unknown_platform(text):
    problem = supports(text)
    assert problem is None or problem.code in ("KO-HV095", "KO-HV096")
    assert supports("").value == "?"
