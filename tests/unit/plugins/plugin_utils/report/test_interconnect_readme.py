"""What the README of role interconnect must tell, by requirement, in both languages; and its example and that of inventories/example are sound."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.interconnect import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from ansible_collections.kyoten.onramp.plugins.plugin_utils.render import render

ROOT = Path(__file__).parents[5]
ENGLISH, JAPANESE = ((ROOT / "roles" / "interconnect" / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md"))
BOTH = {"en": ENGLISH, "ja": JAPANESE}


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        pytest.param(
            "You *and* Twilio each sign the extranet agreement with the carrier",
            "お客様と Twilio の**両方**が",
            marks=pytest.mark.requirement("TI-10"),
        ),
        pytest.param(
            "The carrier announces your routes by BGP in the VPN",
            "通信事業者が VPN 内でお客様の経路を BGP で広告します",
            marks=pytest.mark.requirement("TI-12"),
        ),
        pytest.param(
            "other users of the VPN service do not see the flows to Twilio (VRF)",
            "ほかの VPN の利用者からは見えません",
            marks=pytest.mark.requirement("TI-13"),
        ),
        pytest.param(
            "Everything towards Twilio lives there, and **nothing leaks**",
            "Twilio 向けのものはすべてこの中に置き、**経路は漏らしません**",
            marks=pytest.mark.requirement("TI-14"),
        ),
        pytest.param(
            "each block with the day (`as_of`) and source",
            "ブロックごとに時点（`as_of`）と出典があります",
            marks=pytest.mark.requirement("TI-15"),
        ),
        pytest.param(
            "`transport: crossconnect` (fibre in a meet-me room, BGP to Twilio directly",
            "`transport: crossconnect`（相互接続室の光ファイバー",
            marks=pytest.mark.requirement("TI-16"),
        ),
        pytest.param(
            "public Internet are on the sheet for fallback only",
            "公衆インターネットのシグナリングのアドレスは、予備として",
            marks=pytest.mark.requirement("TI-22"),
        ),
        pytest.param(
            "Allow the signalling of **all** edges in use and their alternates",
            "利用する**すべての**エッジとその代替",
            marks=pytest.mark.requirement("TI-24"),
        ),
        pytest.param(
            "error 31009 says that they are blocked",
            "エラー 31009 は遮断を示します",
            marks=pytest.mark.requirement("TI-25"),
        ),
        pytest.param(
            "proves the form of a prefix, not who owns it",
            "所有の証明ではありません",
            marks=pytest.mark.requirement("TI-36"),
        ),
        pytest.param(
            "OPTIONS and test calls in both directions from the border device",
            "境界機器から OPTIONS を送り、地点ごとに発着信を試験します",
            marks=pytest.mark.requirement("TI-70"),
        ),
    ],
)
def test_what_the_user_must_read(english: str, japanese: str) -> None:
    """However the lines are broken."""
    for language, text in (("en", english), ("ja", japanese)):
        assert "".join(text.split()) in "".join(BOTH[language].split()), language


@pytest.mark.requirement("TI-80")
@pytest.mark.parametrize("language", BOTH)
def test_the_eight_statements(language: str) -> None:
    assert re.findall(r"^- \*\*\((\w)\)\*\* ", BOTH[language], flags=re.MULTILINE) == list("abcdefgh")


@pytest.mark.requirement("TI-23")
@pytest.mark.parametrize("language", BOTH)
def test_twilios_names(language: str) -> None:
    for name in ("{trunk}.pstn.ashburn-ix.twilio.com", "{domain}.sip.ashburn-ix.twilio.com", "sip:203.0.113.10;edge=ashburn-ix"):
        assert f"`{name}`" in BOTH[language]


def example(text: str) -> dict[str, Any]:
    """The site, with every vault reference a password."""
    return yaml.safe_load(re.sub(r'"{{ (\w+) }}"', r"\1", text))["interconnect_site"]


def readme(language: str) -> dict[str, Any]:
    (block,) = re.findall(r"```yaml\n(.*?)```", BOTH[language], flags=re.DOTALL)
    return example(block)


def inventory() -> dict[str, Any]:
    site = example((ROOT / "inventories" / "example" / "group_vars" / "osaka_sbc" / "site.yml").read_text(encoding="utf-8"))
    return {**site, "preflight": dict.fromkeys(site["preflight"], True)}


@pytest.mark.parametrize("site", [readme("en"), readme("ja"), inventory()], ids=["en", "ja", "inventory"])
def test_the_examples_pass_the_whole_way_to_a_configuration(site: dict[str, Any]) -> None:
    hosts = [connection["ce"] for connection in site["connections"]]
    intents, problems = check("interconnect", {host: {"interconnect_site": site, "interconnect_allow_documentation_ranges": True} for host in hosts})
    assert not errors(problems)
    for host in hosts:
        assert f"kyoten:interconnect:{site['name']}" in render("interconnect", "ios_xe", design(intents[host], host))


def test_both_languages_show_the_same_example() -> None:
    assert readme("en") == readme("ja")
