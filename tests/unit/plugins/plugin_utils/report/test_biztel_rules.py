"""BIZTEL's rules for firewalls that no role drives, in every form (BZ-24, BZ-46, BZ-77)."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.kyoten.onramp.plugins.filter.biztel_rules import FilterModule
from ansible_collections.kyoten.onramp.plugins.plugin_utils.biztel_rules import biztel_rules
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.biztel_rules import export
from tests.unit.plugins.plugin_utils.design.biztel.branches import FEATURES, branch

FILTER = FilterModule().filters()["biztel_rules"]


@pytest.mark.requirement("BZ-24", "BZ-46")
@pytest.mark.parametrize("vpn", [False, True])
def test_tables_hold_every_rule_with_all_that_a_firewall_asks_for(vpn: bool) -> None:
    rules = biztel_rules(branch(FEATURES, vpn)["biztel_site"])
    files = export(rules)
    table = list(csv.DictReader(io.StringIO(files["biztel-rules.csv"])))
    assert [row["ids"].split() for row in table] == [rule["ids"] for rule in rules]
    for row, rule in zip(table, rules, strict=True):
        assert (row["dir"], row["proto"], row["src"].split(), row["sport"]) == (rule["dir"], rule["proto"], rule["src"], rule["sport"])
        assert (row["dst"].split(), row["dport"], row["row"], row["qos"]) == (rule["dst"], rule["dport"], str(rule["row"]), rule["qos"] or "")
        assert row["nat_timer"] == str(rule["nat_timer"] or "")
        assert row["dst_before_nat"] == ("router_global_ip" if rule["dir"] == "in" and rule["via"] == "internet" else "")
    data = json.loads(files["biztel-rules.json"])
    assert [{key: value for key, value in each.items() if key != "dst_before_nat"} for each in data] == rules


@pytest.mark.requirement("BZ-46", "BZ-77")
def test_text_is_one_sentence_a_rule_in_both_languages() -> None:
    rules = biztel_rules(branch(FEATURES, True)["biztel_site"])
    for language, words in (("en", "through the closed network"), ("ja", "経路 閉域網")):
        text = export(rules, language)["biztel-rules.txt"]
        lines = [line for line in text.splitlines() if re.match(r"[OW]\d", line)]
        assert len(lines) == len(rules)
        assert sum(words in line for line in lines) == sum(rule["via"] == "closed" for rule in rules)
        assert sum("3600" in line for line in lines) == 6


@pytest.mark.requirement("BZ-17", "BZ-46")
def test_set_commands_of_pan_os_define_before_they_use_and_name_nothing_twice() -> None:
    pushes = [{"address": "17.0.0.0/8", "proto": "tcp", "ports": "443"}, {"address": "17.0.0.0/8", "proto": "udp", "ports": "443"}]
    rules = biztel_rules(branch(FEATURES, lan__phone_networks=["192.168.1.0/24", "192.168.2.0/24"], ios_push_destinations=pushes)["biztel_site"])
    lines = export(rules)["biztel-rules.panos"].splitlines()
    defined: set[str] = set()
    for line in lines:
        words = line.split()
        used = set(re.findall(r"biztel-\S+", line)) - {words[2] if words[1] != "rulebase" else words[4]}
        assert used <= defined, line
        defined.add(words[2])
    assert len(set(lines)) == len(lines)
    assert "set service biztel-o1 protocol udp override yes timeout 3600" in lines
    assert "set service biztel-o10-2 protocol udp port 443" in lines
    assert "set application biztel-sip udp-timeout 3600" in lines
    assert "set rulebase application-override rules biztel-rtp protocol udp port 10000-20000 application biztel-rtp" in lines
    assert "set shared alg-override application sip alg-disabled yes" in lines
    assert not any("biztel-w" in line for line in lines)


@pytest.mark.requirement("BZ-46", "BZ-47")
def test_rules_ask_for_no_device() -> None:
    site = branch(vpn=True)["biztel_site"]
    site["nat_timer"] = {"sip": 120, "rtp": None}
    expected = biztel_rules(site)
    for key in ("rtx", "fortios"):
        site.pop(key)
        assert biztel_rules(site) == expected
    site["name_resolution"] = "rtx"
    assert biztel_rules(site) == expected


@pytest.mark.requirement("BZ-01", "BZ-02", "BZ-14")
def test_the_filter_refuses_in_our_words() -> None:
    site = branch(("plain", "recording"))["biztel_site"]
    site["contract"] |= {"recording_ip": None, "stun_servers": ["***.***.***.***/**"]}
    with pytest.raises(AnsibleFilterError) as caught:
        FILTER(site)
    assert re.search(r"biztel_site\.contract\.recording_ip:? .*required because biztel_site\.features\.recording is true", str(caught.value))
    assert "KO-BZ002 biztel_site.contract.stun_servers[0]" in str(caught.value)
    for wrong in (None, "site", [], {}, 5):
        with pytest.raises(AnsibleFilterError, match="KO-"):
            FILTER(wrong)
    with pytest.raises(AnsibleFilterError):
        FILTER(branch()["biztel_site"], stateful="perhaps")
