"""Whatever stands in an inventory: nothing raises, no secret is told, every misspelling and every gap is found."""

from __future__ import annotations

import re
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check, once
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.schema import Schema
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.spec import options, walk
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, listing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.unit.plugins.plugin_utils.intent.sites import change, inputs, variables

PATHS = [path for path, _entry in walk(options("virtual_connect"))]
TELLING = ["1.2.3.4", "0.0.0.0/0", "1.2.3.4/255.0.0.0", "01.2.3.4", "::1", "255.255.255.255/32", "des", "absent", "opus", "vti", "%s{}"]
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.binary(max_size=3), st.sampled_from(TELLING),
    st.integers(4000, 5000).map(lambda digits: 10**digits),
)  # fmt: skip
KEYS = st.one_of(st.sampled_from([path.rpartition(".")[2] for path in PATHS]), st.text(max_size=5), st.integers(), st.none())
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=10)
SECRET = "a-secret-that-nobody-may-see"


def put(data: dict[str, Any], path: str, value: object) -> None:
    """Set ``path``, whatever stands on the way."""
    *parents, key = path.split(".")
    for part in parents:
        if not isinstance(data.get(part), dict):
            data[part] = {}
        data = data[part]
    data[key] = value


def texts(inventory: dict[str, Any]) -> str:
    """Everything that is told, in every language and shape, as it would be printed."""
    _intents, found = check("virtual_connect", inventory)
    told = [listing(once(found), language) for language in LANGUAGES]
    assert "\n".join(told).encode()
    return "\n".join([*told, repr(found)])


@given(st.lists(st.tuples(st.sampled_from(PATHS), TREES), max_size=4), st.dictionaries(st.sampled_from(["osaka-r2", "x"]), TREES, max_size=2))
@example([("virtual_connect_site.crypto.ike.encryption", [["aes-gcm-256"]])], {})
@example([], {"osaka-r2": {"virtual_connect_site": {"tunnels": {"dc1": {"cpe": "osaka-r1"}}, "name": "osaka-hub"}}})
def test_nothing_raises(changes: list[tuple[str, Any]], others: dict[str, Any]) -> None:
    data = variables()
    for path, value in changes:
        put(data, path, value)
    texts({"osaka-r1": data, "osaka-r3": data, **others})


@given(TREES)
def test_any_site_at_all(tree: Any) -> None:
    texts({"osaka-r1": {"virtual_connect_site": tree}})


def test_a_site_that_contains_itself() -> None:
    data = variables()
    data["virtual_connect_site"]["sizing"]["codec"] = data
    data["virtual_connect_site"]["access"] = data["virtual_connect_site"]
    data["virtual_connect_site"]["crypto"]["ike"]["prf"] = loop = []
    loop.append(loop)
    assert "virtual_connect_site.sizing.codec: {...} is not a text" in texts({"osaka-r1": data})


@pytest.mark.requirement("VC-43")
@given(
    st.sampled_from(["psk", "bgp_password"]),
    st.sampled_from([str, lambda s: [s], lambda s: {"key": s}, lambda s: f"{s}\n", lambda s: f"{s} ?", lambda s: s * 9, lambda s: s[-5:]]),
    st.sampled_from(PATHS),
    TREES,
)
def test_no_secret_is_told(key: str, shape: Any, path: str, tree: Any) -> None:
    data = variables()
    put(data, path, tree)
    put(data, f"virtual_connect_site.tunnels.dc1.{key}", shape(SECRET))
    other = variables()
    put(other, f"virtual_connect_site.tunnels.dc1.{key}", "another")
    assert SECRET not in texts({"osaka-r1": data, "osaka-r2": other}) and SECRET[-5:] not in texts({"osaka-r1": data, "osaka-r2": other})


def test_a_secret_a_line_too_high_is_not_told() -> None:
    for path in ("", ".tunnels", ".tunnels.dc1", ".tunnels.dc1.remote", ".crypto"):
        data = variables()
        put(data, f"virtual_connect_site{path}", SECRET)
        assert SECRET not in texts({"osaka-r1": data})


OPTIONAL = re.compile(r"^virtual_connect_site$|\.di_halves|\.lan_redistribution|\.bgp_timers")  #: may be left out as a whole
GIVEN = [path for path in PATHS if path.startswith("virtual_connect_site.") and len(path.rpartition(".")[2]) > 3]


@pytest.mark.requirement("VC-46")
@given(st.sampled_from(GIVEN), st.data())
def test_every_misspelt_key_is_told_with_what_was_meant(path: str, data: st.DataObject) -> None:
    parent, _dot, key = path.rpartition(".")
    given = variables()
    put(given, path, 1)
    position = data.draw(st.integers(1, len(key) - 2))
    slip = data.draw(st.sampled_from([key[:position] + key[position + 1 :], key[:position] + "x" + key[position:], key.upper()]))
    told = texts({"osaka-r1": change(given, {"rename": {path: slip}})})
    siblings = [other.rpartition(".")[2] for other in PATHS if other.rpartition(".")[0] == parent]
    if slip not in siblings:
        assert f"{parent}: unknown key '{slip}' (did you mean '" in told
        assert f"'{key}'" in told


@pytest.mark.requirement("VC-06", "VC-16", "VC-28", "VC-35")
@pytest.mark.parametrize("path", [path for path, entry in walk(options("virtual_connect")) if entry.get("required") and not OPTIONAL.search(path)])
def test_every_gap_is_told_by_its_path(path: str) -> None:
    _intents, found = check("virtual_connect", {"osaka-r1": change(variables(), {"delete": [path]})})
    assert [problem.path for problem in errors(found)] == [path if not path.endswith((".dc1", ".dc2")) else "virtual_connect_site.tunnels"]


def test_a_valid_result_is_valid_again() -> None:
    """What the schema gives out is plain and passes it unchanged."""
    first = Schema(options("virtual_connect"))
    clean = first.check(variables())
    again = Schema(options("virtual_connect"))
    assert first.problems == again.problems == [] and again.check(clean) == clean


SUBNETS = st.tuples(st.integers(0, 63), st.integers(26, 31)).map(lambda n: IPv4Network((0x64400000 + 4 * n[0], n[1]), strict=False))


@pytest.mark.requirement("VC-45")
@given(st.lists(SUBNETS, min_size=2, max_size=6))
def test_overlapping_subnets_of_sites_are_found(subnets: list[IPv4Network]) -> None:
    """One site per subnet (dc1; dc2 far away): somebody is told exactly when two overlap."""
    inventory = {}
    for number, subnet in enumerate(subnets):
        data = variables()
        site = data["virtual_connect_site"]
        site["name"] = f"site-{number}"
        site["tunnels"]["dc1"]["local"]["tunnel_address"] = f"{subnet[1]}/{subnet.prefixlen}"
        site["tunnels"]["dc2"]["local"]["tunnel_address"] = f"100.65.{number}.2/30"
        inventory[f"r{number}"] = data
    _intents, found = check("virtual_connect", inventory)
    told = any(problem.code == "KO-VC045" and problem.path.endswith("tunnel_address") for problem in found)
    assert told == any(a.overlaps(b) for place, a in enumerate(subnets) for b in subnets[place + 1 :])


def test_check_is_deterministic() -> None:
    inventory = inputs("reference", "two_cpe", "cbc")
    assert check("virtual_connect", inventory) == check("virtual_connect", inventory)
