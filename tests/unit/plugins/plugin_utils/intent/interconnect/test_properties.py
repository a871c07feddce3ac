"""Whatever stands in an inventory: nothing raises, and mistakes do not hide each other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check, once
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.schema import Schema
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.spec import options, walk
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, listing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from ansible_collections.kyoten.onramp.plugins.plugin_utils.systems import SYSTEMS
from tests.unit.plugins.plugin_utils.intent.interconnect.sites import BASES, FIRST, SECOND, inventory, told, variables
from tests.unit.plugins.plugin_utils.intent.interconnect.test_mistakes import TABLE, apart
from tests.unit.plugins.plugin_utils.intent.sites import change

PATHS = [path for path, _entry in walk(options("interconnect"))]
TELLING = [
    "1.2.3.4", "0.0.0.0/0", "10.0.0.0/8", "203.0.113.0/25", "198.51.100.2/30", "::1", "absent", "primary", "roaming", "ashburn-ix", "san-jose",
    "udp/5060", "16384-32767", "65010:310", "2026-02-30", "%s{}", "ef", "x\ny",
]  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.binary(max_size=3), st.sampled_from(TELLING),
    st.integers(4000, 5000).map(lambda digits: 10**digits),
)  # fmt: skip
KEYS = st.one_of(st.sampled_from([path.rpartition(".")[2] for path in PATHS]), st.text(max_size=5), st.integers(), st.none())
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=10)
DATED = {"as_of": "2026-01-01", "source": "mail"}


def put(data: Any, path: str, value: Any, place: int) -> None:
    """Set ``path``; where a list is on the way, in its item ``place``."""
    *parents, key = path.split(".")
    for part in parents:
        if not isinstance(data.get(part), (dict, list)):
            data[part] = {}
        data = data[part]
        if isinstance(data, list):
            if not data or not isinstance(data[place % len(data)], dict):
                return
            data = data[place % len(data)]
    data[key] = value


def texts(given_: dict[str, Any]) -> None:
    """Everything that is told can be written down, in every language; a site without an error can be designed."""
    intents, found = check("interconnect", given_)
    assert all("\n".join(listing(once(found), language)).encode() or not found for language in LANGUAGES)
    for host, intent in intents.items():
        assert SYSTEMS["interconnect"].design(intent, host)["host"] == host


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(sorted(BASES)),
    st.lists(st.tuples(st.sampled_from(PATHS), TREES, st.integers(0, 1)), max_size=4),
    st.dictionaries(st.sampled_from([SECOND, "x"]), TREES, max_size=2),
)
@example("tokyo", [("interconnect_site.connections", [{"ce": None}, 7, {}], 0)], {})
@example("tokyo", [("interconnect_site.sizing.concurrent_calls", 10**4500, 0)], {})
@example("tokyo", [("interconnect_site.connections.mbps", 10**30, 0)], {})
@example("tokyo", [("interconnect_site.connections.mbps", 10**4500, 0)], {})
@example("tokyo", [("interconnect_site.connections.asn", 10**4500, 0)], {})
@example("tokyo", [("interconnect_site.border_devices", [], 0)], {})
@example("tokyo", [("interconnect_site.connections", [], 0)], {})
@example("tokyo", [("interconnect_site.edges", [], 0)], {})
@example("tokyo", [("interconnect_twilio_data", {"edges": {**DATED, "values": [{"name": "ashburn-ix", "addresses": ["x"]}]}}, 0)], {})
@example("tokyo", [("interconnect_twilio_data", {"media": {**DATED, "values": {"prefix": "168.86.0.0/18", "first": 10000}}}, 0)], {})
@example("tokyo", [("interconnect_twilio_data", {"internet": {**DATED, "values": ["10.0.0.1/8"]}}, 0)], {})
@example("tokyo", [("interconnect_twilio_data", {"carriers": {**DATED, "values": [{"title": "a"}, None]}}, 0)], {})
@example("tokyo", [("interconnect_twilio_data", {"edges": {**DATED, "values": None}}, 0)], {})
def test_nothing_raises(base: str, changes: list[tuple[str, Any, int]], others: dict[str, Any]) -> None:
    data = variables(base)
    for path, value, place in changes:
        put(data, path, value, place)
    texts({FIRST: data, SECOND: data, **others})


@settings(max_examples=30, deadline=None)
@given(TREES)
def test_any_site_at_all(tree: Any) -> None:
    texts({FIRST: {"interconnect_site": tree}, SECOND: {"interconnect_site": variables()["interconnect_site"], "interconnect_twilio_data": tree}})


REQUIRED = [path for path, entry in walk(options("interconnect")) if entry.get("required") and path.startswith("interconnect_site.")]


@pytest.mark.requirement("TI-49")
@pytest.mark.parametrize("path", REQUIRED)
def test_every_gap_is_told_by_its_path(path: str) -> None:
    place = path.replace("connections.", "connections.0.").replace("border_devices.", "border_devices.0.")
    given_ = variables(set={"interconnect_site.connections.0.bgp_timers": {"keepalive": 20, "hold": 60}})
    found = errors(check("interconnect", {host: change(given_, {"delete": [place]}) for host in (FIRST, SECOND)})[1])
    wanted = place.replace(".0.", "[0].")
    assert wanted in [problem.path for problem in found]
    if not path.endswith((".name", ".ce")):
        assert {problem.path for problem in found} == {wanted}


INDEPENDENT = [
    "unlisted carrier", "SIP port without transport", "virtual leased line", "extranet agreement not signed", "form of the route distinguisher",
    "iBGP", "roaming", "unknown mark", "unknown ICMP message", "timer shorter than IOS allows", "priority queue too small", "VLAN 4095",
]  # fmt: skip


@pytest.mark.requirement("TI-49")
@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(INDEPENDENT), min_size=2))
def test_all_problems_at_once(names: set[str]) -> None:
    """Mistakes that have nothing to do with each other are all told, and nothing else."""
    rows = [row for row in TABLE["mistakes"] if row["name"] in names]
    how: dict[str, Any] = {"set": {path: value for row in rows for path, value in row["set"].items()}}
    assert sorted(apart(told(inventory(variables(**how))))) == sorted(text for row in rows for text in row["en"])


@pytest.mark.parametrize("base", BASES)
def test_a_valid_result_is_valid_again(base: str) -> None:
    checked = Schema(options("interconnect"))
    checked.check(variables(base))
    assert checked.problems == []
    intents, _found = check("interconnect", inventory(variables(base)))
    assert intents[FIRST]["interconnect_site"]["border_devices"][0]["media"] == {"first": 16384, "last": 32767}
    assert intents[FIRST]["interconnect_site"]["border_devices"][0]["sip"] == [{"protocol": "udp", "port": 5060}, {"protocol": "tls", "port": 5061}]
