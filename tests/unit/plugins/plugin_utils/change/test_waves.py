"""Sizes of waves read as Ansible reads ``serial``, and every wrong one named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.waves import limit, split
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError

SIZES = st.lists(st.one_of(st.integers(1, 300), st.integers(1, 100).map("{}%".format), st.integers(1, 300).map(str)), min_size=1, max_size=5)


@pytest.mark.parametrize(("hosts", "sizes", "lengths"), [
    (100, [1, "5%", "25%", "100%"], [1, 5, 25, 69]),
    (3, [1, "5%", "25%", "100%"], [1, 1, 1]),
    (10, ["50 %"], [5, 5]),
    (10, [1, 2], [1, 2, 2, 2, 2, 1]),
    (10, ["4"], [4, 4, 2]),
    (0, [1], []),
])  # fmt: skip
def test_waves_are_those_of_serial(hosts: int, sizes: list[object], lengths: list[int]) -> None:
    assert [len(wave) for wave in split([f"h{n}" for n in range(hosts)], sizes)] == lengths


@given(hosts=st.integers(0, 400), sizes=SIZES)
def test_everyone_goes_once_and_in_order(hosts: int, sizes: list[object]) -> None:
    names = [f"h{n}" for n in range(hosts)]
    waves = split(names, sizes)
    assert [host for wave in waves for host in wave] == names
    assert all(waves)


@pytest.mark.parametrize("size", [0, -1, "0%", "101%", "5 percent", "", None, True, 1.5, "1.5", [], {}, "%", "１", "1e3", "-5%"])
def test_a_wrong_size_is_named_with_its_place(size: object) -> None:
    with pytest.raises(OnrampError) as caught:
        split(["a", "b"], [1, size, "x"])
    assert [(problem.code, problem.path, problem.value) for problem in caught.value.problems] == [
        ("KO-RO001", "waves[1]", size), ("KO-RO001", "waves[2]", "x"),
    ]


def test_no_size_at_all_is_wrong_too() -> None:
    with pytest.raises(OnrampError, match="KO-RO001"):
        split(["a"], [])


@pytest.mark.parametrize(("given", "hosts", "borne"), [(0, 10, 0), ("3", 10, 3), ("5%", 100, 5), ("5%", 10, 0), ("100%", 7, 7), (999999, 1, 999999)])
def test_failures_to_bear(given: object, hosts: int, borne: int) -> None:
    assert limit(given, hosts) == borne


@pytest.mark.parametrize("given", [-1, "many", "101%", None, 0.5, True, "", [1]])
def test_a_wrong_number_of_failures(given: object) -> None:
    with pytest.raises(OnrampError, match="KO-RO002"):
        limit(given, 10)
