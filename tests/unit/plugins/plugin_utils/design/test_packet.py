"""Every vector of sizing.md, sections 2 and 3, and the properties SZ-06 of a call."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design import sizing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import describe
from tests.unit.plugins.plugin_utils.design.vectors import refused, rows

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


def voice_of(cell: list[str]) -> dict[str, Any]:
    return {"codec": cell[0], "ptime_ms": int(cell[1]), "opus_kbps": None if cell[2] == "-" else int(cell[2])}


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


@pytest.mark.requirement("SZ-07")
def test_opus_payload_is_rounded_up_to_whole_bytes() -> None:
    assert sizing.call("opus", 20, opus_kbps=12.3).payload == 31
    assert sizing.call("opus", 20, opus_kbps=12).payload == 30


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


@pytest.mark.parametrize("suite", ["", "gcm-sha256", "cbc", "cbc-crc", "aes", None])
def test_a_suite_that_is_none_is_refused(suite: Any) -> None:
    assert refused(sizing.esp_sizes, suite).code == "KO-SZ005"


@pytest.mark.requirement("VC-42")
def test_the_names_of_the_input_model_become_suites() -> None:
    assert sizing.suite_of("aes-gcm-256", None) == sizing.suite_of("aes-gcm-128", None) == "gcm"
    assert sizing.suite_of("aes-cbc-192", "sha384") == "cbc-sha384"
    assert sizing.suite_of("3des", "sha1") == "des-sha1"
    assert refused(sizing.suite_of, "aes-cbc-256", None).value == "cbc-None"


@pytest.mark.requirement("SZ-01")
@pytest.mark.parametrize(("value", "shown"), [(Fraction(1, 3), "0.33"), (Fraction(5, 1000), "0.01"), (Fraction(-1, 200), "-0.01"), (80, "80.00")])
def test_display_rounds_half_up(value: Fraction, shown: str) -> None:
    assert sizing.show(value) == shown


@pytest.mark.requirement("SZ-01")
def test_eighty_calls_fill_ten_megabits_exactly() -> None:
    assert sizing.exact(80) * 100 / sizing.exact(0.8) == 10_000
