# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The configuration of a simulated RTX: what it accepts, refuses, keeps, prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.yamaha_rtx.config import NOWHERE, Config, Context, Refusal
from tests.lab.yamaha_rtx.models import model
from tests.lab.yamaha_rtx.written import Spelling

_STARTUP = Path(__file__).parents[2] / "lab" / "startup"
_GOLDEN = Path(__file__).parents[1] / "fixtures" / "golden_biztel"
_NEW, _OLD = ("RTX1210", "14.01.42"), ("RTX830", "15.02.01")
_PP = Context("pp", 1)


def config(*lines: str, of: tuple[str, str] = _NEW, spelling: Spelling | None = None) -> Config:
    """A configuration of these lines, none refused."""
    made = Config(model(*of), spelling)
    assert made.load(list(lines)) == []
    return made


def refusal(line: str, of: tuple[str, str] = _NEW, context: Context = NOWHERE, administrator: bool = True) -> str:
    """The key of a line's refusal, "" when it is accepted."""
    found = Config(model(*of)).execute(line, context, administrator)
    return found.key if found else ""


@pytest.mark.requirement("RX-68")
@pytest.mark.parametrize(("file", "of"), [("matsuyama-r1", _NEW), ("kochi-r1", _OLD), ("fleet-rtx", _NEW)])
def test_the_startup_files_load(file: str, of: tuple[str, str]) -> None:
    text = (_STARTUP / f"{file}.cfg").read_text(encoding="utf-8").replace("{name}", "oita-1").replace("{lan}", "192.168.9.1")
    made = config(*text.splitlines(), of=of)
    assert sorted(made.script()) == sorted(text.splitlines())


@pytest.mark.parametrize("path", sorted(_GOLDEN.glob("yamaha_rtx_*.txt")), ids=lambda path: path.stem)
def test_what_biztel_renders_is_accepted(path: Path) -> None:
    config(*path.read_text(encoding="utf-8").splitlines())


@pytest.mark.requirement("RX-68")
@pytest.mark.parametrize("line", [
    "ip filter 1 pass 192.168.1.0/24", "ip filter 1 restrict-nolog 10.0.0.*,192.0.2.1-192.0.2.9 *.example.com tcp,udp -1023,www,6000- *",
    "IP Filter 1 PASS * 192.168.0.0/255.255.0.0 TCP * NTP", "ip filter 1 reject * 192.168.0.0/0xffff0000 tcpflag=0x0002/0x0017",
    "ip filter 1 pass * * established 8000 *", "ip filter 1 pass * * icmp-error", "ip filter 21474836 pass * * 6,17 * 1,2,3,4,5,6,7,8,9,10",
    "ip filter dynamic 80 * * ftp syslog=off timeout=60", "ip filter dynamic 81 * 192.0.2.1 filter 1 2 in 3 out 4 5 timeout=9",
    "ip filter dynamic timer udp-idle-time=60 dns-timeout=5", "ip filter set voice in 1 2 3", "ip lan1 secure filter in 1 2 dynamic 3",
    "ip lan1 secure filter out dynamic 3", "ip lan2 secure filter name voice", "ip null secure filter in 1", "ip lan2 nat descriptor 1 2 reverse 3",
    "nat descriptor type 1000 nat-masquerade", "nat descriptor address outer 1 192.0.2.1", "nat descriptor address outer 1 primary",
    "nat descriptor address inner 1 192.168.1.1-192.168.1.9", "nat descriptor timer 1 30", "nat descriptor timer 1 tcpfin 1",
    "nat descriptor timer 1 protocol=udp port=5060 3600", "nat descriptor timer 1 protocol=tcp port=www 120",
    "nat descriptor timer 1 protocol=icmp 60",
    "nat descriptor masquerade static 1 1 192.168.1.2 udp 5060", "nat descriptor masquerade static 1 2 192.168.1.2 tcp 8080=www",
    "nat descriptor masquerade static 1 3 192.168.1.2 esp", "nat descriptor masquerade incoming 1 forward 192.168.1.2",
    "nat descriptor masquerade incoming 1 reject", "nat descriptor masquerade port range 1 60000-64095 49152-59999",
    "nat descriptor ftp port 1 21 8021",
    "nat descriptor sip 1 auto", "sip use off", "upnp use on", "queue class filter 41 4 ip * 203.0.113.10 udp * 10000-20000",
    "queue class filter 41 3/2 cos=5 ip 203.0.113.10 * established", "queue lan2 type shaping shaping-level=2", "queue lan2 class filter list 41 42",
    "queue lan2 default class 2", "queue lan2 class property 4 bandwidth=6M,100M", "queue lan2 class property 4 bandwidth=10%",
    "queue lan2 length 100 200",
    "speed lan2 100M", "speed lan2 64000", "schedule at 1 12/31 23:59 * restart", "schedule at 1 */mon-fri 8:00:30 pp 1 connect 1",
    "schedule at 1 +60 * restart", "schedule at 1 startup * ntpdate ntp.example", "description 410 \"kyoten.onramp biztel v1\"",
    "ip host s000000000000.u.biztel.jp 100.64.0.10", "dns static a s000000000000.u.biztel.jp 100.64.0.10 ttl=300", "dns server 192.0.2.1 192.0.2.2",
    "dns server select 500001 192.0.2.1 any *.example.com", "console prompt ''", "console columns 4096", "login timer 3600", "login timer clear",
    "login user kyoten encrypted abc123", "user attribute kyoten administrator=2 login-timer=3600", "user attribute * connection=ssh,telnet",
    "sshd host lan", "sshd host 192.168.1.1-192.168.1.9 lan1", "sftpd host any", "telnetd host none", "httpd host lan", "sshd client alive on 100 3",
    "ip dscp supersede 1 ef 41 42", "ip lan1 address 192.168.1.1/255.255.255.0", "ip lan2 address dhcp", "ip route 10.0.0.0/8 gateway tunnel 1 hide",
    "ip route default gateway pp 1 filter 1 2 gateway 192.168.1.254 weight 2", "ip route default gateway dhcp lan2", "syslog host 192.0.2.1",
    "dhcp scope 1 192.168.1.2-192.168.1.9/24 gateway 192.168.1.1 expire 12:00", "dhcp scope bind 1 192.168.1.5 ethernet 00:a0:de:00:00:01",
    "ntpdate ntp.example syslog", "ipsec sa policy 101 1 esp aes256-cbc sha256-hmac local-id=10.0.0.0/8", "ipsec ike keepalive use 1 on dpd 10 3",
    "bgp neighbor 1 65000 192.0.2.1 hold-time=30", "pp enable 1", "sshd host key generate *",
    "ipv6 prefix 1 ra-prefix@lan2::/64", "ipv6 lan1 address ra-prefix@lan2::1/64", "ipv6 lan1 rtadv send 1 o_flag=on",
    "ipv6 lan2 dhcp service client ir=on",
    "ipv6 filter 101000 pass * * icmp6 * *", "ipv6 lan2 secure filter in 101000 dynamic 101080", "ngn type lan2 ntt", "provider lan1 name LAN:",
    "ip keepalive 1 icmp-echo 10 5 192.0.2.1 log=on", "vlan lan1/1 802.1q vid=10",
])
def test_a_line_is_accepted(line: str) -> None:
    assert refusal(line) == ""


@pytest.mark.requirement("RX-68")
@pytest.mark.parametrize(("line", "key"), [
    ("frobnicate", "invalid_name"), ("ip", "invalid_name"), ("ip lan1", "invalid_name"), ("ip lan1 foo 1", "invalid_name"), ("no", "invalid_name"),
    ("no frobnicate", "invalid_name"), ("gre tunnel 1", "invalid_name"), ("ip lan4 address dhcp", "range"), ("ip wan9 mtu 1400", "range"),
    ("ip filter", "count"), ("no ip filter", "count"), ("ip filter x pass *", "integer"), ("ip filter 0 pass *", "range"),
    ("ip filter 21474837 pass *", "range"), ("ip filter 1 permit *", "keyword"), ("ip filter 1 pass", "count"),
    ("ip filter 1 pass * * udp * * *", "count"),
    ("ip filter 1 pass 192.168.1.1/24", "address"), ("ip filter 1 pass 192.168.1.300", "address"), ("ip filter 1 pass 10.0.0.9-10.0.0.1", "range"),
    ("ip filter 1 pass * * sctp", "keyword"), ("ip filter 1 pass * * 256", "range"), ("ip filter 1 pass * * udp * 65536", "range"),
    ("ip filter 1 pass * * udp * 1,2,3,4,5,6,7,8,9,10,11", "count"), ("ip filter 1 pass * * udp * 20-10", "range"),
    ("ip filter 1 pass * * udp sip *", "keyword"), ("ip filter 1 pass 203.0.113.10/33", "range"), ("ip filter 1 pass * @zoom", "address"),
    ("ip filter dynamic 1 * *", "count"), ("ip filter dynamic 1 * * gopher", "keyword"), ("ip filter dynamic 1 * * tcp syslog=maybe", "keyword"),
    ("ip lan1 secure filter in", "count"), ("ip lan1 secure filter both 1", "keyword"), ("ip lan1 secure filter in 1 x", "integer"),
    ("ip lan1 secure filter in 1 dynamic", "count"), ("ip lan1 secure filter in " + " ".join(map(str, range(1, 131))), "count"),
    ("ip lan1 secure filter in " + "1 " * 100 + "dynamic " + "1 " * 30, "count"), ("ip filter set s in " + "1 " * 1002, "count"),
    ("ip pp mtu 1400", "select_pp"), ("queue pp default class 2", "select_pp"), ("pp auth accept pap", "select_pp"),
    ("tunnel encapsulation ipsec", "select_tunnel"), ("ip tunnel mtu 1400", "select_tunnel"), ("no ip tunnel mtu", "select_tunnel"),
    ("nat descriptor type 1 masquerade hairpin=on", "count"), ("nat descriptor type 1 napt", "keyword"), ("nat descriptor timer 1 29", "range"),
    ("nat descriptor timer 1 protocol=udp port=5060", "count"), ("nat descriptor timer 1 protocol=udp port=5060 soon", "integer"),
    ("nat descriptor timer 1 protocol=esp port=5 60", "integer"), ("nat descriptor sip 1 maybe", "keyword"),
    ("ip lan2 nat descriptor " + "1 " * 17, "count"),
    ("nat descriptor masquerade static 1 1 192.168.1.x udp 5060", "address"), ("nat descriptor masquerade static 1 1 192.168.1.2 udp", "count"),
    ("queue class filter 41 17 ip * *", "range"), ("queue class filter 41 4 ip * * gre", "keyword"), ("queue class filter 41 4 * *", "keyword"),
    ("queue lan2 type hfsc", "keyword"), ("queue lan2 class property 4", "count"), ("queue lan2 class property 4 type=priority", "keyword"),
    ("speed lan2 1G", "integer"), ("speed pp 1M", "invalid_name"), ("upnp use yes", "keyword"), ("console columns 4097", "range"),
    ("console columns wide", "integer"), ("console lines 9", "range"), ("console character sjis", "keyword"),
    ("schedule at 1 12/31 25:00 * restart", "range"),
    ("schedule at 1 12/31 23:59 * save", "keyword"), ("schedule at 1 12/31 23:59 * console lines 24", "keyword"), ("schedule at 1 23:59 *", "count"),
    ("schedule at 1 +3601 * restart", "range"), ("sshd session 9", "range"), ("sshd service maybe", "keyword"), ("ip host x.example here", "address"),
    ("ip lan1 address 192.168.1.1/0.0.0.255", "address"), ("speed lan2 １００M", "integer"), ("ip lan1 address 192.168.1.1", "address"),
    ("ip lan1 address 192.168.1.1/40", "range"), ("login user a b c", "count"),
    ("login user a/b c", "keyword"),
    ("user attribute a administrator=3", "keyword"), ("description 1 " + "x" * 65, "range"), ("bgp autonomous-system 65536", "range"),
    ("ip filter 1 pass * * udp * " + "1" * 4095, "count"), ("ipv6 lan1 address 192.0.2.1", "address"), ("pp bind tunnel1", "select_pp"),
])
def test_a_line_is_refused(line: str, key: str) -> None:
    assert refusal(line) == key


@pytest.mark.requirement("RX-56")
@pytest.mark.parametrize(("line", "of", "key"), [
    ("upnp use on", ("RTX5000", "14.00.34"), "invalid_name"), ("upnp use on", ("vRX", "19.01.04"), "invalid_name"),
    ("schedule at 1 +60 * restart", _OLD, "keyword"), ("console columns 201", _OLD, "range"), ("console columns 200", _OLD, ""),
    ("console columns 201", ("RTX5000", "14.00.34"), "range"), ("console character en.ascii", ("RTX3500", "14.00.34"), "keyword"),
    ("console character sjis", ("RTX3500", "14.00.34"), ""), ("login password secret", ("RTX1300", "23.00.17"), "invalid_name"),
    ("ip filter 1 pass * pbx.example", _OLD, "address"), ("ip filter 1 pass * pbx.example", ("RTX1220", "15.04.07"), ""),
    ("nat descriptor type 1 masquerade hairpin=on", ("RTX1300", "23.00.17"), ""),
    ("nat descriptor type 1 none hairpin=on", ("RTX1300", "23.00.17"), "count"),
    ("ip dscp supersede 1 46 1", _OLD, "invalid_name"), ("speed lan2 1G", ("RTX1300", "23.00.17"), ""), ("ip lan3 mtu 1400", _OLD, "range"),
    ("ip lan1 secure filter in " + "1 " * 300, ("RTX3510", "23.01.03"), ""), ("queue class filter 1 250 ip *", ("RTX3510", "23.01.03"), ""),
    ("queue lan1 class property 1 type=priority", ("RTX3510", "23.01.03"), ""), ("ip wan1 mtu 1400", ("RTX5000", "14.00.34"), "invalid_name"),
    ("login user kyoten short", ("RTX840", "23.02.02"), "range"),
])
def test_models_and_revisions_differ(line: str, of: tuple[str, str], key: str) -> None:
    assert refusal(line, of) == key


@pytest.mark.requirement("RX-67")
def test_a_user_may_set_his_console_and_nothing_else() -> None:
    assert refusal("console columns 200", administrator=False) == refusal("no console lines", administrator=False) == ""
    assert refusal("console columns 1", administrator=False) == "range"
    assert refusal("ip filter 1 pass *", administrator=False) == refusal("ip filter", administrator=False) == "administrator_only"
    assert refusal("frobnicate", administrator=False) == "invalid_name"


@pytest.mark.requirement("RX-23")
def test_a_refusal_in_both_languages() -> None:
    assert Refusal("invalid_name").text("en") == "Invalid command name" and Refusal("range").text("ja") == "パラメータが範囲を越えています"
    for key in ("administrator_only", "count", "range", "keyword", "integer", "address", "select_pp", "select_tunnel"):
        assert Refusal(key).text("en") != Refusal(key).text("ja")


@pytest.mark.requirement("RX-25")
def test_contexts() -> None:
    made = Config(model(*_OLD))
    assert made.select("pp select 30") == Context("pp", 30) and made.select("PP SELECT none") == made.select("no tunnel select") == NOWHERE
    assert [made.select(line) for line in ("pp select 31", "pp select x", "pp select", "tunnel select 9999")] == [
        Refusal("range"), Refusal("integer"), Refusal("count"), Refusal("range")]
    anonymous = made.select("pp select anonymous")
    assert isinstance(anonymous, Context) and f"{anonymous.kind}{anonymous.number}" == "ppanonymous"
    assert made.execute("ip pp mtu 1454", anonymous, True) is None
    assert made.body() == made.body(anonymous) == ["pp select anonymous", " ip pp mtu 1454"] and made.body(_PP) == []


@pytest.mark.requirement("RX-21")
def test_an_explicit_default_shows_until_no() -> None:
    made = config("upnp use off", "nat descriptor timer 1 900")
    assert made.body() == ["nat descriptor timer 1 900", "upnp use off"]
    assert made.load(["no upnp use off", "no nat descriptor timer 1 900 and more", "no sip use"]) == [] and made.body() == []


@pytest.mark.requirement("RX-22")
def test_a_number_replaces_and_a_list_is_a_whole() -> None:
    made = config("ip filter 2 pass * *", "ip filter 10 reject * *", "ip filter 1 pass * *", "ip lan1 secure filter in 1 2 dynamic 3")
    assert made.load(["ip filter 2 reject 10.0.0.1 *", "ip lan1 secure filter in 10"]) == []
    assert made.body() == ["ip lan1 secure filter in 10", "ip filter 1 pass * *", "ip filter 2 reject 10.0.0.1 *", "ip filter 10 reject * *"]


@pytest.mark.requirement("RX-35")
def test_each_timer_has_its_own_line() -> None:
    made = config(*(f"nat descriptor timer 1 {each}" for each in ("900", "protocol=udp port=5060 3600", "protocol=tcp port=15061 3600", "tcpfin 60")))
    assert made.load(["no nat descriptor timer 1 protocol=udp port=5060", "nat descriptor timer 1 protocol=tcp port=15061 60"]) == []
    assert made.body() == ["nat descriptor timer 1 900", "nat descriptor timer 1 protocol=tcp port=15061 60", "nat descriptor timer 1 tcpfin 60"]


@pytest.mark.requirement("RX-28")
def test_the_order_is_the_device_s_and_policies_stand_in_their_tunnels() -> None:
    made = config(
        "dns server 192.0.2.1", "ip filter 1 pass *", "ipsec ike pre-shared-key 1 text very-secret", "ipsec sa policy 101 1 esp aes-cbc sha-hmac",
        "ipsec sa policy 102 2 esp aes-cbc sha-hmac", "tunnel select 1", "tunnel enable 1", "ipsec tunnel 101", "pp select 1", "pp enable 1",
        "pp auth myname me secret", "ip lan2 mtu 1400", "ip lan1 mtu 1400", "ip lan1 address 192.168.1.1/24", "description 1 here",
    )
    assert made.body() == [
        "description 1 here", "ip lan1 address 192.168.1.1/24", "ip lan1 mtu 1400", "ip lan2 mtu 1400", "pp select 1", " pp auth myname me *",
        " pp enable 1", "tunnel select 1", " ipsec tunnel 101", "  ipsec sa policy 101 1 esp aes-cbc sha-hmac", "  ipsec ike pre-shared-key 1 text *",
        " tunnel enable 1", "ip filter 1 pass *", "ipsec sa policy 102 2 esp aes-cbc sha-hmac", "dns server 192.0.2.1",
    ]
    assert config(*made.script()).script() == made.script() and "  ipsec ike pre-shared-key 1 text very-secret" in made.script()
    assert made.body(Context("tunnel", 1)) == made.body()[7:12]


@pytest.mark.requirement("RX-31")
def test_secrets_are_masked_on_the_screen_and_kept_in_files() -> None:
    lines = ["login user a word-of-a", "login user b encrypted HASH", "administrator password word-of-all", "sshd host key generate K1 K2 K3"]
    made = config(*lines)
    assert made.script() == lines
    assert made.body() == ["login user a *", "login user b *", "administrator password *", "sshd host key generate *"]


def test_enabling_names_its_own_block() -> None:
    made = config("pp enable 2", "tunnel enable 3")
    assert made.script() == ["pp select 2", " pp enable 2", "tunnel select 3", " tunnel enable 3"]
    assert made.load(["pp disable 2", "no tunnel enable 3"]) == [] and made.script() == []


@pytest.mark.requirement("RX-69")
def test_the_device_s_own_spelling() -> None:
    spelling = Spelling(port_names=True, full=True)
    made = config("ip filter 1 pass * 192.0.2.1 udp * 123,5060,20-110", "ip filter 2 reject *", "queue class filter 1 2 ip * *", spelling=spelling)
    assert made.body() == [
        "ip filter 1 pass * 192.0.2.1 udp * ntp,5060,20-pop3", "ip filter 2 reject * * * * *", "queue class filter 1 2 ip * * * * *"]
    assert config(*made.script(), spelling=spelling).script() == made.script() == made.copy().script()


def test_an_unknown_model_or_revision() -> None:
    for name, revision in (("RTX9999", "14.01.42"), ("RTX1210", "15.02.01"), ("RTX1210", "14.01"), ("RTX1210", "")):
        with pytest.raises(ValueError, match="no such model"):
            model(name, revision)


_LINES = st.lists(st.sampled_from([
    "ip filter 1 pass * *", "ip filter 1 reject * *", "ip filter 20 pass * * udp * 5060", "ip lan1 secure filter in 1 20",
    "ip lan1 secure filter in 20",
    "login user a one", "login user a two", "pp select 1", "pp select 2", "pp select none", "ip pp mtu 1400", "ip pp mtu 1454", "pp enable 1",
    "pp auth myname a b", "tunnel select 1", "ipsec tunnel 1", "ipsec tunnel 2", "ipsec sa policy 1 1 esp aes-cbc", "ipsec ike version 1 2",
    "ipsec sa policy 1 2 esp aes-cbc", "nat descriptor timer 1 protocol=udp port=5060 3600", "nat descriptor timer 1 60", "no ip filter 1",
    "console lines infinity", "schedule at 1 1/1 0:00 * restart",
]))


@pytest.mark.requirement("RX-43")
@given(_LINES, _LINES)
def test_the_differences_lead_from_one_to_the_other(first: list[str], second: list[str]) -> None:
    one, other = Config(model(*_NEW)), Config(model(*_NEW))
    one.load(first)
    other.load(second)
    assert one.differences(one.copy()) == []
    changed = one.copy()
    assert changed.load(one.differences(other)) == [] and changed.script() == other.script()
    assert config(*other.script()).script() == other.script()


@given(st.text(max_size=60), st.booleans())
def test_no_text_is_a_traceback(text: str, administrator: bool) -> None:
    made = Config(model(*_NEW))
    for line in (text, f"ip filter 1 {text}", f"ip lan1 {text}", f"no {text}", f"schedule at 1 {text}", f"queue class filter 1 {text}"):
        made.execute(line, NOWHERE, administrator)
    made.load([text])


@pytest.mark.requirement("RX-34")
def test_one_key_in_two_spellings_is_one_line() -> None:
    made = config("nat descriptor timer 1 protocol=tcp port=www 60", "ip route 10.0.0.0/255.0.0.0 gateway pp 1", "ip host PBX.example 192.0.2.1")
    assert made.load(["nat descriptor timer 1 protocol=tcp port=80 90", "ip route 10.0.0.0/8 gateway pp 2", "ip host pbx.EXAMPLE 192.0.2.2"]) == []
    assert made.script() == ["ip route 10.0.0.0/8 gateway pp 2", "nat descriptor timer 1 protocol=tcp port=80 90", "ip host pbx.EXAMPLE 192.0.2.2"]
    assert made.differences(Config(made.model)) == [
        "no ip route 10.0.0.0/8", "no nat descriptor timer 1 protocol=tcp port=80", "no ip host pbx.EXAMPLE"]
