"""Every vector of sizing.md, sections 2, 3, 4 (MTU) and 7, and the properties SZ-06 and SZ-11."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design import sizing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import describe, line
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError, Problem
from tests.unit.plugins.plugin_utils.design.sites import CBC, one_cpe

# codec ptime opus | payload P pps | ip ethernet wire
PER_CALL = """
g711 10 - | 80 120 100.00 | 96.00 110.40 126.40
g711 20 - | 160 200 50.00 | 80.00 87.20 95.20
g722 20 - | 160 200 50.00 | 80.00 87.20 95.20
g711 30 - | 240 280 33.33 | 74.67 79.47 84.80
g729 20 - | 20 60 50.00 | 24.00 31.20 39.20
g729 30 - | 30 70 33.33 | 18.67 23.47 28.80
g729 40 - | 40 80 25.00 | 16.00 19.60 23.60
g723_63 30 - | 24 64 33.33 | 17.07 21.87 27.20
opus 20 24 | 60 100 50.00 | 40.00 47.20 55.20
opus 20 32 | 80 120 50.00 | 48.00 55.20 63.20
opus 20 40 | 100 140 50.00 | 56.00 63.20 71.20
"""
# codec ptime opus | gcm | gcm NAT-T | cbc-sha256 | cbc-sha256 NAT-T | cbc-sha512, each: bytes ip ethernet
IN_TUNNEL = """
g711 10 - | 200 160.00 174.40 | 208 166.40 180.80 | 220 176.00 190.40 | 228 182.40 196.80 | 236 188.80 203.20
g711 20 - | 280 112.00 119.20 | 288 115.20 122.40 | 300 120.00 127.20 | 308 123.20 130.40 | 316 126.40 133.60
g711 30 - | 360 96.00 100.80 | 368 98.13 102.93 | 380 101.33 106.13 | 388 103.47 108.27 | 396 105.60 110.40
g729 20 - | 140 56.00 63.20 | 148 59.20 66.40 | 156 62.40 69.60 | 164 65.60 72.80 | 172 68.80 76.00
g729 30 - | 148 39.47 44.27 | 156 41.60 46.40 | 156 41.60 46.40 | 164 43.73 48.53 | 172 45.87 50.67
g723_63 30 - | 144 38.40 43.20 | 152 40.53 45.33 | 156 41.60 46.40 | 164 43.73 48.53 | 172 45.87 50.67
opus 20 24 | 180 72.00 79.20 | 188 75.20 82.40 | 188 75.20 82.40 | 196 78.40 85.60 | 204 81.60 88.80
opus 20 32 | 200 80.00 87.20 | 208 83.20 90.40 | 220 88.00 95.20 | 228 91.20 98.40 | 236 94.40 101.60
opus 20 40 | 220 88.00 95.20 | 228 91.20 98.40 | 236 94.40 101.60 | 244 97.60 104.80 | 252 100.80 108.00
"""
COLUMNS = [("gcm", False), ("gcm", True), ("cbc-sha256", False), ("cbc-sha256", True), ("cbc-sha512", False)]
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
# codec encryption integrity nat | kbit/s | calls at ceiling 1.0 0.8 0.75
CAP = """
g711 aes-gcm-256 - no | 112.00 | 2232 1785 1674
g711 aes-gcm-256 - yes | 115.20 | 2170 1736 1627
g711 aes-cbc-256 sha256 no | 120.00 | 2083 1666 1562
g711 aes-cbc-256 sha256 yes | 123.20 | 2029 1623 1521
g729 aes-gcm-128 - no | 56.00 | 4464 3571 3348
g729 aes-cbc-128 sha256 no | 62.40 | 4006 3205 3004
"""


def rows(table: str) -> list[list[list[str]]]:
    return [[cell.split() for cell in row.split("|")] for row in table.strip().splitlines()]


def voice_of(cell: list[str]) -> dict[str, Any]:
    return {"codec": cell[0], "ptime_ms": int(cell[1]), "opus_kbps": None if cell[2] == "-" else int(cell[2])}


def refused(function: Any, *args: Any, **kwargs: Any) -> Problem:
    with pytest.raises(OnrampError) as caught:
        function(*args, **kwargs)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.requirement("SZ-02", "SZ-07", "SZ-08")
@pytest.mark.parametrize(("given_", "bytes_", "kbps"), rows(PER_CALL))
def test_a_call_without_tunnel(given_: list[str], bytes_: list[str], kbps: list[str]) -> None:
    results = {layer: sizing.call_kbps(**voice_of(given_), layer=layer) for layer in ("ip", "ethernet", "wire")}
    assert [results[layer]["kbps"] for layer in results] == kbps
    assert [str(results["ip"][key]) for key in ("payload", "packet", "pps")] == bytes_


@pytest.mark.requirement("SZ-09", "SZ-10")
@pytest.mark.parametrize(("given_", "cells"), [(row[0], row[1:]) for row in rows(IN_TUNNEL)])
def test_a_call_inside_gre_inside_esp(given_: list[str], cells: list[list[str]]) -> None:
    for (suite, nat_t), (size, ip, ethernet) in zip(COLUMNS, cells, strict=True):
        result = sizing.call_kbps(**voice_of(given_), suite=suite, nat_t=nat_t, gre=True)
        assert (str(result["esp"]), result["kbps"]) == (size, ip)
        assert sizing.call_kbps(**voice_of(given_), suite=suite, nat_t=nat_t, gre=True, layer="ethernet")["kbps"] == ethernet


@pytest.mark.requirement("SZ-07", "SZ-08", "SZ-09", "SZ-10")
@pytest.mark.parametrize(
    ("arguments", "size", "kbps"),
    [
        ({"srtp_tag": 10}, 210, "84.00"),
        ({"layer": "ethernet", "vlan_tag": True}, 222, "88.80"),
        ({"layer": "wire", "vlan_tag": True}, 242, "96.80"),
        ({"layer": "ip", "vlan_tag": True}, 200, "80.00"),
        ({"gre": True}, 224, "89.60"),
        ({"gre": True, "tunnel_key": True}, 228, "91.20"),
        ({"gre": True, "suite": "gcm", "srtp_tag": 10}, 288, "115.20"),
        ({"gre": True, "suite": "cbc-sha256", "srtp_tag": 10}, 300, "120.00"),
        ({"gre": True, "suite": "gcm", "srtp_tag": 4}, 284, "113.60"),
        ({"gre": True, "suite": "cbc-sha256", "srtp_tag": 4}, 300, "120.00"),
    ],
)
def test_the_worked_examples_of_g711_at_20_ms(arguments: dict[str, Any], size: int, kbps: str) -> None:
    result = sizing.call_kbps("g711", **arguments)
    assert (result["bytes"], result["kbps"]) == (size, kbps)


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


@pytest.mark.requirement("SZ-06")
@given(st.sampled_from(["g711", "g722", "g729", "g723_63", "opus"]), st.integers(1, 5), st.sampled_from([0, 4]), st.booleans())
def test_smaller_packets_larger_tags_and_stronger_icv_never_need_less(codec: str, frames: int, tag: int, nat_t: bool) -> None:
    frame = 30 if codec == "g723_63" else 20

    def bps(ptime: int, srtp: int, suite: str) -> Fraction:
        return Fraction(sizing.call_kbps(codec, ptime, srtp, 24, suite=suite, nat_t=nat_t, gre=True)["bps"])

    for suite in ("gcm", "cbc-sha256"):
        assert bps(frame * frames, tag, suite) >= bps(frame * (frames + 1), tag, suite)
        assert bps(frame * frames, tag, suite) <= bps(frame * frames, {0: 4, 4: 10}[tag], suite)
    strengths = [bps(frame * frames, tag, f"cbc-{hash_}") for hash_ in ("sha1", "sha256", "sha384", "sha512")]
    assert strengths == sorted(strengths)


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
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("g729", 25), "sizing.ptime_ms: 25 is not a multiple of the 10 ms frame of g729"),
        (("g711", 0), "sizing.ptime_ms: 0 is not a multiple of the 10 ms frame of g711"),
        (("g711", True), "sizing.ptime_ms: True is not a multiple of the 10 ms frame of g711"),
        (("g711", "20"), "sizing.ptime_ms: '20' is not a multiple of the 10 ms frame of g711"),
        (("g999", 20), "sizing.codec: 'g999' is not a known codec"),
        (("g711", 20, 8), "sizing.srtp_tag: 8 is not an SRTP tag length"),
        (("opus", 20, 0, 5), "sizing.opus_kbps: 5 is not an average Opus rate in 6-510 kbit/s"),
        (("opus", 20, 0, None), "sizing.opus_kbps: None is not an average Opus rate in 6-510 kbit/s"),
        (("opus", 20, 0, float("nan")), "sizing.opus_kbps: nan is not an average Opus rate in 6-510 kbit/s"),
    ],
)
def test_calls_that_do_not_exist_are_refused(arguments: tuple[Any, ...], text: str) -> None:
    problem = refused(sizing.call, *arguments)
    assert f"{problem.path}: {describe(problem).message}" == text


@pytest.mark.requirement("SZ-05")
@pytest.mark.parametrize("path_mtu", [575, 9217, True, "1500", 1500.0, None])
def test_a_path_mtu_that_is_none_is_refused(path_mtu: object) -> None:
    assert refused(sizing.plaintext_mtu, path_mtu, "gcm").code == "KO-SZ006"


@pytest.mark.parametrize("suite", ["", "gcm-sha256", "cbc", "cbc-crc", "aes", None])
def test_a_suite_that_is_none_is_refused(suite: Any) -> None:
    assert refused(sizing.esp_sizes, suite).code == "KO-SZ005"


@pytest.mark.requirement("VC-42")
def test_the_names_of_the_input_model_become_suites() -> None:
    assert sizing.suite_of("aes-gcm-256", None) == sizing.suite_of("aes-gcm-128", None) == "gcm"
    assert sizing.suite_of("aes-cbc-192", "sha384") == "cbc-sha384"
    assert sizing.suite_of("3des", "sha1") == "des-sha1"
    assert refused(sizing.suite_of, "aes-cbc-256", None).value == "cbc-None"


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


@pytest.mark.requirement("SZ-07")
def test_opus_payload_is_rounded_up_to_whole_bytes() -> None:
    assert sizing.call("opus", 20, opus_kbps=12.3).payload == 31
    assert sizing.call("opus", 20, opus_kbps=12).payload == 30


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


@pytest.mark.requirement("SZ-01")
@pytest.mark.parametrize(("value", "shown"), [(Fraction(1, 3), "0.33"), (Fraction(5, 1000), "0.01"), (Fraction(-1, 200), "-0.01"), (80, "80.00")])
def test_display_rounds_half_up(value: Fraction, shown: str) -> None:
    assert sizing.show(value) == shown


@pytest.mark.requirement("SZ-01")
def test_eighty_calls_fill_ten_megabits_exactly() -> None:
    assert sizing.exact(80) * 100 / sizing.exact(0.8) == 10_000
