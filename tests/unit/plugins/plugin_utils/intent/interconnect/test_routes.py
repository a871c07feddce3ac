"""Prefixes: the vectors of section 3, what Twilio's routes must hold, and how old Twilio's data may be (TI-15, TI-30..TI-36)."""

from __future__ import annotations

from datetime import date, timedelta
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.data import load
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.interconnect import routes, service
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.view import View
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import line
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import Problem
from tests.unit.plugins.plugin_utils.intent.interconnect.sites import FIRST, inventory, variables

REFUSING = {"KO-AD002", "KO-AD003", "KO-AD004", "KO-TI030"}


def judged(prefix: str, documentation: bool = False) -> set[str]:
    """The codes that refuse ``prefix`` as the site's only customer route."""
    how = {"interconnect_site.customer_routes": [prefix], "interconnect_allow_documentation_ranges": documentation}
    return {problem.code for problem in check("interconnect", inventory(variables(set=how)))[1]} & REFUSING


@pytest.mark.requirement("TI-03", "TI-30", "TI-32")
@pytest.mark.parametrize(
    ("prefix", "refused"),
    [
        ("172.56.42.132/32", set()), ("172.31.255.255/32", {"KO-AD004"}), ("172.32.0.0/16", set()), ("100.63.0.0/16", set()),
        ("100.127.255.255/32", {"KO-AD004"}), ("100.128.0.0/16", set()), ("198.17.0.0/16", set()), ("198.19.255.0/24", {"KO-AD004"}),
        ("198.20.0.0/16", set()), ("192.0.0.9/32", {"KO-AD004"}), ("192.0.1.0/24", set()), ("223.255.255.0/24", set()),
        ("224.0.0.0/24", {"KO-AD004"}), ("8.0.0.0/5", {"KO-AD003"}), ("168.86.130.0/24", {"KO-TI030"}), ("203.0.113.0/24", {"KO-AD004"}),
        ("10.0.0.0/8", {"KO-AD004"}), ("9.0.0.0/8", set()), ("192.0.0.0/9", {"KO-AD004"}), ("255.255.255.255/32", {"KO-AD004"}),
        ("0.0.0.0/8", {"KO-AD004"}), ("54.65.63.195/32", {"KO-TI030"}), ("54.65.63.196/32", set()), ("208.78.112.64/32", {"KO-TI030"}),
        ("208.78.112.128/26", set()),
    ],
)  # fmt: skip
def test_vectors_of_the_requirements(prefix: str, refused: set[str]) -> None:
    assert judged(prefix) == refused


@pytest.mark.requirement("TI-30")
@pytest.mark.parametrize("prefix", ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"])
def test_documentation_space_passes_with_the_switch_only(prefix: str) -> None:
    assert (judged(prefix), judged(prefix, documentation=True)) == ({"KO-AD004"}, set())


@pytest.mark.requirement("TI-30")
def test_every_block_of_the_requirements_is_in_the_table() -> None:
    text = """0.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 198.51.100.0/24
    203.0.113.0/24 192.31.196.0/24 192.175.48.0/24 192.52.193.0/24 192.88.99.0/24 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4"""
    blocks = [IPv4Network(block) for block in text.split()]
    edges = [network for block in blocks for network in (IPv4Network((int(block.network_address), 32)), IPv4Network((int(block[-1]), 32)))]
    assert [str(network) for network in edges if judged(str(network)) != {"KO-AD004"}] == []
    outside = {IPv4Network((number, 32)) for block in blocks for number in (int(block[0]) - 1, int(block[-1]) + 1) if 0 <= number < 2**32}
    free = [network for network in outside if not any(network.overlaps(block) for block in blocks)]
    assert len(free) > 20 and {str(network) for network in free if judged(str(network))} == set()


def told_of(site: dict[str, Any], rule: Any) -> list[tuple[str, str]]:
    """Code and path of what one rule of a site says."""
    root = {"interconnect_site": site, "interconnect_allow_documentation_ranges": True, "interconnect_twilio_data": {}}
    return [(problem.code, problem.path) for problem in rule(View(site, "r1", "", root))]


NETWORKS = st.tuples(st.integers(0, 63), st.integers(24, 32)).map(lambda n: IPv4Network((0x2C000000 + 64 * n[0], n[1]), strict=False))


@pytest.mark.requirement("TI-33")
@settings(max_examples=60, deadline=None)
@given(st.lists(NETWORKS, min_size=1, max_size=6))
def test_exactly_the_routes_that_overlap_an_earlier_one_are_told(networks: list[IPv4Network]) -> None:
    told = told_of({"customer_routes": [str(network) for network in networks], "twilio_routes": []}, routes.apart)
    late = [place for place, network in enumerate(networks) if any(network.overlaps(other) for other in networks[:place])]
    assert len(told) == len(late)
    equal = [place for place, network in enumerate(networks) if network in networks[:place] and not _wider_before(networks, place)]
    assert {path for code, path in told if code == "KO-TI033B"} >= {f"customer_routes[{place}]" for place in equal}


def _wider_before(networks: list[IPv4Network], place: int) -> bool:
    """Whether an earlier route that is not the same overlaps."""
    return any(other != networks[place] and other.overlaps(networks[place]) for other in networks[:place])


@pytest.mark.requirement("TI-02")
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 255), st.integers(24, 32))
@example(0, 24)
@example(255, 31)
def test_a_border_device_is_a_host_of_a_customer_route(last: int, length: int) -> None:
    route = IPv4Network((0x2C010100, length))
    address = f"44.1.1.{last}"
    how = {"interconnect_site.customer_routes": [str(route)], "interconnect_site.border_devices.0.address": address}
    found = [problem.code for problem in check("interconnect", {FIRST: variables(set=how)})[1] if problem.code.startswith("KO-TI002")]
    usable = route if length >= 31 else list(route.hosts())
    inside = any(str(host) == address for host in usable)
    assert found == ([] if inside else ["KO-TI002E" if last < route.num_addresses else "KO-TI002"])


class Day(date):
    """The controller's day."""

    now = date(2026, 2, 1)

    @classmethod
    def today(cls) -> date:
        return cls.now


def old_data(monkeypatch: pytest.MonkeyPatch, today: date, given_: dict[str, Any] | None = None) -> list[Problem]:
    """What is told of the data's age on ``today``."""
    monkeypatch.setattr(service, "date", type("Then", (Day,), {"now": today}))
    found = check("interconnect", {FIRST: variables(set={"interconnect_twilio_data": given_ or {}})})[1]
    return [problem for problem in found if problem.code == "KO-TI015"]


@pytest.mark.requirement("TI-15")
@pytest.mark.parametrize(("days", "old"), [(0, False), (180, False), (181, True), (4000, True), (-1, False)])
def test_data_older_than_half_a_year_are_told(monkeypatch: pytest.MonkeyPatch, days: int, old: bool) -> None:
    as_of = date.fromisoformat(load("twilio")["edges"]["as_of"])
    found = old_data(monkeypatch, as_of + timedelta(days))
    assert bool(found) == old
    assert {problem.level for problem in found} <= {"warning"}
    blocks = "edges, media, internet, carriers"
    if old:
        told = f"KO-TI015 {FIRST}: interconnect_twilio_data: Twilio's data ({blocks}) are of {as_of}, older than 180 days — "
        assert line(found[0]).startswith(told)
        assert f"Twilio のデータ（{blocks}）は {as_of} のもので、180 日より古くなっています" in line(found[0], "ja")


@pytest.mark.requirement("TI-15")
def test_only_the_blocks_that_are_old_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    today = date(2027, 1, 31)
    media = {"as_of": "2027-01-31", "source": "mail", "values": {"prefix": "168.86.128.0/18", "first": 10000, "last": 60000}}
    old = {**media, "as_of": str(today - timedelta(181))}
    assert old_data(monkeypatch, today, {"media": media})[0].details["blocks"] == "edges, internet, carriers"
    assert old_data(monkeypatch, date(2026, 1, 1), {"media": old}) == []
    assert old_data(monkeypatch, date(2026, 2, 1), {"media": {**old, "as_of": "2025-08-05"}}) == []
    (told,) = old_data(monkeypatch, date(2026, 2, 1), {"media": {**old, "as_of": "2025-08-04"}})
    assert (told.details["as_of"], told.details["blocks"]) == ("2025-08-04", "media")


@pytest.mark.requirement("TI-15", "TI-20", "TI-30")
def test_data_of_the_inventory_replace_a_whole_block() -> None:
    """An edge that is no longer published is none, and a new media prefix is Twilio's own."""
    edges = [{"name": "tokyo-ix", "addresses": ["44.1.1.1"]}]
    media = {"prefix": "44.2.0.0/16", "first": 10000, "last": 60000}
    dated = {"as_of": "2026-01-01", "source": "mail"}
    given_ = {"edges": {**dated, "values": edges}, "media": {**dated, "values": media}}
    how = {"interconnect_twilio_data": given_, "interconnect_site.customer_routes": ["203.0.113.0/25", "44.0.0.0/14", "168.86.128.0/24"]}
    found = [(problem.code, problem.path) for problem in check("interconnect", {FIRST: variables(set=how)})[1]]
    assert ("KO-TI048B", "interconnect_site.edges[0]") in found
    assert [path for code, path in found if code == "KO-TI030"] == ["interconnect_site.customer_routes[1]", "interconnect_site.customer_routes[2]"]


@pytest.mark.requirement("TI-20", "TI-21", "TI-22")
def test_twilio_data_are_those_of_the_requirements() -> None:
    data = load("twilio")
    edges = {edge["name"]: (edge["legacy"], *edge["addresses"]) for edge in data["edges"]["values"]}
    bases = {
        "ashburn-ix": ("us1-ix", "208.78.112", 64), "san-jose-ix": ("us2-ix", "67.213.136", 64), "london-ix": ("ie1-ix", "185.187.132", 68),
        "frankfurt-ix": ("de1-ix", "185.194.136", 64), "singapore-ix": ("sg1-ix", "103.75.151", 68), "tokyo-ix": ("jp1-ix", "103.144.142", 68),
        "sydney-ix": ("au1-ix", "103.146.214", 68), "sao-paulo-ix": ("br1-ix", "159.183.255", 68),
    }  # fmt: skip
    assert edges == {name: (old, *(f"{base}.{first + n}" for n in range(3))) for name, (old, base, first) in bases.items()}
    assert data["media"]["values"] == {"prefix": "168.86.128.0/18", "first": 10000, "last": 60000}
    assert {"54.172.60.0/30", "54.65.63.192/30"} <= set(data["internet"]["values"]) and len(data["internet"]["values"]) == 8
    assert all(block["as_of"].startswith("2026") and block["source"] for block in data.values())
