"""Every vector of sizing.md, section 7: a site against the cap of 250 Mbps and its line."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design import sizing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import describe
from tests.unit.plugins.plugin_utils.design.sites import CBC, one_cpe
from tests.unit.plugins.plugin_utils.design.vectors import refused, rows

# codec encryption integrity nat | kbit/s | calls at ceiling 1.0 0.8 0.75
CAP = """
g711 aes-gcm-256 - no | 112.00 | 2232 1785 1674
g711 aes-gcm-256 - yes | 115.20 | 2170 1736 1627
g711 aes-cbc-256 sha256 no | 120.00 | 2083 1666 1562
g711 aes-cbc-256 sha256 yes | 123.20 | 2029 1623 1521
g729 aes-gcm-128 - no | 56.00 | 4464 3571 3348
g729 aes-cbc-128 sha256 no | 62.40 | 4006 3205 3004
"""


@pytest.mark.requirement("VC-04", "SZ-31", "SZ-32", "SZ-33")
@pytest.mark.parametrize(("given_", "kbps", "calls"), rows(CAP))
def test_calls_within_the_cap(given_: list[str], kbps: list[str], calls: list[str]) -> None:
    codec, encryption, integrity, nat = given_
    for ceiling, most in zip((1, 0.8, 0.75), map(int, calls), strict=True):
        ipsec = {"encryption": encryption, "integrity": None if integrity == "-" else integrity, "pfs_group": 20, "lifetime": 3600}
        site = one_cpe(crypto__ipsec=ipsec, access__nat_in_path=nat == "yes", sizing__codec=codec, sizing__srtp_tag=0, sizing__ceiling=ceiling)
        for count, fits in ((most, True), (most + 1, False)):
            site["sizing"]["concurrent_calls"] = count
            demand = sizing.virtual_connect_demand(site)
            assert [demand["kbps_per_call"]] == kbps
            assert (demand["fits_cap"], demand["max_calls"]) == (fits, most)


@pytest.mark.requirement("VC-04", "SZ-04", "SZ-31")
def test_the_example_verdicts() -> None:
    site = one_cpe(**CBC, sizing__srtp_tag=0, sizing__concurrent_calls=1666)
    fits = sizing.virtual_connect_demand(site)
    assert (fits["total_mbps"], fits["limit_mbps"], fits["fits"]) == ("199.92", "200.00", True)
    site["sizing"]["concurrent_calls"] = 1667
    over = sizing.virtual_connect_demand(site)
    assert (over["total_mbps"], over["fits_cap"], over["headroom_calls"]) == ("200.04", False, -1)
    uplink = sizing.virtual_connect_demand(one_cpe(access__uplink_mbps=100))
    assert [uplink[key] for key in ("esp", "frame", "frame_kbps", "frame_mbps", "uplink_limit_mbps")] == [288, 306, "122.40", "48.96", "80.00"]
    assert uplink["fits_uplink"] and uplink["uplink_share_percent"] == "61.2"
    given_ = {"calls": 400, "codec": "g711", "ptime_ms": 20, "srtp_tag": 10, "ceiling": "0.8", "suite": "gcm", "nat_t": False}
    assert given_.items() <= uplink.items()


@pytest.mark.requirement("SZ-01", "SZ-31")
def test_a_demand_that_fills_the_limit_exactly_fits() -> None:
    """1750 calls x 112 kbit/s are 196 Mbps, exactly 250 x 0.784; on Ethernet 1000 x 119.2 are 119.2 Mbps, exactly 149 x 0.8."""
    site = one_cpe(sizing__srtp_tag=0, sizing__concurrent_calls=1750, sizing__ceiling=0.784)
    demand = sizing.virtual_connect_demand(site)
    assert (demand["fits_cap"], demand["headroom_calls"], demand["total_mbps"], demand["limit_mbps"]) == (True, 0, "196.00", "196.00")
    site["sizing"].update(concurrent_calls=1000, ceiling=0.8)
    site["access"]["uplink_mbps"] = 149
    assert sizing.virtual_connect_demand(site)["fits_uplink"]
    site["access"]["uplink_mbps"] = 148.99
    assert not sizing.virtual_connect_demand(site)["fits_uplink"]


@pytest.mark.requirement("SZ-31")
def test_reserved_traffic_is_taken_off_the_usable_uplink() -> None:
    site = one_cpe(access__uplink_mbps=100, access__reserved_mbps=31.04)
    assert sizing.virtual_connect_demand(site)["fits_uplink"]
    site["access"]["reserved_mbps"] = 31.05
    demand = sizing.virtual_connect_demand(site)
    assert (demand["fits_uplink"], demand["fits_cap"], demand["uplink_limit_mbps"]) == (False, True, "48.95")
    site["access"]["reserved_mbps"] = 500
    assert sizing.virtual_connect_demand(site)["uplink_limit_mbps"] == "0.00"


@pytest.mark.requirement("SZ-33")
def test_calls_per_mbps_are_not_twilios_ten() -> None:
    cbc, gcm = (sizing.virtual_connect_demand(one_cpe(sizing__srtp_tag=0, **change)) for change in (CBC, {}))
    assert [cbc["calls_per_mbps"], cbc["frame_calls_per_mbps"], gcm["calls_per_mbps"], gcm["frame_calls_per_mbps"]] == [
        "8.33",
        "7.86",
        "8.93",
        "8.39",
    ]
    assert cbc["inner_kbps"] == "80.00"


@pytest.mark.requirement("SZ-05")
@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"sizing__ceiling": 1.2}, "sizing.ceiling: 1.2 is not in (0, 1]"),
        ({"sizing__ceiling": 0}, "sizing.ceiling: 0 is not in (0, 1]"),
        ({"sizing__ceiling": "0.8"}, "sizing.ceiling: '0.8' is not in (0, 1]"),
        ({"sizing__ceiling": True}, "sizing.ceiling: True is not in (0, 1]"),
        ({"sizing__concurrent_calls": -1}, "sizing.concurrent_calls: -1 is not a whole number of calls, 0 or more"),
        ({"sizing__concurrent_calls": 1.5}, "sizing.concurrent_calls: 1.5 is not a whole number of calls, 0 or more"),
        ({"access__uplink_mbps": None}, "access.uplink_mbps: None is not a bandwidth in Mbps"),
        ({"access__reserved_mbps": -1}, "access.reserved_mbps: -1 is not a bandwidth in Mbps"),
    ],
)
def test_demands_that_cannot_be_computed_are_refused(change: dict[str, Any], text: str) -> None:
    problem = refused(sizing.virtual_connect_demand, one_cpe(**change))
    assert f"{problem.path}: {describe(problem).message}" == f"virtual_connect_site.{text}"


@pytest.mark.requirement("SZ-06", "SZ-31")
@given(st.integers(0, 5000), st.integers(1, 100))
def test_more_calls_never_need_less_and_the_limit_is_exact(calls: int, hundredths: int) -> None:
    demand = sizing.virtual_connect_demand(one_cpe(sizing__concurrent_calls=calls, sizing__ceiling=hundredths / 100))
    needed, limit = Fraction(288 * 8 * 50, 1000) * calls, Fraction(250 * 1000 * hundredths, 100)
    assert demand["fits_cap"] == (needed <= limit)
    assert demand["max_calls"] == limit // Fraction("115.2")
