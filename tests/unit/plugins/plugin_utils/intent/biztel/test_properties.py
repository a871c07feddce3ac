"""Whatever stands in an inventory: nothing raises, every gap and every placeholder is found, mistakes do not hide each other."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check, once
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.schema import Schema
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.spec import options, walk
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, line, listing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.unit.plugins.plugin_utils.intent.biztel.sites import HOST, NAMES, mistaken, variables
from tests.unit.plugins.plugin_utils.intent.biztel.test_mistakes import TABLE
from tests.unit.plugins.plugin_utils.intent.sites import change
from tests.unit.plugins.plugin_utils.intent.test_properties import put

PATHS = [path for path, _entry in walk(options("biztel"))]
TELLING = [
    "1.2.3.4", "0.0.0.0/0", "10.0.0.0/8", "255.255.255.255/32", "***.***.***.***/**", "X", "::1", "absent", "fortios", "map_e", "lan2", "%s{}",
    "443,1-2",
]  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.binary(max_size=3), st.sampled_from(TELLING),
    st.integers(4000, 5000).map(lambda digits: 10**digits),
)  # fmt: skip
KEYS = st.one_of(st.sampled_from([path.rpartition(".")[2] for path in PATHS]), st.text(max_size=5), st.integers(), st.none())
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=10)


def texts(inventory: dict[str, Any]) -> list[str]:
    """Everything that is told in English; every other language must be possible too."""
    found = once(check("biztel", inventory)[1])
    assert all(listing(found, language).encode() or not found for language in LANGUAGES)
    return [line(problem) for problem in found]


@given(
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.sampled_from(PATHS), TREES), max_size=4),
    st.dictionaries(st.sampled_from(["rt3", "x"]), TREES, max_size=2),
)
@example("rtx", [("biztel_site.ios_push_destinations", [{"address": None}, 7, {}])], {})
@example("fortios", [("biztel_site.fortios.inbound_map", [{"address": "1.2.3.4", "port": 0}]), ("biztel_site.fortios.lan", ["a", "'"])], {})
@example("rtx", [("biztel_site.rtx.wan", {"kind": "lan", "number": 10**4500})], {})
def test_nothing_raises(name: str, changes: list[tuple[str, Any]], others: dict[str, Any]) -> None:
    data = variables(name)
    for path, value in changes:
        put(data, path, value)
    texts({HOST: data, "rt2": data, **others})


@given(TREES, st.sampled_from(["yamaha_rtx", "fortios"]))
def test_any_site_at_all(tree: Any, platform: str) -> None:
    texts({HOST: {"biztel_site": tree, "biztel_platform": platform}})


def test_a_site_that_contains_itself() -> None:
    data = variables()
    data["biztel_site"]["contract"]["server_fqdn"] = data
    data["biztel_site"]["lan"] = data["biztel_site"]
    data["biztel_site"]["rtx"]["lan"] = loop = []
    loop.append(loop)
    assert any("biztel_site.contract.server_fqdn: {...} is not a text" in text for text in texts({HOST: data}))


#: Without a site there is nothing to miss, and the reference branch has no closed network.
REQUIRED = [
    path for path, entry in walk(options("biztel"))
    if entry.get("required") and path != "biztel_site" and not path.startswith("biztel_site.rtx.closed")
]  # fmt: skip


@pytest.mark.requirement("BZ-01")
@pytest.mark.parametrize("path", REQUIRED)
def test_every_gap_is_told_by_its_path(path: str) -> None:
    parent, _dot, key = path.rpartition(".")
    given_ = variables("fortios" if "inbound" in path or "ios_push" in path else "rtx")
    if parent in ("biztel_site.fortios.inbound_map", "biztel_site.ios_push_destinations"):
        entries = given_["biztel_site"]["fortios"]["inbound_map"] if "inbound" in path else given_["biztel_site"]["ios_push_destinations"]
        del entries[0][key]
        path = f"{parent}[0].{key}"
    else:
        given_ = change(given_, {"delete": [path]})
    found = errors(check("biztel", {HOST: given_})[1])
    assert [problem.path for problem in found] == [path]


PLACES = [
    "biztel_site.contract.server_ip", "biztel_site.contract.server_fqdn", "biztel_site.contract.recording_ip", "biztel_site.contract.uniconnect_ip",
    "biztel_site.contract.stun_servers[0]", "biztel_site.lan.phone_networks[1]", "biztel_site.lan.inside_networks[0]", "biztel_site.sources.O5[0]",
    "biztel_site.fortios.inbound_map[0].address", "biztel_site.ios_push_destinations[1].address",
]  # fmt: skip


@pytest.mark.requirement("BZ-02")
@given(st.sets(st.sampled_from(PLACES), min_size=1), st.sampled_from(["XXX.XXX.XXX.XXX", "YYYYYY", "zzz.zzz.zzz.zzzzzz/zz", "***.***.***.***/**"]))
def test_every_placeholder_is_told_wherever_it_stands(places: set[str], text: str) -> None:
    data = variables("fortios")
    for place in places:
        *parents, last = place.replace("[", ".").replace("]", "").split(".")
        inner: Any = data
        for part in parents:
            inner = inner[int(part) if isinstance(inner, list) else part]
        wanted = text if not place.endswith("server_fqdn") else "sZZZZZZZZZZZZ.u.biztel.jp"
        inner[int(last) if isinstance(inner, list) else last] = wanted
    told = [problem.path for problem in check("biztel", {HOST: data})[1] if problem.code == "KO-BZ002"]
    assert sorted(told) == sorted(places)


INDEPENDENT = [
    "proxy", "line without IPv4", "MAP-E", "no NAT descriptor", "no voice", "name as the manual prints it", "no phones", "no uniConnect server",
    "SIP timer too short for an RTX", "filter numbers beyond the last", "one call more than the uplink carries",
]  # fmt: skip


@pytest.mark.requirement("BZ-01", "BZ-02", "BZ-53")
@given(st.sets(st.sampled_from(INDEPENDENT), min_size=2))
def test_all_problems_at_once(names: set[str]) -> None:
    """Mistakes that have nothing to do with each other are all told, and nothing else."""
    rows = [row for row in TABLE["mistakes"] if row["name"] in names]
    both: dict[str, Any] = {"set": {}, "delete": []}
    for row in rows:
        both["set"].update(row.get("set", {}))
        both["delete"] += row.get("delete", [])
    assert sorted(texts({HOST: change(variables(), both)})) == sorted(text for row in rows for text in row["en"])


NETWORKS = st.tuples(st.integers(0, 63), st.integers(24, 32)).map(lambda n: IPv4Network((0x0A000000 + 64 * n[0], n[1]), strict=False))


@pytest.mark.requirement("BZ-06")
@given(st.lists(NETWORKS, min_size=1, max_size=6))
def test_overlapping_phone_networks_are_found(networks: list[IPv4Network]) -> None:
    """Exactly the entries that overlap an earlier one are told."""
    found = check("biztel", {HOST: change(variables(), {"set": {"biztel_site.lan.phone_networks": [str(network) for network in networks]}})})[1]
    told = [problem.path for problem in found if problem.code == "KO-BZ006"]
    late = [place for place, network in enumerate(networks) if any(network.overlaps(other) for other in networks[:place])]
    assert told == [f"biztel_site.lan.phone_networks[{place}]" for place in late]


@pytest.mark.requirement("BZ-05", "BZ-06")
@given(st.lists(st.tuples(NETWORKS, st.booleans()), min_size=2, max_size=6))
def test_overlaps_between_branches_count_in_the_closed_network_only(branches: list[tuple[IPv4Network, bool]]) -> None:
    inventory = {}
    for number, (network, closed) in enumerate(branches):
        how = {"biztel_site.name": f"branch-{number}", "biztel_site.lan.phone_networks": [str(network)]}
        inventory[f"rt{number}"] = change(variables("vpn" if closed else "rtx"), {"set": how})
    told = any(problem.code == "KO-BZ006E" for problem in check("biztel", inventory)[1])
    inside = [network for network, closed in branches if closed]
    assert told == any(a.overlaps(b) for place, a in enumerate(inside) for b in inside[place + 1 :])


def test_a_valid_result_is_valid_again() -> None:
    for name in NAMES:
        intent = check("biztel", {HOST: variables(name)})[0][HOST]
        again = Schema(options("biztel"))
        again.check(intent)
        assert again.problems == [] and check("biztel", {HOST: intent}) == ({HOST: intent}, [])


def test_check_is_deterministic() -> None:
    for row in TABLE["mistakes"]:
        assert check("biztel", mistaken(row)) == check("biztel", mistaken(row))
