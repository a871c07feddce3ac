"""Every vector of sizing.md, sections 3b and 4 (MTU and MSS), and the properties SZ-06 and SZ-11."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design import sizing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import describe, line
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError
from tests.unit.plugins.plugin_utils.design.vectors import refused, rows

# path suites NAT-T | M inner MSS-max ip-mtu/mss 1350-fits
MTU = """
1500 gcm no | 1446 1422 1382 1400/1350 yes
1500 gcm yes | 1438 1414 1374 1400/1350 yes
1500 cbc-sha1,cbc-sha256 no | 1438 1414 1374 1400/1350 yes
1500 cbc-sha1,cbc-sha256 yes | 1422 1398 1358 1398/1350 yes
1500 cbc-sha384,cbc-sha512 no | 1422 1398 1358 1398/1350 yes
1500 cbc-sha512 yes | 1406 1382 1342 1382/1342 no
1492 gcm no | 1438 1414 1374 1400/1350 yes
1492 gcm yes | 1430 1406 1366 1400/1350 yes
1492 cbc-sha256 no,yes | 1422 1398 1358 1398/1350 yes
1492 cbc-sha384 no | 1422 1398 1358 1398/1350 yes
1492 cbc-sha384 yes | 1406 1382 1342 1382/1342 no
1492 cbc-sha512 no,yes | 1406 1382 1342 1382/1342 no
1460 gcm no | 1406 1382 1342 1382/1342 no
1460 gcm yes | 1398 1374 1334 1374/1334 no
1460 cbc-sha256 no,yes | 1390 1366 1326 1366/1326 no
1460 cbc-sha512 no,yes | 1374 1350 1310 1350/1310 no
1454 gcm no | 1398 1374 1334 1374/1334 no
1454 gcm yes | 1390 1366 1326 1366/1326 no
1454 cbc-sha256 no | 1390 1366 1326 1366/1326 no
1454 cbc-sha256 yes | 1374 1350 1310 1350/1310 no
1454 cbc-sha512 yes | 1358 1334 1294 1334/1294 no
1438 gcm no | 1382 1358 1318 1358/1318 no
1438 cbc-sha256 no | 1374 1350 1310 1350/1310 no
1400 gcm no | 1346 1322 1282 1322/1282 no
9184 gcm no | 9130 9106 9066 1400/1350 yes
"""


@pytest.mark.requirement("SZ-11", "SZ-20", "SZ-21")
@pytest.mark.parametrize(("given_", "expected"), rows(MTU))
def test_mtu_and_mss(given_: list[str], expected: list[str]) -> None:
    path, suites, nats = given_
    for suite in suites.split(","):
        for nat in nats.split(","):
            got = sizing.tunnel_mtu(int(path), suite, nat == "yes")
            shown = [got["plaintext"], got["inner"], got["mss_max"], f"{got['ip_mtu']}/{got['mss']}"]
            assert [*map(str, shown), "yes" if got["mss_max"] >= 1350 else "no"] == expected
            assert (got["plaintext"] >= 1414) == (expected[-1] == "yes")
            assert (got["path_mtu"], got["suite"], got["nat_t"]) == (int(path), suite, nat == "yes")


@pytest.mark.requirement("SZ-11")
@given(st.integers(576, 9216), st.sampled_from(sizing.suites()), st.booleans())
def test_the_plaintext_mtu_is_the_largest_packet_that_fits(path: int, suite: str, nat_t: bool) -> None:
    largest = sizing.plaintext_mtu(path, suite, nat_t)
    assert sizing.esp_bytes(largest, suite, nat_t) <= path < sizing.esp_bytes(largest + 1, suite, nat_t)


@pytest.mark.requirement("SZ-06")
@given(st.integers(608, 9215), st.sampled_from(sizing.suites()), st.booleans())
def test_a_lower_path_mtu_never_raises_the_mss(path: int, suite: str, nat_t: bool) -> None:
    try:
        lower = sizing.tunnel_mtu(path, suite, nat_t)
    except OnrampError:
        return
    higher = sizing.tunnel_mtu(path + 1, suite, nat_t)
    assert all(lower[key] <= higher[key] for key in ("plaintext", "mss_max", "ip_mtu", "mss"))
    assert lower["mss"] + 40 <= lower["ip_mtu"] <= lower["inner"]


@pytest.mark.requirement("SZ-20")
@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"mss": 1300}, (1400, 1300)),
        ({"mss": 1380}, (1420, 1380)),
        ({"ip_mtu": 1300}, (1300, 1260)),
        ({"ip_mtu": 1422}, (1422, 1350)),
        ({"ip_mtu": 1422, "mss": 1382}, (1422, 1382)),
    ],
)
def test_values_that_are_given_are_kept_if_they_fit(given_: dict[str, int], expected: tuple[int, int]) -> None:
    got = sizing.tunnel_mtu(1500, "gcm", **given_)
    assert (got["ip_mtu"], got["mss"]) == expected


@pytest.mark.requirement("SZ-20", "SZ-23")
@pytest.mark.parametrize(
    ("path_mtu", "given_", "text"),
    [
        (1454, {"mss": 1350}, "KO-SZ011 tunnels.dc1.mss: 1350 exceeds 1334 (path MTU 1454, gcm)"),
        (1454, {"ip_mtu": 1400}, "KO-SZ011 tunnels.dc1.ip_mtu: 1400 exceeds 1374 (path MTU 1454, gcm)"),
        (1454, {"ip_mtu": 1300, "mss": 1334}, "KO-SZ011 tunnels.dc1.mss: 1334 exceeds 1260 (path MTU 1454, gcm)"),
        (9000, {"mss": 1461}, "KO-SZ011 tunnels.dc1.mss: 1461 exceeds 1460 (path MTU 9000, gcm)"),
        (1500, {"mss": 499}, "KO-SZ010 tunnels.dc1.mss: 499 is below 500"),
        (1500, {"ip_mtu": 67}, "KO-SZ010 tunnels.dc1.ip_mtu: 67 is below 68"),
        (1500, {"mss": "1350"}, "KO-SZ010 tunnels.dc1.mss: '1350' is below 500"),
        (640, {}, "KO-SZ009 tunnels.dc1: the path is unusable: MSS would be 522 (path MTU 640, gcm)"),
    ],
)
def test_values_that_do_not_fit_are_refused(path_mtu: int, given_: dict[str, Any], text: str) -> None:
    problem = refused(sizing.tunnel_mtu, path_mtu, "gcm", path="tunnels.dc1", **given_)
    assert line(problem).partition(" — ")[0] == text


def test_nat_t_is_named_where_it_took_the_bytes() -> None:
    assert describe(refused(sizing.tunnel_mtu, 1454, "gcm", True, mss=1334)).message == "1334 exceeds 1326 (path MTU 1454, gcm NAT-T)"


@pytest.mark.requirement("SZ-22")
def test_access_lines_have_names() -> None:
    names = {"ethernet": 1500, "pppoe": 1492, "ntt_flets_pppoe": 1454, "ipv4_over_ipv6": 1460, "hikari_premium": 1438}
    assert names == sizing.ACCESS_TYPES
    assert [sizing.path_mtu_of({"type": name}) for name in names] == list(names.values())
    assert sizing.path_mtu_of({"path_mtu": 1400, "type": "ethernet"}) == 1400
    assert sizing.path_mtu_of({}) == 1454


@pytest.mark.requirement("SZ-05")
@pytest.mark.parametrize("path_mtu", [575, 9217, True, "1500", 1500.0, None])
def test_a_path_mtu_that_is_none_is_refused(path_mtu: object) -> None:
    assert refused(sizing.plaintext_mtu, path_mtu, "gcm").code == "KO-SZ006"
