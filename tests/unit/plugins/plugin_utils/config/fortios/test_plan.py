"""What stands on a FortiGate against BIZTEL's design: what is written, refused, told, and given back (FO-18 to FO-31, BZ-43 to BZ-45)."""

from __future__ import annotations

from copy import deepcopy
from time import process_time

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.fortios import KINDS, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.objects import Store, lines
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, describe
from tests.unit.plugins.plugin_utils.config.fortios.small import design
from tests.unit.plugins.plugin_utils.device.fortigate import start

V74 = (7, 4, 4)
OLD, NEW = "TCP/UDP/SCTP", "TCP/UDP/UDP-Lite/SCTP"


def planned(shown, wanted=None, version=V74, taken=None):
    made = plan(wanted or design(), version, shown, taken or {})
    for problem in made.problems:
        for language in LANGUAGES:
            text = describe(problem, language)
            assert all((text.message, text.why, text.mend)) and "{" not in text.message
    return made


def after(shown, wanted=None, version=V74):
    """The tables with the design in force."""
    made = planned(shown, wanted, version)
    assert not [problem for problem in made.problems if problem.level == "error"], made.problems
    return Store(deepcopy(shown), KINDS).apply(made.operations).tables


def told(made):
    return {problem.code: problem.value for problem in made.problems}


def touching(made, table):
    return [line for line in lines(made.operations) if f" {table}" in line]


@pytest.fixture
def shown():
    return start()


@pytest.mark.requirement("BZ-45", "FO-21", "FO-22", "FO-23")
@pytest.mark.parametrize("number", [12, 13])
def test_sip_rewriting_goes_in_three_steps(shown, number):
    shown["system/session-helper"][-1]["id"] = number
    shown["system/session-helper"].append({"id": 25 - number, "name": "tftp", "protocol": 17, "port": 69})
    made = planned(shown)
    assert touching(made, "system/") == [
        'update system/settings {"default-voip-alg-mode": "kernel-helper-based", "sip-nat-trace": "disable"}',
        f"delete system/session-helper {number}",
    ]
    assert made.borrowed["system/settings"] == {"default-voip-alg-mode": "proxy-based", "sip-nat-trace": "enable"}
    assert [row["id"] for row in made.borrowed["system/session-helper"]] == [number]
    tables = after(shown)
    tables["firewall/policy"][0]["voip-profile"] = "default"
    assert lines(planned(tables).operations) == ['update firewall/policy 4101 {"voip-profile": ""}']


@pytest.mark.requirement("FO-21")
def test_a_setting_of_old_versions_only_where_it_is(shown):
    shown["system/settings"][0]["sip-helper"] = "enable"
    assert '"sip-helper": "disable"' in touching(planned(shown), "system/settings")[0]
    del shown["system/settings"][0]["sip-nat-trace"]
    assert "sip-nat-trace" not in touching(planned(shown), "system/settings")[0]


@pytest.mark.requirement("BZ-45", "BZ-78", "FO-24")
def test_sip_rewriting_is_not_switched_off_unasked(shown):
    shown["firewall/policy"].append({"policyid": 7, "name": "guests", "voip-profile": "strict"})
    made = planned(shown, design(sip_alg_off=False))
    assert (told(made), made.operations) == ({"KO-BZ145": "7 (guests)"}, [])
    made = planned(shown)
    assert told(made)["KO-BZ145B"] == "7 (guests)"
    assert made.operations
    tables = after(shown)
    assert told(planned(tables, design(sip_alg_off=False))) == {}
    assert Store(tables, KINDS).find("firewall/policy", 7)["voip-profile"] == "strict"


@pytest.mark.requirement("FO-26")
def test_what_was_taken_comes_back(shown):
    taken = {
        "system/settings": {"default-voip-alg-mode": "proxy-based", "sip-nat-trace": "enable"},
        "system/session-helper": [{"id": 13, "name": "sip", "protocol": 17, "port": 5060}],
    }
    tables = after(shown)
    tables["system/session-helper"].append({"id": 13, "name": "dns-udp", "protocol": 17, "port": 53})
    tables["system/settings"][0]["sip-nat-trace"] = "other"
    made = planned(tables, design("absent"), taken=taken)
    assert touching(made, "system/") == [
        'create system/session-helper 14 {"id": 14, "name": "sip", "protocol": 17, "port": 5060}',
        'update system/settings {"default-voip-alg-mode": "proxy-based"}',
    ]
    assert told(made) == {"KO-BZ145D": "sip-nat-trace"}
    assert made.returns
    gone = Store(tables, KINDS).apply(made.operations).tables
    assert [row["policyid"] for row in gone["firewall/policy"]] == [1]
    assert planned(gone, design("absent"), taken=taken).operations == []


@pytest.mark.requirement("FO-26")
def test_what_an_earlier_run_has_taken_is_not_forgotten(shown):
    shown["system/settings"][0]["default-voip-alg-mode"] = "kernel-helper-based"
    shown["system/session-helper"][-1]["id"] = 12
    earlier = {"id": 13, "name": "sip", "protocol": 17, "port": 5060}
    made = planned(shown, taken={"system/settings": {"default-voip-alg-mode": "proxy-based"}, "system/session-helper": [earlier]})
    assert made.borrowed["system/settings"] == {"default-voip-alg-mode": "proxy-based", "sip-nat-trace": "enable"}
    assert [row["id"] for row in made.borrowed["system/session-helper"]] == [13, 12]


@pytest.mark.requirement("FO-18", "FO-44")
@pytest.mark.parametrize(
    ("version", "others", "name"),
    [
        ((7, 0, 12), OLD, OLD), ((7, 4, 4), OLD, OLD), ((7, 6, 0), OLD, NEW), ((7, 6, 3), NEW, NEW), ((7, 4, 8), OLD, OLD), ((7, 4, 8), NEW, NEW),
    ],
)
def test_the_protocol_in_the_words_of_the_version(shown, version, others, name):
    shown["firewall.service/custom"][1]["protocol"] = others
    tables = after(shown, version=version)
    assert {row["protocol"] for row in tables["firewall.service/custom"] if row["name"].startswith("biztel")} == {name}
    assert planned(tables, version=version).operations == []


@pytest.mark.requirement("BZ-44", "FO-31")
@pytest.mark.parametrize("place", ["1", "all-out"])
def test_policies_stand_before_the_one_that_is_named(shown, place):
    shown["firewall/policy"].insert(0, {"policyid": 5, "name": "servers", "srcintf": [{"name": "dmz"}]})
    tables = after(shown, design(place_before=place))
    assert [row["policyid"] for row in tables["firewall/policy"]] == [5, 4101, 4102, 1]


@pytest.mark.requirement("BZ-44", "BZ-45", "FO-31")
def test_policies_at_the_end_are_told_when_others_take_their_traffic(shown):
    shown["firewall/policy"][0].update({"utm-status": "enable", "ips-sensor": "default", "ssl-ssh-profile": "no-inspection"})
    made = planned(shown, design(place_before=None))
    assert told(made)["KO-BZ144C"] == "1 (all-out: ips-sensor)"
    assert not touching(made, "firewall/policy 4101 {\"before")
    assert [row["policyid"] for row in after(shown, design(place_before=None))["firewall/policy"]] == [1, 4101, 4102]


OVERLAPS = {
    "another interface": ({"srcintf": [{"name": "dmz"}]}, False), "any interface": ({"dstintf": [{"name": "any"}]}, True),
    "switched off": ({"status": "disable"}, False), "another destination": ({"dstaddr": [{"name": "elsewhere"}]}, False),
    "a range": ({"dstaddr": [{"name": "range"}]}, True), "a group": ({"srcaddr": [{"name": "everybody"}]}, True),
    "a host name": ({"dstaddr": [{"name": "fqdn"}]}, False), "another service": ({"service": [{"name": "HTTP"}]}, False),
    "a group of services": ({"service": [{"name": "voice"}]}, True), "refusing": ({"action": "deny"}, True),
    "everything": ({}, True),
    "unknown": ({"srcaddr": [{"name": "nobody"}]}, False), "no internet address": ({"dstaddr": []}, False),
    "broken": ({"dstaddr": [{"name": "broken"}]}, False), "a loop": ({"dstaddr": [{"name": "loop"}]}, False),
}


@pytest.mark.requirement("FO-31")
@pytest.mark.parametrize("name", OVERLAPS)
def test_whose_traffic_a_policy_takes(shown, name):
    change, expected = OVERLAPS[name]
    shown["firewall/address"] += [
        {"name": "elsewhere", "type": "ipmask", "subnet": "198.51.100.0 255.255.255.0"}, {"name": "fqdn", "type": "fqdn", "fqdn": "x.example"},
        {"name": "range", "type": "iprange", "start-ip": "203.0.113.1", "end-ip": "203.0.113.99"}, {"name": "broken", "subnet": "x"},
    ]
    shown["firewall/addrgrp"] = [{"name": "everybody", "member": [{"name": "all"}]}, {"name": "loop", "member": [{"name": "loop"}]}]
    shown["firewall.service/custom"].append({"name": "any-udp", "protocol": "TCP/UDP/SCTP", "udp-portrange": "x 1-65535:1-65535"})
    shown["firewall.service/group"] = [{"name": "voice", "member": [{"name": "any-udp"}]}]
    shown["firewall/policy"][0].update(change)
    codes = set(told(planned(shown, design(place_before=None)))) & {"KO-BZ144C", "KO-BZ144D"}
    assert codes == ({"KO-BZ144D" if change.get("action") == "deny" else "KO-BZ144C"} if expected else set())


@pytest.mark.requirement("BZ-44")
@pytest.mark.parametrize(("place", "code"), [("77", "KO-BZ144"), ("nobody", "KO-BZ144"), ("biztel-out-sip", "KO-BZ144B"), ("4101", "KO-BZ144B")])
def test_a_place_that_cannot_be(shown, place, code):
    tables = after(shown)
    made = planned(tables, design(place_before=place))
    assert (told(made), made.operations) == ({code: place}, [])


@pytest.mark.requirement("BZ-44", "FO-32")
def test_numbers_of_others_are_not_taken(shown):
    shown["firewall/policy"] += [{"policyid": 4101, "name": "printer"}, {"policyid": 4102, "name": ""}]
    made = planned(shown)
    assert (told(made)["KO-BZ146"], made.operations) == ("4101 (printer), 4102 (-)", [])


@pytest.mark.requirement("FO-20", "FO-32")
def test_another_base_leaves_nothing_behind(shown):
    tables = after(after(shown), design(base=5100))
    found = [(row["policyid"], row["name"]) for row in tables["firewall/policy"]]
    assert found == [(5101, "biztel-out-sip"), (5102, "biztel-out-rtp"), (1, "all-out")]


@pytest.mark.requirement("FO-20")
def test_what_others_still_use_is_not_deleted(shown):
    tables = after(shown)
    tables["firewall/policy"][-1]["dstaddr"] = [{"name": "biztel-pbx"}]
    made = planned(tables, design("absent"))
    assert (told(made)["KO-BZ146B"], made.operations) == ("firewall/address biztel-pbx", [])


@pytest.mark.requirement("FO-20", "FO-32")
def test_only_our_own_names_are_ours(shown):
    shown["firewall/address"].append({"name": "biztel-old-server", "subnet": "192.0.2.1 255.255.255.255"})
    shown["firewall/address"].append({"name": "biztel-phones-9", "subnet": "192.0.2.1 255.255.255.255"})
    made = planned(shown)
    assert [line for line in lines(made.operations) if line.startswith("delete firewall")] == ["delete firewall/address biztel-phones-9"]


@pytest.mark.requirement("BZ-58", "FO-29")
def test_a_helper_that_rewrites_the_recording_download(shown):
    shown["system/session-helper"].append({"id": 20, "name": "ftp", "protocol": 6, "port": 20990})
    wanted = design()
    assert "KO-BZ145C" not in told(planned(shown, wanted))
    service = {"name": "biztel-ftps", "protocol": "TCP/UDP/SCTP", "tcp-portrange": "20990-21000"}
    wanted["objects"].insert(0, {"table": "firewall.service/custom", "key": "name", "object": service})
    assert told(planned(shown, wanted))["KO-BZ145C"] == 20


def test_no_control_character_reaches_a_device(shown):
    wanted = design()
    wanted["objects"][0]["object"]["comment"] = "x\ny"
    made = planned(shown, wanted)
    assert ([problem.code for problem in made.problems], made.operations) == (["KO-RN001"], [])


def test_a_device_with_thousands_of_objects_is_no_wait(shown):
    names = [f"net-{number}" for number in range(3000)]
    shown["firewall/address"] += [{"name": name, "type": "ipmask", "subnet": f"10.{at >> 8}.{at & 255}.0/24"} for at, name in enumerate(names)]
    shown["firewall/policy"] = [
        {**shown["firewall/policy"][0], "policyid": 10000 + at, "name": name, "dstaddr": [{"name": name}]} for at, name in enumerate(names)
    ] + shown["firewall/policy"]
    begun = process_time()
    made = planned(shown, design(place_before=None))
    assert (told(made)["KO-BZ144C"], process_time() - begun < 3) == ("1 (all-out)", True)
