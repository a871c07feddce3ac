"""Sites that are right, up to the edge of what is allowed; and what the intents hold."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import care, check, once
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import listing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors, warnings
from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES, change, hosts, inputs, variables

SITE, DC1, DC2 = "virtual_connect_site", "virtual_connect_site.tunnels.dc1", "virtual_connect_site.tunnels.dc2"
NAMES = sorted(path.stem for path in (FIXTURES / "sites").glob("*.yml"))


def told(given: dict[str, Any]) -> list[str]:
    """The codes about one site, its CPEs alone in the inventory."""
    _intents, found = check("virtual_connect", dict.fromkeys(hosts(given), given))
    return [problem.code for problem in once(found)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.requirement("VC-10", "VC-26", "VC-58")
def test_fixture_sites_are_valid(name: str) -> None:
    intents, found = check("virtual_connect", inputs(name))
    assert errors(found) == [], listing(found)
    assert list(intents) == hosts(variables(name))


def test_all_sites_together_are_valid() -> None:
    intents, found = check("virtual_connect", inputs(*NAMES))
    assert errors(found) == [], listing(found)
    assert len(intents) == 6


@pytest.mark.parametrize(
    ("how", "codes"),
    [
        pytest.param({}, ["KO-VC011"], id="as it is"),
        pytest.param({f"{DC1}.local.asn": 64512, f"{DC2}.local.asn": 64512}, ["KO-VC011"], id="first private ASN"),
        pytest.param({f"{DC1}.local.asn": 65534, f"{DC2}.local.asn": 65534}, ["KO-VC011"], id="last private ASN"),
        pytest.param({f"{DC1}.remote.asn": 4294967295}, ["KO-VC011"], id="largest ASN"),
        pytest.param({f"{DC1}.number": 0, f"{DC2}.number": 2147483647}, ["KO-VC011"], id="interface numbers at the edges"),
        pytest.param({f"{SITE}.crypto.ike.lifetime": 120, f"{SITE}.crypto.ipsec.lifetime": 2592000}, ["KO-VC011"], id="lifetimes at the edges"),
        pytest.param({f"{DC1}.local.tunnel_address": "100.64.10.1/31", f"{DC1}.remote.tunnel_address": "100.64.10.0"}, ["KO-VC011"], id="a /31"),
        pytest.param({f"{SITE}.crypto.ipsec.pfs_group": None}, ["KO-VC011"], id="without PFS"),
        pytest.param({f"{SITE}.access.path_mtu": 1454, f"{DC1}.mss": 1334}, ["KO-VC011"], id="largest MSS of the path"),
        pytest.param({f"{SITE}.sizing.concurrent_calls": 1736, f"{SITE}.sizing.srtp_tag": 10}, ["KO-VC011"], id="calls at the cap"),
        pytest.param({"virtual_connect_revert_minutes": 120}, ["KO-VC011"], id="longest revert timer"),
        pytest.param({f"{SITE}.state": "absent", f"{SITE}.preflight": None}, [], id="absent needs no pre-flight"),
        pytest.param(
            {f"{SITE}.access.nat_in_path": True, f"{DC1}.local.ipsec_address": "10.0.0.1", f"{DC1}.local.ike_identity": "203.0.113.2"},
            ["KO-VC011"],
            id="behind a NAT with identity",
        ),
        pytest.param({f"{DC1}.local.ike_identity": "osaka-r1.example.com", f"{DC2}.local.ike_identity": "vc@example.com"}, ["KO-VC011"], id="names"),
        pytest.param(
            {f"{SITE}.di_network": "198.18.9.0/24", f"{SITE}.di_halves.dc1": "198.18.9.128/25", f"{SITE}.di_halves.dc2": "198.18.9.0/25"},
            ["KO-VC011"],
            id="benchmarking network, halves the other way round",
        ),
        pytest.param({f"{DC1}.local.bgp_process_asn": 65100, f"{DC2}.local.bgp_process_asn": 65100}, ["KO-VC011"], id="own BGP process"),
        pytest.param({"somebody_elses": "virtual", "virtual_connect_state": 1, "virtual_connect_result": {}}, ["KO-VC011"], id="other variables"),
        pytest.param({f"{SITE}.contact": "情報システム部　山田"}, ["KO-VC011"], id="Japanese contact"),
    ],
)
@pytest.mark.requirement("VC-09", "VC-17", "VC-37", "VC-39", "VC-42", "VC-44", "VC-64", "SZ-20", "SZ-31")
def test_what_is_allowed_is_not_told(how: dict[str, Any], codes: list[str]) -> None:
    assert told(change(variables(), {"set": how})) == codes


@pytest.mark.requirement("VC-66")
def test_options_may_come_from_the_command_line() -> None:
    """``-e name=value`` gives texts; what is no truth value or number stays refused."""
    spoken = {"virtual_connect_allow_disruption": "Yes", "virtual_connect_revert_minutes": "7"}
    intents, _found = check("virtual_connect", {"osaka-r1": {**variables(), **spoken}})
    assert {name: intents["osaka-r1"][name] for name in spoken} == {"virtual_connect_allow_disruption": True, "virtual_connect_revert_minutes": 7}
    wrong = {"virtual_connect_allow_disruption": "maybe", "virtual_connect_revert_minutes": "7m"}
    assert told({**variables(), **wrong}) == ["KO-IN008", "KO-IN005", "KO-VC011"]


@pytest.mark.requirement("VC-17", "VC-41")
def test_two_cpes_may_have_two_asns() -> None:
    assert told(change(variables("two_cpe"), {"set": {f"{DC2}.local.asn": 65003}})) == []


@pytest.mark.requirement("VC-26")
def test_two_wan_interfaces_may_be_in_two_vrfs() -> None:
    how = {f"{DC1}.vrf": {"inside": "A", "transport": "A"}, f"{DC1}.wan.interface": "GigabitEthernet0/0/5"}
    assert told(change(variables(), {"set": how})) == ["KO-VC011"]


def test_defaults_are_filled_in() -> None:
    line = {"type": "ntt_flets_pppoe", "uplink_mbps": 100}
    given = change(variables("two_cpe"), {"delete": [f"{SITE}.di_halves"], "set": {f"{SITE}.access": line}})
    intents, _found = check("virtual_connect", dict.fromkeys(hosts(given), given))
    site = intents["tokyo-r1"]["virtual_connect_site"]
    assert intents["tokyo-r1"]["virtual_connect_revert_minutes"] == 5
    assert site["di_halves"] == {"dc1": "198.18.10.0/25", "dc2": "198.18.10.128/25"}
    assert (site["access"]["path_mtu"], site["sizing"]["ptime_ms"], site["sizing"]["ceiling"]) == (1454, 20, 0.8)
    assert site["tunnels"]["dc1"]["keepalive"] == {"enabled": True, "period": 10, "retries": 3}
    assert site["tunnels"]["dc1"]["vrf"] == {"inside": None, "transport": None}
    assert site["tunnels"]["dc1"]["bgp_timers"] is None


def test_names_get_one_spelling() -> None:
    how = {f"{DC1}.wan.interface": "gi 0/0/0", f"{DC2}.wan.interface": "te0/1/0.20", f"{SITE}.crypto.ike.encryption": ["AES-GCM-256"]}
    given = change(variables(), {"set": how})
    site = check("virtual_connect", {"osaka-r1": given})[0]["osaka-r1"]["virtual_connect_site"]
    assert site["tunnels"]["dc1"]["wan"]["interface"] == "GigabitEthernet0/0/0"
    assert site["tunnels"]["dc2"]["wan"]["interface"] == "TenGigabitEthernet0/1/0.20"
    assert site["crypto"]["ike"]["encryption"] == ["aes-gcm-256"]


def test_the_input_is_left_alone() -> None:
    given = variables()
    check("virtual_connect", {"osaka-r1": given})
    assert given == variables()


@pytest.mark.requirement("VC-10")
def test_a_host_out_of_the_play_is_still_in_the_inventory() -> None:
    """A run limited to one of two CPEs knows the name of the other, and does not judge what it carries."""
    given = variables("two_cpe")
    _intents, found = check("virtual_connect", {"tokyo-r1": given, "tokyo-r2": {}})
    assert found == []
    _intents, found = check("virtual_connect", {"tokyo-r1": given, "tokyo-r2": {"ansible_host": "192.0.2.1"}})
    assert [problem.code for problem in found] == ["KO-VC010D"]
    _intents, found = check("virtual_connect", {"tokyo-r1": given})
    assert [problem.code for problem in found] == ["KO-VC010B"]


def test_hosts_without_a_site_are_passed_over() -> None:
    assert check("virtual_connect", {"switch-1": {"ansible_host": "192.0.2.9", "virtual_connect_revert_minutes": "x"}}) == ({}, [])


def test_a_broken_site_spares_the_others() -> None:
    inventory = inputs("reference", "two_cpe")
    inventory["osaka-r1"]["virtual_connect_site"]["di_network"] = "198.18.10.0/23"
    intents, found = check("virtual_connect", inventory)
    assert set(intents) == {"tokyo-r1", "tokyo-r2"}
    assert {problem.host for problem in errors(found)} == {"osaka-r1"}


def test_the_same_problem_of_two_cpes_is_listed_once() -> None:
    given = change(variables("two_cpe"), {"set": {"virtual_connect_revert_minutes": 2}})
    _intents, found = check("virtual_connect", dict.fromkeys(hosts(given), given))
    assert [problem.host for problem in found] == ["tokyo-r1", "tokyo-r2"]
    assert [problem.host for problem in once(found)] == ["tokyo-r1, tokyo-r2"]


@pytest.mark.requirement("VC-12", "VC-42")
def test_what_was_accepted_is_still_warned_about() -> None:
    how = {f"{SITE}.accept_single_tier": True, f"{SITE}.crypto.allow_weak": True, f"{SITE}.sizing.accept_over_cap": True}
    given = {f"{DC1}.remote.gre_transport": "198.51.100.11", f"{SITE}.crypto.ike.dh_group": [5], f"{SITE}.sizing.concurrent_calls": 3000}
    intents, found = check("virtual_connect", {"osaka-r1": change(variables(), {"set": {**how, **given}})})
    assert [problem.code for problem in warnings(found)] == ["KO-VC011", "KO-VC042D", "KO-VC004", "KO-VC012"]
    assert errors(found) == [] and list(intents) == ["osaka-r1"]


def test_defaults_of_the_role_are_those_of_the_schema() -> None:
    role = FIXTURES.parents[2] / "roles" / "virtual_connect"
    defaults = yaml.safe_load((role / "defaults" / "main.yml").read_text(encoding="utf-8"))
    options = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    assert defaults == {name: option.get("default") for name, option in options.items() if name != "virtual_connect_site"}


def test_how_careful_a_system_asks_to_be() -> None:
    options = {"virtual_connect_revert_minutes": 7, "virtual_connect_patience": 90, "virtual_connect_sample_seconds": 5,
               "virtual_connect_allow_disruption": False, "virtual_connect_accept_degraded": True}  # fmt: skip
    given = {"revert_minutes": 7, "patience": 90, "sample_seconds": 5, "allow_disruption": False, "accept_degraded": True}
    assert care("virtual_connect", options) == {**given, "accept_unsaved": True}
    branch = care("biztel", {"biztel_site": {"rtx": {"rollback_seconds": 181, "accept_unsaved": False}}})
    assert (branch["revert_minutes"], branch["accept_unsaved"]) == (4, False)
