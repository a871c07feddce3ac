"""The sheet of Twilio Interconnect: the text for Twilio, the steps, the SBC's names and ports, the design, what must be told; in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import once
from ansible_collections.kyoten.onramp.plugins.plugin_utils.pipeline import check_all, designs
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.interconnect import asked, site_sheet
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.interconnect.handoff import handoff

LANGUAGES = ("en", "ja")
PASSWORD = "bgp-of-ashburn-0123"
KEYS = ("sizing", "preflight", "connections", "border_devices", "customer_routes", "name", "transport", "carrier")
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def connection(location: str, ce: str, number: int, role: str, **changed: Any) -> dict[str, Any]:
    link = {"address": f"198.51.100.{number + 1}/30", "pe_address": f"198.51.100.{number}", "asn": 65030, "pe_asn": 64700}
    port = {"location": location, "mbps": 100, "ce": ce, "role": role, "interface": "GigabitEthernet0/0/2", "vlan": 300 + number}
    return {**port, **link, "rd": f"65030:{number}", "bgp_password": PASSWORD, **changed}


def site(**changed: Any) -> dict[str, Any]:
    """Two CEs, a location each, the secondary first."""
    whole = {
        "name": "tokyo-sbc",
        "contact": "voice@example.com",
        "carrier": "verizon_private_ip",
        "vpn_id": "EXAMPLE-1",
        "preflight": {"extranet_agreement": True, "routes_announced": False, "bandwidth_told": False},
        "customer_routes": ["203.0.113.0/24"],
        "twilio_routes": ["208.78.112.64/26", "67.213.136.64/26", "168.86.128.0/18"],
        "edges": ["san-jose-ix", "ashburn-ix"],
        "sizing": {"concurrent_calls": 400},
        "border_devices": [{"name": "sbc1", "address": "203.0.113.10", "sip": ["udp/5060", "tls/5071"], "media_ports": "16384-32767"}],
        "connections": [connection("san-jose", "tokyo-r2", 5, "secondary"), connection("ashburn", "tokyo-r1", 1, "primary")],
    }
    return {**whole, **changed}


def sheet_of(given_site: Any, language: str = "en", **options: Any) -> str:
    """As the module makes it, on two CEs."""
    variables = {"interconnect_site": given_site, "interconnect_allow_documentation_ranges": True, **options}
    hosts = ("tokyo-r1", "tokyo-r2")
    intents, problems = check_all(["interconnect"], {host: asked(variables) for host in hosts})
    sound = not errors(problems)
    made = [design for host in hosts for design in designs(["interconnect"], intents, host)] if sound else []
    intent = intents["interconnect"]["tokyo-r1"] if sound else None
    return site_sheet(variables, intent, made, language, once(problems))


def section(sheet: str, title: str) -> str:
    """What stands under a heading of level 2."""
    return sheet.partition(f"\n## {title}")[2].partition("\n\n")[2].partition("\n## ")[0]


def row(sheet: str, name: str) -> list[str]:
    """The cells after ``name`` in the only table row that begins with it."""
    (found,) = re.findall(rf"^\| {re.escape(name)} \| (.*) \|$", sheet, flags=re.MULTILINE)
    return found.split(" | ")


LETTER = """\
Site: tokyo-sbc
Contact: voice@example.com
Transport: MPLS-VPN
Carrier of the MPLS-VPN: Verizon Private IP
VPN id: EXAMPLE-1
Routes that we announce: 203.0.113.0/24
Twilio edges: san-jose-ix, ashburn-ix
Calls at the same time: 400
Connection 1: san-jose, 100 Mbps, our AS 65030
Connection 2: ashburn, 100 Mbps, our AS 65030
Border device 1: sbc1, 203.0.113.10, RTP ports 16384-32767
"""


@pytest.mark.requirement("TI-12")
def test_the_text_for_twilio_has_every_field() -> None:
    sheet = sheet_of(site())
    assert LETTER in section(sheet, "Text for Twilio's onboarding contact (TI-12)")
    assert section(sheet, "Missing or wrong in the inventory (0)") == "Nothing.\n"


@pytest.mark.requirement("TI-05", "TI-10", "TI-12")
def test_the_text_asks_for_what_is_still_to_come_from_twilio() -> None:
    agreement, routes = "- send us the extranet agreement", "- tell us the prefixes that you announce"
    assert agreement not in sheet_of(site()) and routes not in sheet_of(site())
    unsigned = site(preflight={})
    del unsigned["twilio_routes"]
    early = sheet_of(unsigned)
    assert agreement in early and routes in early


@pytest.mark.requirement("TI-12")
def test_what_is_missing_is_listed_once_by_path_and_not_refused() -> None:
    lacking = site(contact=None, sizing={}, connections=[connection("ashburn", "tokyo-r1", 1, "primary", mbps=None)])
    del lacking["vpn_id"], lacking["customer_routes"]
    sheet = sheet_of(lacking)
    (count,) = re.findall(r"## Missing or wrong in the inventory \((\d+)\)", sheet)
    listed = section(sheet, "Missing or wrong in the inventory").splitlines()
    assert int(count) == len([line for line in listed if line])
    assert "- `interconnect_site.contact`: Contact" in listed and "- `interconnect_site.vpn_id`: VPN id" in listed
    for path in ("interconnect_site.customer_routes", "interconnect_site.sizing.concurrent_calls", "interconnect_site.connections[0].mbps"):
        assert len([line for line in listed if f"{path}:" in line or f"{path}`" in line]) == 1, path
    assert "Connection 1: ashburn, (missing) Mbps, our AS 65030\n" in sheet
    assert "## Picture" not in sheet


@pytest.mark.requirement("TI-10", "TI-12")
def test_the_steps_have_their_state() -> None:
    steps = section(sheet_of(site()), "Steps (TI-10, TI-12)")
    assert re.findall(r"^- \[(.)\] .*preflight\.(\w+)`\)$", steps, flags=re.MULTILINE) == [
        ("x", "extranet_agreement"), (" ", "routes_announced"), (" ", "bandwidth_told"),
    ]  # fmt: skip
    assert "You and Twilio each sign the extranet agreement" in steps


@pytest.mark.requirement("TI-10")
def test_before_the_agreement_is_signed_the_sheet_is_whole_and_the_step_is_open() -> None:
    sheet = sheet_of(site(preflight={"extranet_agreement": False}))
    assert "- [ ] You and Twilio each sign the extranet agreement" in sheet
    assert "## Picture" in sheet and row(sheet, "CE") == ["tokyo-r1", "tokyo-r2"]


@pytest.mark.requirement("TI-70")
def test_the_call_test_is_a_step_of_people() -> None:
    told = {"en": "send OPTIONS and make test calls in both directions", "ja": "OPTIONS を送り、地点ごとに発着信の試験"}
    for language, words in told.items():
        assert re.search(rf"^- \[ \] .*{words}", sheet_of(site(), language), flags=re.MULTILINE)


@pytest.mark.requirement("TI-16")
def test_cross_connect_needs_no_carrier_and_no_agreement() -> None:
    bare = site(transport="crossconnect", preflight={})
    del bare["carrier"], bare["vpn_id"]
    sheet = sheet_of(bare)
    assert "Transport: Cross Connect\n" in sheet and "Carrier of the MPLS-VPN" not in sheet and "send us the extranet" not in sheet
    assert "- Cross Connect: no carrier, so no extranet agreement is needed\n" in sheet
    assert 'subgraph between["meet-me room (Cross Connect)"]' in sheet
    assert section(sheet, "Missing or wrong in the inventory (0)") == "Nothing.\n"


@pytest.mark.requirement("TI-23")
def test_twilios_names_by_edge_the_primary_first() -> None:
    sheet = section(sheet_of(site()), "Border device (SBC)")
    assert row(sheet, "ashburn-ix | Ashburn VA") == ["`{trunk}.pstn.ashburn-ix.twilio.com`", "`{domain}.sip.ashburn-ix.twilio.com`"]
    assert row(sheet, "san-jose-ix | San Jose CA")[0] == "`{trunk}.pstn.san-jose-ix.twilio.com`"
    uris = re.findall(r"`(sip:[^`]+)`", sheet)
    assert uris == [
        "sip:203.0.113.10;edge=ashburn-ix",
        "sip:203.0.113.10;edge=san-jose-ix",
        "sip:203.0.113.10:5071;transport=tls;edge=ashburn-ix",
        "sip:203.0.113.10:5071;transport=tls;edge=san-jose-ix",
    ]
    assert "`roaming` is not valid for trunks" in sheet


@pytest.mark.requirement("TI-04", "TI-20", "TI-21", "TI-24")
def test_addresses_and_ports_to_open() -> None:
    sheet = section(sheet_of(site()), "Border device (SBC)")
    ashburn = "208.78.112.64, 208.78.112.65, 208.78.112.66"
    for line in (
        f"| ashburn-ix | Twilio | UDP | {ashburn} | any | 203.0.113.10 | 5060 |",
        f"| ashburn-ix | you | UDP | {ashburn} | 5060 | 203.0.113.10 | any |",
        f"| ashburn-ix | Twilio | TCP (TLS) | {ashburn} | any | 203.0.113.10 | 5071 |",
        f"| ashburn-ix | you | TCP (TLS) | {ashburn} | 5061 | 203.0.113.10 | any |",
        "| media | both | UDP | 168.86.128.0/18 | 10000-60000 | 203.0.113.10 | 16384-32767 |",
    ):
        assert line in sheet
    assert "at most 30 calls per second" in sheet and "Allow every edge in use and its alternates" in sheet


@pytest.mark.requirement("TI-25")
def test_clients_behind_the_routes() -> None:
    sheet = sheet_of(site())
    assert "Clients are not let through" in sheet and "client media" not in sheet
    assert 'The SDK takes `edge: "ashburn-ix"`. Error 31009' in sheet
    with_clients = sheet_of(site(clients={"enabled": True, "networks": ["203.0.113.128/25"], "signalling": ["198.51.100.224/28"]}))
    assert "| client signalling | you | TCP | 198.51.100.224/28 | 443 | 203.0.113.128/25 | any |" in with_clients
    assert "| client media | both | UDP | 168.86.128.0/18 | 10000-60000 | 203.0.113.128/25 | any |" in with_clients


@pytest.mark.requirement("TI-15", "TI-22")
def test_the_data_have_their_day_and_source_and_fallback_stands_apart() -> None:
    media = {"as_of": "2026-11-01", "source": "Twilio's letter", "values": {"prefix": "192.88.96.0/22", "first": 20000, "last": 30000}}
    sheet = sheet_of(site(), interconnect_twilio_data={"media": media})
    assert row(sheet, "edges and signalling")[0] == "2026-01-01" and row(sheet, "media | 2026-11-01") == ["Twilio's letter"]
    assert "192.88.96.0/22 | 20000-30000" in sheet
    assert "For fallback only, not through this VPN: 54.172.60.0/30, 54.244.51.0/30" in sheet


@pytest.mark.requirement("TI-06", "TI-52", "TI-53", "TI-54")
def test_the_design_of_each_connection() -> None:
    sheet = section(sheet_of(site()), "Connections")
    assert row(sheet, "What") == ["ashburn", "san-jose"]
    shown = {
        "CE": "tokyo-r1",
        "Role": "primary",
        "Interface": "GigabitEthernet0/0/2.301",
        "VLAN": "301",
        "VRF (RD)": "TWILIO (65030:1)",
        "Link: CE to PE": "198.51.100.2/30 – 198.51.100.1",
        "ASN: CE to PE": "65030 – 64700",
        "BGP password": "in the vault",
        "Announces exactly": "203.0.113.0/24",
        "Accepts exactly": "67.213.136.64/26, 168.86.128.0/18, 208.78.112.64/26",
        "Most prefixes": "20; more end the session, logged from 80 %",
        "Queues": "shaped to 100 Mbps; voice ef 60 %, signalling cs3 5 %",
    }
    assert {name: row(sheet, name)[0] for name in shown} == shown
    assert row(sheet, "Preference") == ["local preference 200", "local preference 100; announced with 65030 65030 65030 in front"]


def test_the_design_says_what_is_switched_off() -> None:
    ways = [
        connection("san-jose", "tokyo-r2", 5, "active", vlan=None, bgp_password=None, max_prefixes=30, max_prefixes_warning_only=True),
        connection("ashburn", "tokyo-r1", 1, "active"),
    ]
    sheet = section(sheet_of(site(connections=ways, acl={"enabled": False}, qos={"enabled": False})), "Connections")
    shown = {"VLAN": "untagged", "BGP password": "none", "Most prefixes": "30; more are only logged", "Preference": "none (all active)"}
    assert {name: row(sheet, name)[1] for name in shown} == shown
    assert row(sheet, "Access lists in and out") == row(sheet, "Queues") == ["off", "off"]


@pytest.mark.requirement("TI-11", "SZ-15", "SZ-16")
def test_the_size_by_both_methods() -> None:
    sheet = section(sheet_of(site()), "Connections")
    assert "400 calls x 87.20 kbit/s (g711, exact) = 34.88 Mbps / 0.8 = 43.60 Mbps at each location: a 100 Mbps port; by rule_of_thumb 40" in sheet
    assert "- ashburn: 34.88 of 80.00 Mbps usable on the 100 Mbps port; it carries 917 calls\n" in sheet


@pytest.mark.requirement("TI-44")
def test_a_port_that_is_too_small_is_shown_and_not_refused() -> None:
    sheet = sheet_of(site(sizing={"concurrent_calls": 918}))
    assert "- san-jose: **too small**, 80.05 of 80.00 Mbps usable on the 100 Mbps port; it carries 917 calls\n" in sheet
    assert "KO-TI044" in section(sheet, "Warnings")


@pytest.mark.requirement("TI-07", "TI-08")
def test_the_picture_shows_the_way_of_each_location() -> None:
    picture = section(sheet_of(site()), "Picture")
    assert 'device1["sbc1<br/>203.0.113.10"]' in picture and "device1 --- ce1\n  device1 --- ce2\n" in picture
    (link,) = re.findall(r'ce1 == "(.*)" ==> pe1\n', picture)
    assert re.findall(r'(ce\d) == ".*" ==> (pe\d)\n', picture) == [("ce1", "pe1"), ("ce2", "pe2")]
    assert link.split("<br/>") == ["GigabitEthernet0/0/2.301", "198.51.100.2/30 #8211; 198.51.100.1", "VRF TWILIO"]
    assert 'pe1 --- "100 Mbps<br/>primary" --- at_ashburn\n' in picture and 'pe2 --- "100 Mbps<br/>secondary" --- at_san_jose\n' in picture
    assert 'pe2["PE 198.51.100.5<br/>AS 64700"]' in picture and 'at_san_jose["san-jose<br/>san-jose-ix"]' in picture


MUST_KNOW = {
    "a": ("do not show MPLS. Confirm with Twilio", "MPLS は載っていません"),
    "b": ("proves their form, not that they are yours", "形式の正しさだけ"),
    "c": ("must carry all calls", "全通話を運べる必要"),
    "d": ("1 Mbps for 10 calls holds only for G.711 without a tunnel", "トンネルを使わない G.711 の場合だけ"),
    "e": ("media range changed in 2023-24: 168.86.128.0/18, UDP 10000-60000", "168.86.128.0/18、UDP 10000-60000 に変わりました"),
    "f": ("come from people, not from this tool", "担当者から受け取るもの"),
    "g": ("private, not encrypted", "専用ですが暗号化はされません"),
    "h": ("have a date", "日付があります"),
}


@pytest.mark.requirement("TI-80", "TI-13")
@pytest.mark.parametrize("letter", MUST_KNOW)
def test_eight_things_that_the_user_must_be_told(letter: str) -> None:
    for language, text in zip(LANGUAGES, MUST_KNOW[letter], strict=True):
        for sheet in (sheet_of(site(), language), sheet_of({}, language)):
            assert re.search(rf"^- \*\*\({letter}\)\*\* .*{re.escape(text)}", sheet, flags=re.MULTILINE), language


@pytest.mark.requirement("TI-49")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sheet_holds_a_secret(language: str) -> None:
    short = connection("ashburn", "tokyo-r1", 1, "primary", bgp_password=[PASSWORD])
    for text in (sheet_of(site(), language), sheet_of(site(connections=[short]), language)):
        assert "ashburn" in text and PASSWORD not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_that_is_to_go_has_a_short_sheet(language: str) -> None:
    sheet = sheet_of(site(state="absent"), language)
    assert "state: absent" in sheet and sheet.count("\n") == 3


@given(json_like, st.sampled_from(KEYS), json_like)
def test_no_input_breaks_the_sheet(whole: object, key: str, part: object) -> None:
    assert site_sheet({"interconnect_site": whole}).startswith("# ")
    assert site_sheet({"interconnect_site": site(**{key: part})}).startswith("# ")
    asked({"interconnect_site": whole})
    asked({"interconnect_site": site(**{key: part})})


def test_text_of_the_inventory_stays_text() -> None:
    text = handoff({"interconnect_site": site(contact="a\n```\n# b\u202e")})
    assert "Contact: a ``` # b\\u202e\n" in text and text.count("````text\n") == 1
    assert '<br/>#60;b#62; #34;"]' in section(sheet_of(site(vpn_id='<b> "')), "Picture")
