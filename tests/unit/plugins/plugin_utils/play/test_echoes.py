"""What follows from a value that cannot be resolved is no second mistake."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.play.variables import without_echoes
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import Problem

UNRESOLVED = Problem("KO-PL001", "site.tunnels.dc1", host="r1", details={"reason": "undefined"})


@pytest.mark.requirement("VC-35")
@pytest.mark.parametrize("path", ["site.tunnels.dc1", "site.tunnels.dc1.psk", "site.tunnels.dc1[0].psk"])
def test_the_same_place_and_what_is_below_it_are_echoes(path: str) -> None:
    assert without_echoes([UNRESOLVED, Problem("KO-IN003", path, host="r1")]) == [UNRESOLVED]


@pytest.mark.parametrize(("path", "host"), [("site.tunnels.dc10", "r1"), ("site.tunnels", "r1"), ("", "r1"), ("site.tunnels.dc1", "r2")])
def test_other_places_and_other_hosts_are_not(path: str, host: str) -> None:
    other = Problem("KO-IN003", path, host=host)
    assert without_echoes([other, UNRESOLVED]) == [other, UNRESOLVED]
