"""What the role's README must tell, by requirement, in both languages; and its examples are sound."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.virtual_connect import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from ansible_collections.kyoten.onramp.plugins.plugin_utils.render import render

ROLE = Path(__file__).parents[5] / "roles" / "virtual_connect"
ENGLISH, JAPANESE = ((ROLE / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md"))
BOTH = {"en": ENGLISH, "ja": JAPANESE}


def told(language: str, *texts: str) -> None:
    """Each text stands in the README, however its lines are broken."""
    flat = " ".join(BOTH[language].split())
    for text in texts:
        assert text in flat, text


@pytest.mark.requirement("VC-01")
def test_what_virtual_connect_is() -> None:
    told("en", "add-on to the cloud connectivity", "extends your private network over the Internet by point-to-point IP VPN tunnels")
    told("en", "on the CPE and the Internet lines that you already have")
    told("ja", "クラウド接続に追加するアドオン", "ポイントツーポイントの IP VPN トンネル", "すでにお持ちの CPE とインターネット回線")


@pytest.mark.requirement("VC-02")
def test_who_does_what() -> None:
    told("en", "hosts the redundant IP VPN head ends", "own the CPE and the Internet line")
    told("ja", "冗長な IP VPN の終端装置を運用し", "CPE とインターネット回線を用意し、責任を持つ")


@pytest.mark.requirement("VC-08")
def test_required_skills() -> None:
    told("en", "site-to-site VPN, BGP, eBGP and the principles of routing")
    told("ja", "サイト間 VPN、BGP、eBGP、ルーティングの原理の知識")


@pytest.mark.requirement("VC-11")
def test_hub_design() -> None:
    told("en", "It is a hub design", "single point of failure; two CPEs in two places are recommended")
    told("ja", "ハブ型の設計", "単一障害点", "2 か所に置いた 2 台の CPE が推奨")


@pytest.mark.requirement("VC-22")
def test_lan_announcement_is_the_customers() -> None:
    told("en", "opt-in, default none: announcing the DI routes inside the enterprise is your job")
    told("ja", "明示したときだけ（既定はなし）。DI の経路を社内に広告するのはお客様の作業")


@pytest.mark.requirement("VC-31")
def test_who_starts_ikev2_and_what_never_proves_anything() -> None:
    told("en", "must be able to start IKEv2", "from transport address to transport address never works")
    told("ja", "CPE から開始できる必要", "トランスポート アドレス同士の ping は決して成功せず")


@pytest.mark.requirement("VC-32")
def test_what_filters_must_let_through() -> None:
    told("en", "UDP 500 (no NAT) or UDP 500 and 4500 (NAT), and ESP (IP protocol 50)", "GRE inside IPsec must not be filtered")
    told("ja", "UDP 500（NAT なし）または UDP 500 と 4500（NAT あり）", "ESP（IP プロトコル 50）", "IPsec の中の GRE を フィルタしないこと")


@pytest.mark.requirement("VC-33")
@pytest.mark.parametrize("language", BOTH)
def test_ordering(language: str) -> None:
    told(
        language,
        "CCW",
        "`A-FLEX-3`",
        "*Edit options*",
        "*Subscription*",
        "*Options and Add-ons*",
        "`A-FLEX-DI-VC`",
        "Virtual Connect for Dedicated Instance",
    )
    told("en", "at most the number of DI regions: one order per region")
    told("ja", "数量は DI リージョンの数まで", "1 リージョンにつき 1 件の発注")


@pytest.mark.requirement("VC-34")
@pytest.mark.parametrize("language", BOTH)
def test_activation(language: str) -> None:
    told(language, "admin.webex.com", "*Services*", "*Calling*", "*Dedicated Instance*", "*Cloud Connectivity*", "*Virtual Connect*", "*Activate*")
    told("en", 'Only a "Customer Full Administrator" can start it; a "Customer read-only administrator" sees the status')
    told("ja", "開始できるのは「Customer Full Administrator」", "「Customer read-only administrator」（読み取り専用管理者）は状態を")


@pytest.mark.requirement("VC-35")
def test_where_the_secrets_come_from() -> None:
    told("en", "omits the authentication key and the BGP passwords", "*View Settings* shows those: put them into the vault")
    told("ja", "認証キーと BGP パスワードは含まれません", "*View Settings* で 確認し、トンネルごとに Vault に入れます")


@pytest.mark.requirement("VC-36")
def test_states_of_the_activation() -> None:
    told(
        "en",
        '"Activate" to "Activation in progress"',
        "within 5 business days",
        'it says "Activated"',
        "until then the role refuses to push",
        "Cisco TAC helps",
    )
    told("ja", "「Activate」から「Activation in progress」", "5 営業日以内", "「Activated」", "設定の投入を拒否", "Cisco TAC が支援")


MUST_KNOW = {
    "a": ("The crypto values are not published", "暗号パラメータは公開されていません"),
    "b": ("250 Mbps per tunnel, and one tunnel must be able to carry all calls", "250 Mbps で、1 本が切れたら残りの 1 本で全通話を運べる必要"),
    "c": ("All remote sites hairpin through the hub", "すべてのリモート拠点の通信はハブで折り返します"),
    "d": (
        "MSS 1350 is too large on Japanese access lines** with MTU 1454 or 1460",
        "MSS 1350 は、MTU が 1454 や 1460 の日本のアクセス回線には大きすぎます",
    ),
    "e": ("DS-Lite and MAP-E lines that share an IPv4 address cannot host this service", "IPv4 アドレスを共有する DS-Lite や MAP-E の回線では"),
    "f": ("Keepalive off needs a request to Cisco", "キープアライブを使わない場合は Cisco への依頼が必要"),
    "g": ("`secret_update: always` shows a change on every run", "`secret_update: always` は毎回「変更あり」"),
    "h": ("Two CPEs must not be changed together", "2 台の CPE を同時に変更してはいけません"),
    "i": ("Twilio's rule of 1 Mbps for 10 calls does not apply here", "Twilio の「1 Mbps = 10 通話」はここでは当てはまりません"),
    "j": ("Crypto maps may disappear from new IOS-XE platforms", "新しい IOS-XE 機種では crypto map がなくなる可能性"),
}


@pytest.mark.requirement("VC-79")
@pytest.mark.parametrize("letter", MUST_KNOW)
def test_ten_things_that_the_user_must_be_told(letter: str) -> None:
    for language, text in zip(BOTH, MUST_KNOW[letter], strict=True):
        assert re.search(rf"^- \*\*\({letter}\) .*{re.escape(text)}", BOTH[language], flags=re.MULTILINE), (letter, language)


@pytest.mark.parametrize("language", BOTH)
def test_every_error_of_the_article_has_its_row(language: str) -> None:
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| [^|]+ \|$", BOTH[language], flags=re.MULTILINE)
    assert rows == [str(number) for number in range(1, 19)]


@pytest.mark.requirement("VC-28")
def test_the_examples_are_labelled_as_such() -> None:
    told("en", "example, not Cisco's: take every value from the form")
    told("ja", "例であり Cisco の値ではない。すべてフォームから転記する")


def examples(language: str) -> list[dict[str, Any]]:
    """The sites of the README's YAML blocks: the first is whole, the others say what differs from it."""
    blocks = re.findall(r"```yaml\n(.*?)```", BOTH[language], flags=re.DOTALL)
    first, *others = (yaml.safe_load(block)["virtual_connect_site"] for block in blocks)
    return [first, *(merged(first, other) for other in others)]


def merged(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    whole = copy.deepcopy(base)
    for key, value in other.items():
        whole[key] = merged(whole[key], value) if isinstance(value, dict) and isinstance(whole.get(key), dict) else value
    return whole


@pytest.mark.parametrize("language", BOTH)
def test_the_examples_pass_the_whole_way_to_a_configuration(language: str) -> None:
    sites = examples(language)
    assert len(sites) == 5
    for site in sites:
        hosts = {site["tunnels"][dc]["cpe"] for dc in ("dc1", "dc2")}
        inputs = {host: {"virtual_connect_site": site, "virtual_connect_allow_documentation_ranges": True} for host in hosts}
        text = yaml.safe_dump(inputs).replace("{{ ", "").replace(" }}", "_0123456789")
        intents, problems = check("virtual_connect", yaml.safe_load(text))
        assert not errors(problems)
        for host in hosts:
            rendered = render("virtual_connect", "ios_xe", design(intents[host], host))
            assert bool(rendered) == (site.get("state") != "absent")


def test_both_languages_show_the_same_examples() -> None:
    assert examples("en") == examples("ja")
