"""A memory changes what an answer costs, and nothing else."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.demand import virtual_connect_demand
from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.sizing import tunnel_mtu
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.remembered import remembered


def test_the_same_question_is_worked_out_once_and_another_one_anew():
    asked = []

    @remembered
    def kind(value):
        asked.append(value)
        return type(value).__name__

    assert [kind(value) for value in (1, True, 1.0, 1, "1", True)] == ["int", "bool", "float", "int", "str", "bool"]
    assert len(asked) == 4
    assert [kind(value) for value in ([1], [1])] == ["list", "list"]
    assert len(asked) == 6


def test_what_is_refused_is_refused_each_time():
    asked = []

    @remembered
    def refuse(value):
        asked.append(value)
        raise OnrampError([])

    for _again in range(2):
        with pytest.raises(OnrampError):
            refuse(1)
    assert asked == [1, 1]


@pytest.mark.parametrize("calls", [True, 1.0, "1", [1], None])
@pytest.mark.requirement("SZ-05")
def test_a_number_that_was_taken_does_not_let_its_likes_in(calls):
    site = {
        "sizing": {"concurrent_calls": 1, "codec": "g711", "ptime_ms": 20, "srtp_tag": 10, "ceiling": 0.8},
        "access": {"uplink_mbps": 100}, "crypto": {"ipsec": {"encryption": "aes-gcm-256", "integrity": None}},
    }
    assert virtual_connect_demand(site)["calls"] == 1
    site["sizing"]["concurrent_calls"] = calls
    with pytest.raises(OnrampError):
        virtual_connect_demand(site)


def test_an_answer_that_its_owner_changes_is_nobody_elses():
    first = tunnel_mtu(1500, "gcm")
    first["mss"] = 0
    assert tunnel_mtu(1500, "gcm")["mss"] == 1350
