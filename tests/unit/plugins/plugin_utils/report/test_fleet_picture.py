"""The picture of a fleet. All shapes of it were once read by mermaid's own parser (11.x), which is no part of the tests."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.fleet_picture import MOST, overview, picture
from tests.unit.plugins.plugin_utils.design.sites import one_cpe, two_cpes
from tests.unit.plugins.plugin_utils.report.plans import branch

STATUSES = ("would_change", "disturbs", "unchanged", "failed", "unreachable", "rendered", "rolled_back", "")


def test_a_small_fleet_is_drawn_site_by_site() -> None:
    statuses = {"osaka-r1": "unchanged", "tokyo-r1": "would_change"}
    assert overview([two_cpes(), one_cpe(state="absent", region="eu")], statuses) == """\
flowchart LR
  subgraph r1s1["tokyo-hub"]
    r1s1c1["tokyo-r1<br/>would change"]
    r1s1c2["tokyo-r2<br/>not in this plan"]
  end
  subgraph r1["Dedicated Instance asia-example"]
    r1d1["DC1"]
    r1d2["DC2"]
  end
  r2s1c1["osaka-hub<br/>osaka-r1<br/>unchanged<br/>to be removed"]
  subgraph r2["Dedicated Instance eu"]
    r2d1["DC1"]
    r2d2["DC2"]
  end
  r1s1c1 -- "Tunnel101" --- r1d1
  r1s1c2 -- "Tunnel102" --- r1d2
  r2s1c1 -. "Tunnel101" .- r2d1
  r2s1c1 -. "Tunnel102" .- r2d2
  classDef change fill:#fff3bf,stroke:#b08900,color:#000
  class r1s1c1 change
  classDef same fill:#d3f9d8,stroke:#2b8a3e,color:#000
  class r2s1c1 same
  classDef other fill:#e9ecef,stroke:#868e96,color:#000,stroke-dasharray:4
  class r1s1c2 other
"""


def test_a_large_fleet_is_counted_by_region_and_status() -> None:
    sites = [branch(n, region="asia") for n in range(100)]
    text = overview(sites, {f"branch-{n}": "would_change" if n else "failed" for n in range(100)}, "ja")
    assert '  r1g1["1 拠点<br/>失敗<br/>site-0"]\n' in text
    assert '  r1g2["99 拠点<br/>変更予定<br/>site-1, site-10, site-11 …"]\n' in text
    assert '  r1g2 -- "トンネル 99 本" --- r1d2\n' in text
    assert "  class r1g1 failed\n" in text
    assert len(text) < 1500


def test_a_site_stands_as_its_worst_cpe() -> None:
    sites = [two_cpes(name=f"s{n}") for n in range(MOST + 1)]
    assert '["sites#58; 13<br/>unreachable<br/>s0, s1, s10 …"]' in overview(sites, {"tokyo-r1": "would_change", "tokyo-r2": "unreachable"})


def test_regions_beyond_the_limit_are_counted() -> None:
    text = overview([branch(n, region=f"region-{n:02}") for n in range(20)], {})
    assert text.count("subgraph") == MOST
    assert '  more["other regions#58; 8, sites#58; 8"]\n' in text


def test_one_site_is_drawn_with_its_addresses_and_coloured() -> None:
    text = picture([two_cpes()], {"tokyo-r1": "disturbs", "tokyo-r2": "unchanged"})
    assert "IPsec 203.0.113.18" in text
    assert re.findall(r"  class (\w+) (\w+)\n", text) == [("cpe1", "disturbs"), ("cpe2", "same")]


def test_without_sites_there_is_no_picture() -> None:
    assert picture([], {}) == overview([], {}) == overview([{"name": "x"}], {}) == ""


def test_the_order_of_sites_does_not_matter() -> None:
    sites = [branch(n) for n in range(8)]
    assert overview(sites, {}) == overview(sites[::-1], {})


@given(st.lists(st.tuples(st.text(), st.text(max_size=3), st.sampled_from(STATUSES)), min_size=1, max_size=16), st.sampled_from(("en", "ja")))
def test_no_name_breaks_the_picture(rows: list[tuple[str, str, str]], language: str) -> None:
    sites = [one_cpe(name=name, region=region, tunnels__all__cpe=name) for name, region, _status in rows]
    statuses = {name: status for name, _region, status in rows}
    for text in (overview(sites, statuses, language), picture(sites, statuses, language)):
        assert "psk" not in text or any("psk" in name for name, _region, _status in rows)
        assert text.count("subgraph") - sum("subgraph" in name for name, _region, _status in rows) <= text.count("  end\n")
        for line in text.splitlines():
            assert line.count('"') in (0, 2), line
            assert "`" not in line
            assert re.match(r"flowchart LR$|  (?:  )?(?:subgraph|end|class|classDef|lan|dc\d|cpe\d|r\d+\w*|more)\b", line), line


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_secret_stands_in_a_picture(language: str) -> None:
    for sites in ([two_cpes()], [branch(n) for n in range(5)], [branch(n) for n in range(50)]):
        assert not re.search("psk|lab-", picture(sites, {}, language))
