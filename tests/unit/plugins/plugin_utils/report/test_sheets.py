"""The activation form, the design sheet and the picture: complete, true to the design, without secrets, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.virtual_connect import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import Problem
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report import words as words_module
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.activation_form import activation_form, missing
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.design_sheet import design_sheet
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.site_sheet import site_sheet
from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.topology import topology
from tests.unit.plugins.plugin_utils.design.sites import CBC, change, intent, one_cpe, two_cpes

LANGUAGES = ("en", "ja")
OFF = {"enabled": False, "period": 10, "retries": 3}
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def sheet_of(site: dict[str, Any], language: str = "en", problems: tuple[Problem, ...] = ()) -> str:
    hosts = dict.fromkeys(site["tunnels"][dc]["cpe"] for dc in ("dc1", "dc2"))
    return design_sheet([design(intent(site), host) for host in hosts], language, problems)


def row(sheet: str, name: str) -> list[str]:
    """The cells after ``name`` in the only table row that begins with it."""
    (found,) = re.findall(rf"^\| {re.escape(name)} \| (.*) \|$", sheet, flags=re.MULTILINE)
    return found.split(" | ")


@pytest.mark.requirement("VC-13", "VC-48")
def test_the_customer_half_is_filled_in() -> None:
    form = activation_form(intent(two_cpes(tunnels__dc2__keepalive=OFF, access__uplink_mbps=100)))
    assert row(form, "Region") == ["asia-example"]
    assert row(form, "Number of CPEs") == ["2"]
    assert row(form, "Contact") == ["voice@example.com"]
    assert row(form, "CPE IPsec address") == ["203.0.113.18", "203.0.113.34"]
    assert row(form, "CPE GRE transport address") == ["203.0.113.21", "203.0.113.37"]
    assert row(form, "GRE keepalives supported") == ["yes", "no"]
    assert row(form, "Authentication key") == row(form, "BGP password") == ["in the vault", "in the vault"]
    assert row(form, "Expected bandwidth (one direction)") == ["46.08 Mbps for 400 calls (115.20 kbit/s each, outer ESP); line 100 Mbps"]
    assert row(form, "IKE and IPsec choices, if offered") == ["IKEv2 encryption: aes-gcm-256; IPsec encryption: aes-gcm-256"]


@pytest.mark.requirement("VC-13", "VC-48")
def test_the_cisco_half_shows_what_has_come_back() -> None:
    form = activation_form(intent(one_cpe()))
    assert row(form, "DI IPsec address") == ["198.51.100.11", "198.51.100.21"]
    assert row(form, "DI GRE transport address") == ["198.51.100.12", "198.51.100.22"]
    assert row(form, "Tunnel address of the CPE and mask") == ["100.64.10.2/30 (255.255.255.252)", "100.64.10.6/30 (255.255.255.252)"]
    assert row(form, "Tunnel address of DI (the BGP neighbour)") == ["100.64.10.1", "100.64.10.5"]
    assert row(form, "ASN of DI") == ["64900", "64900"]
    assert row(form, "ASN assigned to the customer") == ["65001", "65001"]
    assert row(form, "/25 of this DC") == ["192.0.2.0/25", "192.0.2.128/25"]
    assert row(form, "DI network (/24)") == ["192.0.2.0/24"]
    assert row(form, "Keepalives on the DI side") == ["on by default"]
    shown = {"IKEv2 PRF": "sha384", "IKEv2 integrity": "none", "IPsec PFS group": "20", "IPsec lifetime (seconds)": "3600"}
    assert {name: row(form, name)[0] for name in shown} == shown
    assert form.endswith("## Still missing from Cisco (0)\n\nNothing is missing.\n")


@pytest.mark.requirement("VC-48")
def test_what_cisco_has_not_sent_yet_is_listed_by_path() -> None:
    site = change(one_cpe(di_halves=None), tunnels__dc1__remote__asn=None, tunnels__dc2__local__tunnel_address="")
    del site["crypto"]["ike"]["prf"]
    assert [path.removeprefix("virtual_connect_site.") for path, _key, _dc in missing(site)] == [
        "tunnels.dc2.local.tunnel_address",
        "tunnels.dc1.remote.asn",
        "di_halves.dc1",
        "di_halves.dc2",
        "crypto.ike.prf",
    ]
    form = activation_form(intent(site))
    assert "## Still missing from Cisco (5)" in form
    assert "- `virtual_connect_site.tunnels.dc1.remote.asn`: ASN of DI (DC1)" in form
    assert row(form, "ASN of DI") == ["**missing**", "64900"]


@pytest.mark.requirement("VC-35", "VC-48")
def test_a_secret_that_is_not_there_is_told_and_none_is_a_choice_for_bgp_only() -> None:
    form = activation_form(intent(one_cpe(tunnels__dc1__psk=None, tunnels__dc2__bgp_password=None)))
    assert row(form, "Authentication key") == ["**missing**", "in the vault"]
    assert row(form, "BGP password") == ["in the vault", "none"]


@pytest.mark.requirement("VC-48", "VC-43")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sheet_holds_a_secret(language: str) -> None:
    site = two_cpes()
    text = site_sheet(intent(site), [design(intent(site), host) for host in ("tokyo-r1", "tokyo-r2")], language)
    assert "198.51.100.31" in text
    assert not re.search("lab-tokyo-hub-|psk-0|<secret>", text)


@pytest.mark.requirement("VC-24", "VC-79")
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "DC2: GRE keepalives are off on the CPE. Ask Cisco to switch them off for this tunnel."),
        ("ja", "DC2: CPE では GRE キープアライブを使いません。このトンネルのキープアライブを停止するよう Cisco に依頼してください。"),
    ],
)
def test_keepalives_that_are_off_need_a_request_to_cisco(language: str, sentence: str) -> None:
    assert f"- {sentence}\n" in activation_form(intent(one_cpe(tunnels__dc2__keepalive=OFF)), language)
    assert sentence.partition(": ")[2] not in activation_form(intent(one_cpe()), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_written_of_whatever_there_is(language: str) -> None:
    assert "virtual_connect_site.di_network" in [path for path, _key, _dc in missing({})]
    assert activation_form({}, language).count("`virtual_connect_site.") == 24
    assert site_sheet({"virtual_connect_site": None}, language=language).startswith("# ")


@given(json_like, st.sampled_from(["crypto", "sizing", "access", "tunnels", "di_halves", "name", "region"]), json_like)
def test_no_input_breaks_the_form(whole: object, key: str, part: object) -> None:
    assert activation_form({"virtual_connect_site": whole}).startswith("# ")
    site = one_cpe()
    site[key] = part
    assert activation_form(intent(site)).startswith("# ")


@pytest.mark.requirement("SZ-11", "SZ-20", "VC-25")
def test_the_worked_line_of_the_mtu() -> None:
    sheet = sheet_of(one_cpe(access__path_mtu=1454))
    worked = "path 1454, gcm: 1454 - 20 - 8 - 8 - 16 = 1402; floor to 4: 1400; - 2 = 1398 (plaintext MTU); "
    assert f"- {worked}- 24 = 1374 (inner IP); - 40 = 1334 (largest MSS)\n" in sheet
    assert "- DC1: ip mtu 1374, ip tcp adjust-mss 1334\n" in sheet
    assert "The article's MSS of 1350 is too large for this path (1334 at most)" in sheet
    assert "too large for this path" not in sheet_of(one_cpe())
    nat = sheet_of(one_cpe(**CBC, access__nat_in_path=True))
    assert "path 1500, cbc-sha256 NAT-T: 1500 - 20 - 8 - 8 - 16 - 16 = 1432; floor to 16: 1424; - 2 = 1422 (plaintext MTU)" in nat


@pytest.mark.requirement("SZ-04", "SZ-10")
def test_the_worked_line_of_a_call() -> None:
    sheet = sheet_of(one_cpe(**CBC, sizing__srtp_tag=0))
    worked = "P 200 B; GRE + 24 = G 224 B; G + 2 = 226, up to 240; E = 20 + 8 + 16 + 240 + 16 = 300 B; 300 x 8 x 50.00 = 120.00 kbit/s"
    assert f"- g711 20 ms, SRTP tag 0: payload 160 + 40 + 0 = {worked}\n" in sheet


@pytest.mark.requirement("VC-04", "SZ-03", "SZ-31", "SZ-32", "SZ-33", "SZ-43", "VC-79")
def test_demand_and_limits_are_worked_out() -> None:
    sheet = sheet_of(one_cpe(access__uplink_mbps=100))
    assert "- 400 calls x 115.20 kbit/s = 46.08 Mbps of 200.00 Mbps (250 Mbps x 0.8), outer ESP: fits\n" in sheet
    assert "- 400 calls x 122.40 kbit/s = 48.96 Mbps of 80.00 Mbps (100 Mbps x 0.8 - 0), Ethernet: fits\n" in sheet
    assert "- For comparison, inside the tunnel: 84.00 kbit/s a call, 33.60 Mbps.\n" in sheet
    assert "Twilio's 10 calls per Mbps does not apply" in sheet
    assert "All bandwidths are one direction" in sheet
    assert "Voice only - video and data are not counted unless declared. Bandwidth is necessary, not sufficient - loss, jitter and delay" in sheet
    assert "outer ESP: does not fit\n" in sheet_of(one_cpe(sizing__concurrent_calls=1737))
    assert "outer ESP: does not fit (accepted by accept_over_cap)\n" in sheet_of(one_cpe(sizing__concurrent_calls=1737, sizing__accept_over_cap=True))


@pytest.mark.requirement("VC-32", "VC-60")
def test_firewall_rows_and_nat_lines_are_told() -> None:
    sheet = sheet_of(one_cpe())
    assert "| DC1 | UDP | 4500 | 203.0.113.2 | 198.51.100.11 |\n" in sheet
    assert "| DC2 | ESP (50) | - | 203.0.113.2 | 198.51.100.21 |\n" in sheet
    assert "```\ndeny gre host 203.0.113.5 host 198.51.100.12\n```" in sheet
    assert "deny gre" not in sheet_of(one_cpe(tunnels__all__nat_exempt_acl="NAT"))


@pytest.mark.requirement("VC-59")
def test_the_line_for_replies_to_keepalives_is_told() -> None:
    sheet = sheet_of(one_cpe(tunnels__all__vrf={"inside": "VOICE", "transport": None}))
    assert "```\npermit gre host 198.51.100.12 host 203.0.113.5\n```" in sheet
    assert row(sheet, "VRF: inside / transport") == ["VOICE / global", "VOICE / global"]


def test_the_sheet_names_conditions_vtis_and_a_foreign_asn() -> None:
    sheet = sheet_of(one_cpe(ipsec_style="vti", tunnels__dc1__default_condition="10.1.0.0/16", tunnels__all__local__bgp_process_asn=65010))
    assert row(sheet, "Announces") == ["0.0.0.0/0 while 10.1.0.0/16 is in the routing table", "0.0.0.0/0"]
    assert row(sheet, "IPsec through")[0] == "Tunnel201, GigabitEthernet0/0/0 → 203.0.113.1"
    assert row(sheet, "ASN: CPE to DI")[0] == "65010 (local-as 65001) – 64900"


def test_warnings_of_the_intent_stand_at_the_end() -> None:
    told = Problem("KO-SZ013", "virtual_connect_site.sizing.ceiling", 2, level="warning")
    assert sheet_of(one_cpe(), problems=(told,)).endswith(
        "- KO-SZ013 virtual_connect_site.sizing.ceiling: 2 is not in (0, 1] — give a number such as 0.8\n\n"
    )
    assert sheet_of(one_cpe()).endswith("None.\n")


@pytest.mark.requirement("VC-52")
def test_an_absent_site_has_a_short_sheet() -> None:
    assert "to be removed (absent): the role takes away what it owns on osaka-r1." in sheet_of(one_cpe(state="absent"))


@pytest.mark.requirement("VC-10", "VC-18", "VC-21")
def test_the_picture_shows_which_half_goes_where() -> None:
    picture = topology(two_cpes(di_halves={"dc1": "198.18.10.128/25", "dc2": "198.18.10.0/25"}))
    assert picture.startswith("flowchart LR\n")
    assert '    cpe1["tokyo-r1<br/>IPsec 203.0.113.18<br/>AS 65002"]\n    cpe2["tokyo-r2<br/>IPsec 203.0.113.34<br/>AS 65002"]\n' in picture
    (first,) = re.findall(r'cpe1 <== "(.*)" ==> dc1\n', picture)
    assert first.split("<br/>") == [
        "Tunnel101: 100.64.20.2/30 – 100.64.20.1",
        "GRE 203.0.113.21 – 198.51.100.32",
        "→ 0.0.0.0/0, ← 198.18.10.128/25, 198.18.10.0/24 (as backup)",
    ]
    assert re.search(r'cpe2 <== ".*← 198\.18\.10\.0/25,.*" ==> dc2\n', picture)
    assert topology(one_cpe()).count("cpe1 <==") == 2


def test_markup_in_names_stays_text() -> None:
    picture = topology(one_cpe(name='a"]; <b>#'))
    assert 'site["a#quot;]; #lt;b#gt;#35;"]' in picture
    assert "| Contact | a \\| b |" in activation_form(intent(one_cpe(contact="a | b")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_in_both_languages_with_the_same_placeholders(language: str) -> None:
    table = yaml.safe_load((Path(words_module.__file__).parent / "words.yml").read_text(encoding="utf-8"))
    for entries in table.values():
        for key, texts in entries.items():
            assert set(texts) == set(LANGUAGES), key
            assert all(isinstance(text, str) and text for text in texts.values()), key
            assert set(re.findall(r"{(\w+)}", texts["en"])) == set(re.findall(r"{(\w+)}", texts[language])), key


def test_an_unknown_language_is_english() -> None:
    assert activation_form(intent(one_cpe()), "fr") == activation_form(intent(one_cpe()), "en") != activation_form(intent(one_cpe()), "ja")
