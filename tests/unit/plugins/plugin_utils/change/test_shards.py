"""Shares of a fleet: whole sites, every host in exactly one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.shards import shard
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError


@st.composite
def fleets(draw: st.DrawFn) -> tuple[list[str], dict[str, list[str]], int]:
    """Hosts in any order, the CPEs that their sites name, and a number of workers that leaves none without work."""
    sites = [[f"s{number}-r{cpe}" for cpe in range(draw(st.integers(1, 2)))] for number in range(draw(st.integers(1, 12)))]
    hosts = draw(st.permutations([cpe for site in sites for cpe in site]))
    return hosts, {cpe: site for site in sites for cpe in site}, draw(st.integers(1, len(sites)))


@pytest.mark.requirement("VC-65")
@given(fleets())
def test_every_host_is_in_one_shard_with_the_other_cpe_of_its_site(fleet: tuple[list[str], dict[str, list[str]], int]) -> None:
    hosts, sites, of = fleet
    shards = [shard(hosts, sites, f"{number}/{of}") for number in range(1, of + 1)]
    assert sorted(host for each in shards for host in each) == sorted(hosts)
    assert all(set(sites[host]) <= set(each) for each in shards for host in each)
    assert all(each == [host for host in hosts if host in each] for each in shards), "the order of the play stays"
    counts = [len({tuple(sites[host]) for host in each}) for each in shards]
    assert max(counts) - min(counts) <= 1


def test_sites_that_share_a_cpe_stay_together_and_cpes_outside_the_play_do_not_matter() -> None:
    sites = {"a": ["a", "b"], "b": ["b"], "c": ["c", "b"], "d": ["d", "elsewhere"]}
    assert [shard(list("dabc"), sites, part) for part in ("1/2", "2/2")] == [["d"], ["a", "b", "c"]]


@pytest.mark.parametrize("given", ["", "2", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "a/b", "1.0/2", "4/4"])
def test_what_is_no_shard_of_three_hosts(given: str) -> None:
    with pytest.raises(OnrampError, match="KO-RO020"):
        shard(["a", "b", "c"], {}, given)
