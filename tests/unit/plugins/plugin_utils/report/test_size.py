"""The sizes of sites for people: the sheet says what is needed and why, the picture has every site where it belongs."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.pipeline import sizes
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.size_chart import size_chart
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.size_sheet import size_sheet
from tests.unit.plugins.plugin_utils.design.sites import intent, one_cpe, two_cpes
from tests.unit.plugins.plugin_utils.intent.interconnect.sites import inventory, variables

SVG = "{http://www.w3.org/2000/svg}"


def found(*sites: dict[str, Any]) -> list[dict[str, Any]]:
    """The sizes of these sites, each on the hosts that it names."""
    inputs = {cpe: intent(site) for site in sites for cpe in {tunnel["cpe"] for tunnel in site["tunnels"].values()}}
    made, problems = sizes(["virtual_connect"], inputs)
    assert not [problem for problem in problems if problem.level == "error"]
    return made


@pytest.mark.requirement("SZ-04", "SZ-31", "SZ-42")
def test_a_site_is_counted_once_with_its_limits_and_the_arithmetic() -> None:
    (size,) = found(two_cpes(sizing__concurrent_calls=400))
    sheet = size_sheet([size])
    assert "| 400 | 375.3 | 122.40 | 48.96 | 61.20 | one tunnel 46.08 of 200.00 Mbps, line 48.96 of" in sheet
    assert "288 x 8 x 50.00 = 115.20 kbit/s" in sheet
    assert "(N-1)" in sheet


@pytest.mark.requirement("SZ-42", "VC-04")
def test_a_site_that_is_too_small_is_shown_not_refused() -> None:
    fitting, short = found(one_cpe()), found(one_cpe(name="short", sizing__concurrent_calls=5000))
    sheet = size_sheet([*fitting, *short])
    assert "**Too small for its calls: short.**" in sheet
    assert sheet.count("**too small**") == 1
    assert short[0]["headroom_calls"] < 0


@pytest.mark.requirement("SZ-01")
@pytest.mark.parametrize(("calls", "needed"), [(2, "0.31"), (5, "0.77"), (7, "1.07"), (400, "61.20")])
def test_what_was_rounded_for_people_is_not_counted_with(calls: int, needed: str) -> None:
    """122.40 kbit/s each, at a ceiling of 0.8."""
    assert [size["needed_mbps"] for size in found(one_cpe(sizing__concurrent_calls=calls))] == [needed]


@pytest.mark.requirement("SZ-42")
def test_the_headroom_is_told_in_calls_and_in_percent() -> None:
    assert "| 1336 (77.0 %) |" in size_sheet(found(one_cpe(sizing__concurrent_calls=400)))
    full = size_sheet(found(one_cpe(access__uplink_mbps=10, access__reserved_mbps=10)))
    assert "| -400 (0.0 %) |" in full, "of a line without room for a call there is no share"


@pytest.mark.requirement("SZ-14", "SZ-18", "SZ-42")
@pytest.mark.parametrize(("calls", "places", "told"), [
    (400, ("ashburn", "san-jose"), "at each location: a 100 Mbps port; by rule_of_thumb 40.0000 Mbps, a 100 Mbps port ("),
    (918, ("london", "ashburn"), "at each location: a 500 Mbps port at london, a 1000 Mbps port at ashburn; by rule_of_thumb 91.8000 Mbps, a 100"),
    (9175, ("ashburn", "san-jose"), "at each location: no port is large enough ("),
])  # fmt: skip
def test_each_location_has_the_port_that_is_offered_there(calls: int, places: tuple[str, str], told: str) -> None:
    how = {f"interconnect_site.connections.{number}.location": place for number, place in enumerate(places)}
    how |= {"interconnect_site.sizing.concurrent_calls": calls, "interconnect_site.border_devices.0.media_ports": "1024-65535"}
    made, problems = sizes(["interconnect"], inventory(variables(set=how)))
    assert not [problem for problem in problems if problem.level == "error"]
    assert told in size_sheet(made)


@pytest.mark.requirement("SZ-03", "SZ-43")
@pytest.mark.parametrize(
    ("language", "words"), [("en", ("one direction", "Voice only", "Every site fits.")), ("ja", ("片方向", "音声だけ", "収まります"))],
)
def test_what_the_figures_mean_is_said(language: str, words: tuple[str, ...]) -> None:
    sheet = size_sheet(found(one_cpe()), language, "sizes.svg")
    assert all(word in sheet for word in words)
    assert "](sizes.svg)" in sheet


def picture(made: list[dict[str, Any]]) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
    root = ElementTree.fromstring(size_chart(made))
    return root, list(root.iter(f"{SVG}circle"))


def rough(site: str, calls: int, mbps: float, fits: bool = True) -> dict[str, Any]:
    return {"site": site, "calls": calls, "needed_mbps": f"{mbps:.2f}", "fits": fits}


def test_more_calls_stand_to_the_right_and_more_bandwidth_higher() -> None:
    _root, dots = picture([rough("a", 10, 1.5), rough("b", 100, 15), rough("c", 1000, 150)])
    right, up = [[float(dot.get(axis) or 0) for dot in dots] for axis in ("cx", "cy")]
    assert right == sorted(right, reverse=True)  # the largest is drawn first
    assert up == sorted(up)
    assert right[0] - right[1] == pytest.approx(right[1] - right[2], abs=0.2)


def test_sites_in_one_place_are_one_dot_and_a_short_one_is_red() -> None:
    root, dots = picture([rough(f"branch-{n}", 60, 9.18) for n in range(1000)] + [rough("short", 60, 9.18, fits=False)])
    names = [text.text for text in root.iter(f"{SVG}text")]
    assert len(dots) == 2
    assert "branch-0 + 999" in names or "short" in names
    assert {dot.get("fill") for dot in dots} == {"#1a7f37", "#cf222e"}


@pytest.mark.requirement("SZ-42")
@pytest.mark.parametrize("name", ["sapporo-branch", "a-branch-with-a-name-as-long-as-a-name-can-be"])
@pytest.mark.parametrize("calls", [0, 1, 10, 100, 30])
def test_no_name_runs_over_the_axis(calls: int, name: str) -> None:
    root, (dot,) = picture([rough(name, calls, calls / 10)])
    (label,) = [text for text in root.iter(f"{SVG}text") if text.text == name]
    ends = (float(label.get("x") or 0), float(label.get("x") or 0) + 7 * len(name) * (1 if label.get("text-anchor") == "start" else -1))
    assert min(ends) > 80 and max(ends) < 960
    assert not min(ends) <= float(dot.get("cx") or 0) <= max(ends)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))


@given(st.lists(st.builds(rough, NAMES, st.integers(0, 10**6), st.floats(0, 10**5)), max_size=40))
def test_whatever_the_sites_the_picture_is_well_formed_and_inside_its_frame(made: list[dict[str, Any]]) -> None:
    root, dots = picture(made)
    assert root.get("viewBox") == "0 0 960 560"
    assert all(79 <= float(dot.get("cx") or 0) <= 931 and 49 <= float(dot.get("cy") or 0) <= 491 for dot in dots)
