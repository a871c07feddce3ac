"""From nothing to two tunnels, once; then never again; whatever breaks, the next run goes on."""

from __future__ import annotations

import pytest

from tests.unit.azure_vpn.bed import Bed


@pytest.fixture
def bed(tmp_path):
    return Bed(tmp_path)


MADE = ("GatewaySubnet", "pip-vng-iot-1", "vng-iot", "lng-door-tokyo-t1", "lng-door-tokyo-t2", "cn-door-tokyo-t1", "cn-door-tokyo-t2")
GROUP = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-iot-vpn"
CREATED = [f"PUT {name}" for name in MADE]


@pytest.mark.requirement("AZ-01", "AZ-70", "AZ-71", "AZ-108", "AR-89c")
def test_from_nothing_to_both_connected_and_then_silence(bed):
    outcome = bed.run()
    assert (outcome.status, bed.codes(outcome)) == ("changed", [])
    assert bed.azure.writes == CREATED
    assert [each["status"] for each in outcome.facts["connections"]] == ["Connected", "Connected"]
    second = bed.run()
    assert (second.status, bed.azure.writes, bed.codes(second)) == ("unchanged", [], [])
    assert bed.rest.requests == 9 + 2


@pytest.mark.requirement("AZ-46", "AZ-73", "AZ-106")
def test_check_mode_writes_nothing(bed):
    outcome = bed.run(check_mode=True)
    assert (outcome.status, bed.azure.writes, len(outcome.change.commands)) == ("would_change", [], 7)
    assert "Marker" not in outcome.change.diff + str(outcome.change.commands)


@pytest.mark.requirement("AZ-22", "AZ-70", "AZ-100", "AR-86")
def test_prefixes_are_an_exact_list(bed):
    bed.run(azure_vpn_sites__0__peer__address_prefixes=["100.96.8.0/22", "100.96.12.0/22"])
    outcome = bed.run()
    assert bed.azure.writes == ["PUT lng-door-tokyo-t1", "PUT lng-door-tokyo-t2"]
    assert outcome.status == "changed"


@pytest.mark.requirement("AZ-43", "AZ-74", "AR-81")
def test_a_change_keeps_what_others_have_set(bed):
    bed.run()
    gateway = next(row for key, row in bed.azure.objects.items() if key.endswith("/vng-iot"))
    gateway["properties"]["customRoutes"] = {"addressPrefixes": ["192.168.0.0/24"]}
    bed.run(azure_vpn_gateway__sku="VpnGw2AZ", azure_vpn_sites__0__dpd_timeout_seconds=60)
    assert bed.azure.writes == ["PUT vng-iot", "PUT cn-door-tokyo-t1", "PUT cn-door-tokyo-t2"]
    assert gateway is not next(row for key, row in bed.azure.objects.items() if key.endswith("/vng-iot"))
    after = {key.rpartition("/")[2]: row.get("properties") for key, row in bed.azure.objects.items()}
    assert after["vng-iot"]["customRoutes"] == {"addressPrefixes": ["192.168.0.0/24"]}
    assert after["cn-door-tokyo-t1"]["ipsecPolicies"][0]["ikeEncryption"] == "AES256"


@pytest.mark.requirement("AZ-75", "AR-87")
def test_tags_alone_are_patched_and_others_stay(bed):
    bed.run()
    for row in bed.azure.objects.values():
        row.setdefault("tags", {})["owner"] = "somebody"
    bed.run(azure_vpn_tags={"system": "other"})
    assert {write.split()[0] for write in bed.azure.writes} == {"PATCH"}
    assert all(row["tags"] == {"system": "other", "owner": "somebody"} for key, row in bed.azure.objects.items() if "cn-door" in key)
    bed.run(azure_vpn_tags={"system": "other"}, azure_vpn_tags_exact=True)
    assert all(row["tags"] == {"system": "other"} for key, row in bed.azure.objects.items() if "cn-door" in key)
    assert bed.run(azure_vpn_tags={"system": "other"}, azure_vpn_tags_exact=True).status == "unchanged"


@pytest.mark.requirement("AZ-75", "AR-76")
@pytest.mark.parametrize("tags", [{"tier": "Regional"}, {"location": "Tokyo"}, {"Id": "IOT"}, {"etag": "X"}, {"connectionMode": "Default"}])
def test_a_tag_is_no_field_of_azure(bed, tags):
    bed.run(azure_vpn_tags={name: value.lower() for name, value in tags.items()})
    assert bed.run(azure_vpn_tags=tags).status == "changed"
    assert bed.run(azure_vpn_tags=tags, azure_vpn_gateway__sku="VpnGw2AZ").status == "changed"
    assert next(row["tags"] for key, row in bed.azure.objects.items() if key.endswith("/vng-iot")) == tags
    assert bed.run(azure_vpn_tags=tags, azure_vpn_gateway__sku="VpnGw2AZ").status == "unchanged"


@pytest.mark.requirement("AZ-75", "AR-76")
@pytest.mark.parametrize("exact", [False, True])
def test_one_tag_in_other_letters_is_not_set_beside_itself(bed, exact):
    bed.run(azure_vpn_tags={"System": "iot"})
    assert bed.run(azure_vpn_tags={"system": "iot"}, azure_vpn_tags_exact=exact).status == "unchanged"
    bed.run(azure_vpn_tags={"system": "other"}, azure_vpn_tags_exact=exact)
    assert next(row["tags"] for key, row in bed.azure.objects.items() if key.endswith("/vng-iot")) == {"System": "other"}


@pytest.mark.requirement("AZ-70", "AR-76")
def test_words_that_azure_answers_in_other_letters_are_no_difference(bed):
    bed.run()
    for key, row in bed.azure.objects.items():
        row["properties"] = _shouted(row.get("properties"), key)
    assert (bed.run().status, bed.azure.writes) == ("unchanged", [])


def _shouted(value, key):
    if isinstance(value, dict):
        return {name: each if name in ("id", "etag", "provisioningState") else _shouted(each, key) for name, each in value.items()}
    return [_shouted(each, key) for each in value] if isinstance(value, list) else value.upper() if isinstance(value, str) else value


@pytest.mark.requirement("AZ-71", "AZ-72")
def test_a_creation_is_begun_and_picked_up_later(bed):
    bed.azure.looks = {"virtualNetworkGateways": 99}
    first = bed.run(azure_vpn_gateway__wait=False)
    assert (first.status, first.facts["pending"], first.facts["public_ips"]) == ("changed", True, {"pip-vng-iot-1": "192.0.2.1"})
    assert bed.azure.writes == CREATED[:5]
    again = bed.run(azure_vpn_gateway__wait=False)
    assert (again.status, again.changed, bed.azure.writes) == ("unchanged", False, [])
    bed.azure.busy = {key: (5, kind, after) for key, (_left, kind, after) in bed.azure.busy.items()}
    assert bed.run().status == "changed"
    assert bed.azure.writes == CREATED[5:]


@pytest.mark.requirement("AZ-47", "AZ-101", "AR-80")
def test_another_key_goes_through_its_own_endpoint_one_tunnel_at_a_time(bed):
    bed.run()
    bed.azure.peers["203.0.113.21"] = "Marker.Key.New"
    outcome = bed.run(azure_vpn_sites__0__tunnels__0__psk="Marker.Key.New")
    assert bed.azure.writes == ["PUT sharedkey", "POST resetconnection"]
    assert (outcome.status, bed.codes(outcome)) == ("changed", [])
    assert [each["psk_changed"] for each in outcome.facts["connections"]] == [True, False]
    assert bed.run(azure_vpn_sites__0__tunnels__0__psk="Marker.Key.New").status == "unchanged"


@pytest.mark.requirement("AZ-48", "AZ-49")
@pytest.mark.parametrize("how", ["on_difference", "on_create", "always"])
def test_a_rotation_writes_the_key_of_its_tunnel_whatever_other_runs_do_with_keys(bed, how):
    bed.run()
    bed.azure.peers = {"203.0.113.21": "Marker.New.1", "198.51.100.21": "Marker.Key.Of.Tunnel.2"}
    new = {"azure_vpn_sites__0__tunnels__0__psk": "Marker.New.1", "azure_vpn_sites__0__tunnels__1__psk": "Marker.New.2"}
    outcome = bed.run(rotate="door-tokyo/t1", **new, azure_vpn_psk_update=how)
    assert (outcome.status, bed.codes(outcome), bed.azure.writes) == ("changed", [], ["PUT sharedkey", "POST resetconnection"])
    assert sorted(bed.azure.keys.values()) == ["Marker.Key.Of.Tunnel.2", "Marker.New.1"]


@pytest.mark.requirement("AZ-49")
def test_a_rotation_stops_when_the_first_tunnel_does_not_come_back(bed):
    bed.run()
    new = {"azure_vpn_sites__0__tunnels__0__psk": "Marker.New.1", "azure_vpn_sites__0__tunnels__1__psk": "Marker.New.2"}
    outcome = bed.run(**new)
    assert bed.codes(outcome) == ["KO-AZ049"]
    assert bed.azure.writes == ["PUT sharedkey", "POST resetconnection"]
    assert next(key for name, key in bed.azure.keys.items() if name.endswith("t2")) == "Marker.Key.Of.Tunnel.2"


@pytest.mark.requirement("AZ-49")
def test_the_key_before_is_restored(bed):
    bed.run()
    old = "Marker.Key.Of.Tunnel.1"
    outcome = bed.run(azure_vpn_sites__0__tunnels__0__psk="Marker.New.1", azure_vpn_sites__0__tunnels__0__psk_previous=old)
    assert bed.codes(outcome) == ["KO-AZ049B"]
    assert next(key for name, key in bed.azure.keys.items() if name.endswith("t1")) == old


@pytest.mark.requirement("AZ-49", "AZ-76")
def test_the_tunnel_that_carries_is_not_interrupted_while_its_partner_is_down(bed):
    bed.run()
    bed.azure.peers["198.51.100.21"] = "Marker.Of.Somebody"
    new = {"azure_vpn_sites__0__tunnels__0__psk": "Marker.New.1"}
    assert bed.codes(bed.run(**new)) == ["KO-AZ076"]
    assert bed.azure.writes == []
    assert "PUT sharedkey" in bed.run(**new, azure_vpn_force=True).change.commands or bed.azure.writes[0] == "PUT sharedkey"


@pytest.mark.requirement("AZ-48")
@pytest.mark.parametrize("access", [403, 500, 0])
def test_a_key_that_may_not_be_read_is_unknown_and_left_alone(bed, access):
    bed.run()
    bed.azure.key_access = access
    outcome = bed.run(azure_vpn_sites__0__tunnels__0__psk="Marker.New.1")
    assert (outcome.status, bed.azure.writes) == ("unchanged", [])
    assert [each["psk"] for each in outcome.facts["connections"]] == ["unknown", "unknown"]
    assert {problem.code for problem in outcome.problems} == {"KO-AZ048"}


@pytest.mark.requirement("AZ-47")
def test_a_new_connection_that_holds_another_key_gets_ours(bed):
    bed.azure.key_differs = True
    outcome = bed.run()
    assert bed.azure.writes.count("PUT sharedkey") == 2
    assert set(bed.azure.keys.values()) == {"Marker.Key.Of.Tunnel.1", "Marker.Key.Of.Tunnel.2"}
    assert bed.codes(outcome) == ["KO-AZ090"]


@pytest.mark.requirement("AZ-72", "AR-78")
def test_a_failed_gateway_is_shown_and_written_again_on_request(bed):
    bed.azure.fails = "virtualnetworkgateways"
    outcome = bed.run()
    assert bed.codes(outcome) == ["KO-DV085"]
    assert "VmssVpnGateway" in str(outcome.problems)
    bed.azure.fails = ""
    found = bed.run()
    assert (bed.codes(found), "VmssVpnGateway" in str(found.problems), bed.azure.writes) == (["KO-AZ072"], True, [])
    assert bed.codes(bed.run(azure_vpn_retry_failed=True)) == []
    assert bed.run().status == "unchanged"


@pytest.mark.requirement("AZ-17", "AZ-16", "AR-84", "AR-89a")
def test_what_cannot_be_changed_is_refused_before_any_write(bed):
    bed.run()
    gateway = {"azure_vpn_gateway__sku": "VpnGw2AZ", "azure_vpn_gateway__generation": "Generation2"}
    changes = {**gateway, "azure_vpn_sites__0__connection_protocol": "IKEv1"}
    assert bed.codes(bed.run(**changes)) == ["KO-AZ118"] * 3
    assert bed.azure.writes == []
    assert bed.codes(bed.run(azure_vpn_gateway__public_ips=[{"name": "other", "manage": False}])) == ["KO-AZ016", "KO-AZ017"]


@pytest.mark.requirement("AZ-95", "AZ-97", "AZ-107", "AR-83", "AR-88")
def test_everything_leaves_in_order_and_once(bed):
    bed.run()
    gone = {"azure_vpn_state": "absent", "azure_vpn_confirm_destroy": "vng-iot"}
    planned = bed.run(check_mode=True, **gone)
    assert (planned.status, bed.azure.writes) == ("would_change", [])
    outcome = bed.run(**gone)
    names = ["cn-door-tokyo-t1", "cn-door-tokyo-t2", "lng-door-tokyo-t1", "lng-door-tokyo-t2", "vng-iot"]
    assert (outcome.status, bed.azure.writes) == ("changed", [f"DELETE {name}" for name in names])
    assert bed.run(**gone).status == "unchanged"
    bed.run(**gone, azure_vpn_delete_public_ip=True, azure_vpn_delete_gateway_subnet=True)
    assert bed.azure.writes == ["DELETE pip-vng-iot-1", "DELETE GatewaySubnet"]


@pytest.mark.requirement("AZ-96")
def test_the_gateway_stays_while_somebody_uses_it(bed):
    bed.run()
    others = next(row for key, row in bed.azure.objects.items() if key.endswith("t1") and "/connections/" in key)
    theirs = others["id"].replace("cn-door-tokyo-t1", "theirs")
    bed.azure.objects[theirs.lower()] = {**others, "id": theirs}
    assert bed.codes(bed.run(azure_vpn_state="absent", azure_vpn_confirm_destroy="vng-iot")) == ["KO-AZ096"]
    assert bed.azure.writes == []


@pytest.mark.requirement("AZ-96")
def test_one_site_leaves_and_the_gateway_stays(bed):
    bed.run()
    outcome = bed.run(azure_vpn_sites__0__state="absent")
    assert bed.azure.writes == [f"DELETE {kind}-door-tokyo-{tunnel}" for kind in ("cn", "lng") for tunnel in ("t1", "t2")]
    assert (outcome.status, bed.codes(outcome)) == ("changed", [])
    assert bed.run(azure_vpn_sites__0__state="absent").status == "unchanged"


@pytest.mark.requirement("AZ-81")
def test_a_first_pass_builds_the_gateway_alone(bed):
    outcome = bed.run(azure_vpn_phase="prepare", azure_vpn_sites__0__tunnels=[])
    assert (bed.azure.writes, bed.codes(outcome)) == (CREATED[:3], [])
    assert outcome.facts["public_ips"] == {"pip-vng-iot-1": "192.0.2.1"}


@pytest.mark.requirement("AZ-72", "AZ-105")
@pytest.mark.parametrize("fault", ["lost before", "lost after", "429", "500", "kill"])
def test_a_failure_at_any_request_ends_in_what_the_next_run_completes(tmp_path, fault):
    probe = Bed(tmp_path / "probe")
    probe.run()
    for number in range(1, probe.rest.requests + 1, 1 if fault in ("lost after", "kill") else 3):
        bed = Bed(tmp_path / f"{number}")
        bed.azure.faults = {number: fault}
        try:
            bed.run()
        except KeyboardInterrupt:
            assert fault == "kill"
        outcome = bed.run()
        assert (outcome.status in ("changed", "unchanged"), bed.codes(outcome)) == (True, []), number
        assert len(bed.azure.objects) == 9
        assert bed.run().status == "unchanged", number


@pytest.mark.requirement("AZ-72")
@pytest.mark.parametrize("fault", ["lost before", "500"])
def test_an_api_that_is_gone_from_one_request_on(tmp_path, fault):
    probe = Bed(tmp_path / "probe")
    probe.run()
    for number in range(1, probe.rest.requests + 1, 3):
        bed = Bed(tmp_path / f"{number}")
        bed.azure.from_on = (number, fault)
        assert bed.codes(bed.run()) != []
        bed.azure.from_on = None
        outcome = bed.run()
        assert bed.codes(outcome) == [], number
        assert bed.run().status == "unchanged"


@pytest.mark.requirement("AZ-70", "AZ-72")
@pytest.mark.parametrize(("number", "changes"), [
    (12, {"azure_vpn_gateway__sku": "VpnGw2AZ"}), (13, {"azure_vpn_sites__0__tunnels__0__psk": "Marker.Key.New"}),
])  # fmt: skip
def test_the_only_write_counts_although_its_answer_was_lost(bed, number, changes):
    bed.run()
    bed.azure.peers["203.0.113.21"] = key = changes.get("azure_vpn_sites__0__tunnels__0__psk", "Marker.Key.Of.Tunnel.1")
    bed.azure.faults = {number: "lost after"}
    outcome = bed.run(**changes)
    assert (outcome.status, bed.codes(outcome)) == ("changed", [])
    assert [write for write in bed.azure.writes if write.startswith("PUT")] == ["PUT sharedkey" if "New" in key else "PUT vng-iot"]
    assert outcome.facts["connections"][0]["psk_changed"] is ("New" in key)


@pytest.mark.requirement("AZ-72", "AR-53")
@pytest.mark.parametrize("name", ["vng-iot", "cn-door-tokyo-t1"])
def test_an_operation_that_failed_because_another_ran_is_begun_again(bed, name):
    bed.azure.fails, bed.azure.fails_with = f"/{name}", "AnotherOperationInProgress"
    outcome = bed.run()
    assert (outcome.status, bed.codes(outcome), bed.azure.writes.count(f"PUT {name}")) == ("changed", [], 2)
    assert bed.run().status == "unchanged"
    bed.azure.fails = f"/{name}"
    outcome = bed.run(azure_vpn_gateway__sku="VpnGw2AZ", azure_vpn_sites__0__dpd_timeout_seconds=60)
    assert (outcome.status, bed.codes(outcome), bed.azure.writes.count(f"PUT {name}")) == ("changed", [], 2)


@pytest.mark.requirement("AZ-46", "AZ-77")
def test_no_key_reaches_the_journal(bed, tmp_path):
    bed.run()
    bed.azure.peers["203.0.113.21"] = "Marker.Key.New"
    bed.run(azure_vpn_sites__0__tunnels__0__psk="Marker.Key.New")
    text = "".join(path.read_text() for path in tmp_path.glob("*.jsonl"))
    assert "applying" in text
    assert "Marker" not in text


STANDARD, BASIC = {"sku": {"name": "Standard"}}, {"sku": {"name": "Basic"}}


@pytest.mark.requirement("AZ-16", "AR-60", "AR-63")
@pytest.mark.parametrize(("sku", "row", "code"), [
    ("VpnGw1AZ", STANDARD, "KO-AZ114"), ("VpnGw1", {**STANDARD, "zones": ["1", "2", "3"]}, "KO-AZ114B"), ("VpnGw1AZ", BASIC, "KO-AZ114C"),
    ("VpnGw1", BASIC, "KO-AZ114C"),
])  # fmt: skip
def test_somebody_else_s_address_that_the_gateway_cannot_use_is_refused(bed, sku, row, code):
    theirs = {"name": "theirs", "manage": False}
    bed.azure.objects[f"{bed.group}/providers/microsoft.network/publicipaddresses/theirs"] = {**row, "properties": {}}
    assert bed.codes(bed.run(azure_vpn_gateway__public_ips=[theirs], azure_vpn_gateway__sku=sku)) == [code]
    assert bed.azure.writes == []


@pytest.mark.requirement("AR-14", "AR-91")
def test_a_token_that_grew_old_is_renewed_once(bed):
    bed.old_token = True
    assert bed.codes(bed.run()) == []
    bed.azure.token, bed.old_token = "Marker.Token.Of.Nobody", False
    bed.wrong_token = True
    assert bed.codes(bed.run()) == ["KO-DV080"]


@pytest.mark.requirement("AR-79", "AR-85")
@pytest.mark.parametrize(("status", "code", "told"), [(403, "AuthorizationFailed", "KO-DV088"), (404, "SubscriptionNotFound", "KO-DV081")])
def test_what_may_not_be_seen_is_not_absent(bed, status, code, told):
    bed.azure.hides = (status, code)
    assert bed.codes(bed.run()) == [told]
    assert bed.azure.writes == []


@pytest.mark.requirement("AR-45")
def test_a_link_to_another_host_is_refused(bed):
    bed.azure.base = "https://evil.example"
    assert bed.codes(bed.run()) == ["KO-DV087"]


@pytest.mark.requirement("AR-24", "AR-110")
def test_what_somebody_changed_meanwhile_is_read_again(bed):
    bed.run()
    bed.azure.intruder = "vng-iot"
    outcome = bed.run(azure_vpn_gateway__sku="VpnGw2AZ")
    assert (outcome.status, bed.azure.writes) == ("changed", ["PUT vng-iot", "PUT vng-iot"])


@pytest.mark.requirement("AZ-74", "AR-42")
@pytest.mark.parametrize("servers", [{"radiusServers": [{"radiusServerAddress": "10.0.0.1"}]}, {"radiusServerAddress": "10.0.0.1"}])
def test_a_gateway_with_radius_is_only_tagged(bed, servers):
    bed.run()
    gateway = next(row for key, row in bed.azure.objects.items() if key.endswith("/vng-iot"))
    gateway["properties"]["vpnClientConfiguration"] = servers
    assert bed.codes(bed.run(azure_vpn_gateway__sku="VpnGw2AZ")) == ["KO-AZ074"]
    assert bed.codes(bed.run(azure_vpn_tags={"system": "other"})) == []


@pytest.mark.requirement("AZ-90", "AZ-104")
def test_one_tunnel_of_two_is_a_failure_unless_it_is_allowed(bed):
    bed.azure.peers["203.0.113.21"] = "Marker.Of.Somebody"
    outcome = bed.run()
    assert bed.codes(outcome) == ["KO-AZ090B"]
    assert bed.codes(bed.run(azure_vpn_allow_degraded=True)) == []


@pytest.mark.requirement("AR-78", "AZ-72")
def test_what_is_still_changed_is_waited_for_although_it_looks_done(bed):
    bed.run()
    low = next(key for key in bed.azure.objects if key.endswith("lng-door-tokyo-t1"))
    bed.azure.objects[low]["properties"]["provisioningState"] = "Updating"
    bed.azure.busy[low] = (20, "put", "Succeeded")
    assert (bed.run().status, low in bed.azure.busy) == ("unchanged", False)
    bed.azure.objects[low]["properties"]["provisioningState"] = "Updating"
    assert bed.codes(bed.run(azure_vpn_operation_timeout=60)) == ["KO-DV086"]


@pytest.mark.requirement("AR-78")
def test_a_connection_is_not_made_while_its_far_end_is_still_changed(bed):
    bed.run()
    low = next(key for key in bed.azure.objects if key.endswith("lng-door-tokyo-t1"))
    del bed.azure.objects[low.replace("localnetworkgateways/lng", "connections/cn")]
    bed.azure.objects[low]["properties"]["provisioningState"] = "Updating"
    bed.azure.busy[low] = (20, "put", "Succeeded")
    assert bed.run().status == "changed"
    assert bed.azure.writes == ["PUT cn-door-tokyo-t1"]


@pytest.mark.requirement("AZ-49")
def test_connected_alone_does_not_prove_another_key(bed):
    bed.run()
    bed.azure.resets = False
    outcome = bed.run(azure_vpn_sites__0__tunnels__0__psk="Marker.New.1")
    assert bed.codes(outcome) == ["KO-AZ049"]


@pytest.mark.requirement("AZ-47", "AR-85")
def test_a_key_that_azure_repeats_is_neither_sent_again_nor_shown(bed):
    bed.run()
    row = next(row for key, row in bed.azure.objects.items() if key.endswith("cn-door-tokyo-t1"))
    row["properties"]["sharedKey"] = "Marker.Echo"
    outcome = bed.run(azure_vpn_sites__0__dpd_timeout_seconds=60)
    assert not any("Marker" in str(body) for _method, _path, body in bed.azure.asked)
    assert "Marker.Echo" not in str(outcome) + "".join(path.read_text() for path in bed.folder.rglob("*.jsonl"))


@pytest.mark.requirement("AZ-76", "AR-84")
def test_connections_are_made_anew_one_by_one_on_request(bed):
    bed.run()
    changes = {"azure_vpn_sites__0__connection_protocol": "IKEv1", "azure_vpn_allow_recreate": True}
    outcome = bed.run(**changes)
    names = [f"{verb} cn-door-tokyo-t{number}" for number in (1, 2) for verb in ("DELETE", "PUT")]
    assert (outcome.status, bed.codes(outcome), bed.azure.writes) == ("changed", [], names)
    assert bed.run(**changes).status == "unchanged"
    bed.azure.peers["198.51.100.21"] = "Marker.Of.Somebody"
    assert bed.codes(bed.run(azure_vpn_allow_recreate=True)) == ["KO-AZ076"]
    assert bed.azure.writes == []


@pytest.mark.requirement("AZ-16", "AZ-80")
def test_a_network_that_has_grown_is_told(bed):
    network = next(row for key, row in bed.azure.objects.items() if key.endswith("/vnet-iot"))
    network["properties"]["addressSpace"]["addressPrefixes"].append("10.30.0.0/16")
    outcome = bed.run()
    assert [(problem.code, problem.level) for problem in outcome.problems] == [("KO-AZ016B", "warning")]


@pytest.mark.requirement("AZ-16")
def test_a_security_group_at_the_gateway_is_told(bed):
    bed.run()
    subnet = next(row for key, row in bed.azure.objects.items() if key.endswith("/gatewaysubnet"))
    subnet["properties"]["networkSecurityGroup"] = {"id": "/x"}
    assert [(problem.code, problem.level) for problem in bed.run().problems] == [("KO-AZ113D", "warning")]


@pytest.mark.requirement("AZ-18")
def test_a_peering_that_does_not_lend_the_gateway_is_refused_where_it_is_not_ours(bed):
    spoke = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-spoke"
    bed.azure.objects[spoke.lower()] = {"id": spoke, "etag": "0", "properties": {}}
    peering = {"vnet_id": spoke, "prefixes": ["10.30.0.0/16"]}
    assert bed.run(azure_vpn_vnet__peerings=[peering]).status == "changed"
    assert bed.azure.writes.index("PUT to-vnet-spoke") < bed.azure.writes.index("PUT vng-iot") < bed.azure.writes.index("PUT to-vnet-iot")
    hub = next(row for key, row in bed.azure.objects.items() if key.endswith("/to-vnet-spoke"))
    hub["properties"]["allowGatewayTransit"] = False
    assert bed.codes(bed.run(azure_vpn_vnet__peerings=[{**peering, "manage": False}])) == ["KO-AZ018"]
    bed.run(azure_vpn_vnet__peerings=[peering])
    assert bed.azure.writes == ["PUT to-vnet-spoke"]
