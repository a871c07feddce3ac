"""What a plan says to people: complete on a small fleet, short on a large one, and never more than fits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.plan_diffs import file_of
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.plan_summary import plan_summary
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.safe import code
from tests.unit.plugins.plugin_utils.design.sites import two_cpes
from tests.unit.plugins.plugin_utils.report.plans import MSS, branch, entry, mss, plan

LIMIT = 60000
TIMER = "KO-CH002 {host}: a revert timer of user alice is pending (7 min); it is not ours — wait until it has fired"
text = st.text(st.characters(), max_size=60)
entries = st.builds(
    entry,
    st.sampled_from(["would_change", "unchanged", "failed", "unreachable", "rendered", "rolled_back"]),
    lines=st.integers(0, 200),
    site=text,
    problems=st.lists(text, max_size=7),
    touched=st.lists(st.tuples(text, st.sampled_from(["added", "changed", "removed"])).map(list), max_size=4),
    disturbs=st.lists(st.sampled_from(["dc1", "dc2", "a|b"]), max_size=2, unique=True),
)
fleets = st.dictionaries(text, st.tuples(entries, st.text("`+- \n\r<>|a", max_size=300) | st.text(max_size=300)), max_size=12)


def fences_are_balanced(markdown: str) -> bool:
    """Every block that opens is closed, as CommonMark reads it; outside of them every ``<details>`` is closed."""
    fence, depth = "", 0
    for line in markdown.split("\n"):
        if fence:
            fence = "" if re.fullmatch(rf" {{0,3}}{fence}`*[ \t]*", line) else fence
        elif found := re.match(" {0,3}(`{3,})[^`]*$", line):
            fence = found[1]
        else:
            depth += line.startswith("<details>") - line.startswith("</details>")
    return not fence and not depth


def fleet(number: int, **changes: Any) -> tuple[dict[str, Any], dict[str, str], list[dict[str, Any]]]:
    """That many branches of one CPE each, all to change in the same way."""
    hosts = {f"branch-{n}": mss(100 + n, site=f"site-{n}", **changes) for n in range(number)}
    return plan(hosts), {f"branch-{n}": MSS.format(number=100 + n, mss=1300) for n in range(number)}, [branch(n) for n in range(number)]


def test_a_small_plan_in_full() -> None:
    hosts = {
        "tokyo-r1": mss(site="tokyo-hub", disturbs=["dc1"], problems=["KO-VC018 tokyo-r1: virtual_connect_site.di_halves: guessed — map them"]),
        "tokyo-r2": entry("unreachable", site="tokyo-hub", problems=[TIMER.format(host="tokyo-r2")]),
        "osaka-r1": entry("unchanged"),
    }
    summary = plan_summary(plan(hosts), {"tokyo-r1": MSS.format(number=101, mss=1300)}, [two_cpes()])
    head, picture, rest = re.split("```mermaid\n(.*?)```\n", summary, flags=re.DOTALL)
    assert head == """\
## Plan: 1 would change, 1 unchanged, 1 cannot be planned

Run `20261127T084258Z-1f3a`, 2026-11-27 08:42 UTC, `virtual_connect`. Hosts: 3; lines that would be sent: 2. Secrets are masked.

### What needs attention first

**Cannot be planned: 1**

- unreachable: `tokyo-r2`
  - `KO-CH002: a revert timer of user alice is pending (7 min); it is not ours — wait until it has fired`

**Would interrupt a tunnel that stands now: 1**

- DC1: `tokyo-r1`

**Warnings: 1**

- `tokyo-r1`
  - `KO-VC018: virtual_connect_site.di_halves: guessed — map them`

### Changes

| hosts | site | lines | sections added / changed / removed | interrupts |
| --- | --- | --- | --- | --- |
| `tokyo-r1` | `tokyo-hub` | 2 | 0 / 1 / 0 (`interface Tunnel101`) | **DC1** |

### Picture

"""
    assert "class cpe1 disturbs" in picture
    assert "class cpe2 failed" in picture
    assert rest == """
### Diffs

<details><summary><code>tokyo-r1</code> · <code>tokyo-hub</code> · lines: 2</summary>

```diff
 interface Tunnel101
- ip tcp adjust-mss 1350
+ ip tcp adjust-mss 1300
```

</details>

"""


def test_hosts_that_change_alike_are_one_row() -> None:
    summary = plan_summary(*fleet(5), "ja")
    assert summary.startswith("## 計画: 変更予定 5 台\n\n")
    assert "| **5**: `branch-0`, `branch-1`, `branch-2`、ほか 2 台 | 5 拠点 | 2 | 0 / 1 / 0 | – |\n" in summary
    assert summary.count("<details>") == 5
    assert "<code>branch-0</code> · <code>site-0</code> · 2 行 · 同様の機器: ほか 4 台</summary>" in summary


def test_nothing_to_change_is_said() -> None:
    summary = plan_summary(plan({"a": entry("unchanged")}), {}, [])
    assert summary.startswith("## Plan: 1 unchanged\n\n")
    assert summary.endswith("\n\nNothing would change.\n\n")
    assert "## Plan: no hosts\n" in plan_summary(plan({}), {}, [])


def test_a_plan_without_devices_says_so() -> None:
    summary = plan_summary(plan({"branch-1": entry("rendered", lines=2)}, read=False), {"branch-1": "interface Tunnel1\n ip mtu 1400"}, [branch(1)])
    assert summary.startswith("## Plan: 1 rendered\n\n")
    assert "such a plan cannot be applied" in summary
    assert "### What the design asks for\n" in summary
    assert "```text\ninterface Tunnel1\n ip mtu 1400\n```\n" in summary
    assert "lines that would be sent" not in summary


def test_hosts_that_fail_alike_are_one_bullet() -> None:
    hosts = {host: entry("failed", problems=[TIMER.format(host=host)]) for host in ("b", "a")}
    hosts["c"] = entry("failed", problems=["KO-DV001 c: no answer from 192.0.2.1"])
    hosts["d"] = entry("failed", problems=["KO-DV001 d: no answer from 192.0.2.2"])
    hosts["e"] = entry("failed")
    hosts["f"] = entry("failed", problems=[f"KO-IN00{n} f: bad" for n in range(8)])
    summary = plan_summary(plan(hosts), {}, [])
    assert "- failed: `a`, `b`\n  - `KO-CH002: a revert timer of user alice" in summary
    assert "- failed: `c`, `d`\n  - for example `KO-DV001: no answer from 192.0.2.1`\n" in summary
    assert "- failed: `e`\n  - no reason given\n" in summary
    assert "  - `KO-IN004: bad`\n  - and 3 more in `plan.json`\n" in summary


def test_a_thousand_hosts_stay_below_the_limit() -> None:
    summary = plan_summary(*fleet(1000))
    assert len(summary) < LIMIT
    assert fences_are_balanced(summary)
    assert "| **1000**: `branch-0`, `branch-1`, `branch-10` and 997 more | 1000 sites | 2 |" in summary
    (left,) = re.findall(r"^Hosts whose text is not shown here: (\d+)\. It stands in `hosts/<host>\.diff`\.$", summary, re.MULTILINE)
    assert int(left) + summary.count("<details>") == 1000


def test_a_thousand_changes_of_their_own_stay_below_the_limit() -> None:
    hosts = {f"branch-{n:03}": mss(disturbs=["dc1"], problems=["w" * (n % 40)]) for n in range(1000)}
    summary = plan_summary(plan(hosts), {host: f"+ {host}x{'y' * n}\n" * 60 for n, host in enumerate(hosts)}, [branch(n) for n in range(1000)])
    assert len(summary) < LIMIT
    assert fences_are_balanced(summary)
    shown = summary.count("\n| `branch-")
    assert f"Rows left out for want of room: {1000 - shown}, of {1000 - shown} hosts. Their diffs: `hosts/<host>.diff`." in summary
    assert summary.count("<details>") > 5


@pytest.mark.parametrize("alike", [True, False])
def test_every_failed_host_of_a_thousand_is_named(alike: bool) -> None:
    hosts = {f"branch-{n:03}": entry("unreachable", problems=["x" * 300 if alike else "y" * n]) for n in range(1000)}
    summary = plan_summary(plan(hosts), {}, [branch(n) for n in range(1000)])
    assert len(summary) < LIMIT
    assert all(f"`{host}`" in summary for host in hosts)
    assert alike or "\n- for their reasons see `plan.json`: " in summary


def test_one_long_diff_leaves_room_for_the_others() -> None:
    hosts = {"a": mss(lines=9000), "b": mss(lines=1)}
    summary = plan_summary(plan(hosts), {"a": "+ word of a\n" * 9000, "b": "+ word of b"}, [])
    assert len(summary) < LIMIT
    assert "+ word of b\n" in summary
    (left,) = re.findall(r"\nLines left out: (\d+)\. All of it: `hosts/a\.diff`\n", summary)
    assert summary.count("+ word of a\n") + int(left) == 9001
    assert len(summary) > LIMIT * 0.9


def test_the_name_of_the_file_is_that_of_the_plan() -> None:
    assert file_of("osaka-r1.example.com") == "hosts/osaka-r1.example.com.diff"
    assert file_of("../[2001:db8::1]") == "hosts/.._" + "_2001_db8__1_.diff"


@pytest.mark.requirement("VC-43")
@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_secret_of_a_site_stands_in_a_summary(language: str) -> None:
    data, diffs, sites = fleet(30)
    hosts = {**data["hosts"], "tokyo-r1": mss(problems=["x"]), "tokyo-r2": entry("failed")}
    for chosen in (sites, [two_cpes()], [*sites, two_cpes()]):
        assert not re.search("psk|lab-", plan_summary(plan(hosts), diffs, chosen, language))


def test_order_does_not_matter() -> None:
    data, diffs, sites = fleet(20)
    turned = plan(dict(reversed(data["hosts"].items())))
    assert plan_summary(turned, dict(reversed(diffs.items())), sites[::-1]) == plan_summary(data, diffs, sites)


@given(fleets, st.sampled_from(["en", "ja"]), st.sampled_from([LIMIT, 20000]), st.booleans())
def test_whatever_the_names_and_texts(found: dict[str, Any], language: str, limit: int, read: bool) -> None:
    hosts = {host: one for host, (one, _diff) in found.items()}
    diffs = {host: diff for host, (_one, diff) in found.items()}
    summary = plan_summary(plan(hosts, read=read), diffs, [branch(n) for n in range(3)], language, limit)
    assert len(summary) < limit
    assert summary.encode("utf-8")
    assert fences_are_balanced(summary)
    assert all(code(host) in summary for host, one in hosts.items() if one["status"] in ("failed", "unreachable", "rolled_back"))
    before_the_blocks = re.split("^`{3}", summary, maxsplit=1, flags=re.MULTILINE)[0]
    assert all(row.count("|") == 6 for row in re.findall(r"^\|.*$", before_the_blocks, re.MULTILINE))


@given(fleets, st.integers(0, 3000))
def test_however_little_room_there_is(found: dict[str, Any], limit: int) -> None:
    hosts = {host: one for host, (one, _diff) in found.items()}
    summary = plan_summary(plan(hosts), {host: diff for host, (_one, diff) in found.items()}, [branch(1), branch(2)], "en", limit)
    assert len(summary) <= max(0, limit - 1)
    assert fences_are_balanced(summary)
