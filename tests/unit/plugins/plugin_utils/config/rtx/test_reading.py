"""Reading: contexts, comments, what changes from reading to reading, secrets (RX-17, RX-25..RX-31, RX-77)."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, plan, same, sections
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.yamaha_rtx.lines import in_contexts, sent
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import EMPTY, RTX, SITE, change, part

SECRETS = [
    "login password {}", "administrator password {}", "login user kyoten {}", "login user kyoten encrypted {}", "pp auth myname user@isp {}",
    "pp auth username bob {} 192.0.2.1", "ipsec ike pre-shared-key 1 text {}", "bgp neighbor pre-shared-key 1 text {}", "snmp community read-only {}",
    "snmp trap community {}", "radius secret {}", "sshd host key generate {} KEY2", "l2tp tunnel auth on name {}", "ip lan1 ospf area 1 authkey={}",
    "mail server pop 1 192.0.2.1 bob {}", "yno access code {}", "snmpv3 usm user 1 bob sha {} aes128-cfb {}", "l2tp tunnel auth on {}",
    "snmpv2c community read-write {}", "snmpv2c trap community {}", "snmp host 192.0.2.1 {} {}", "snmpv2c trap host 192.0.2.1 {}",
    "auth user 1 bob {}", "ipsec ike xauth myname 1 bob {}", "ipsec ike eap myname 1 bob {}", "ip lan1 rip auth key text {}",
    "heartbeat2 receive 1 crypto {} auth {}", "heartbeat2 transmit 1 auth {} 192.0.2.1", "sip server 1 192.0.2.1 register udp sip:1@example.jp 1 {}",
    "ip lan1 ospf area 1 md5key=1,{}", "ip lan1 vrrp 1 192.0.2.1 priority=200 auth={} preempt=on",
]  # fmt: skip


@pytest.mark.requirement("RX-25", "RX-28")
def test_a_line_stands_in_the_context_that_indentation_or_its_words_tell() -> None:
    shown = "pp select 1\n ip pp mtu 1454\n pp enable 1\ntunnel select 3\n ipsec tunnel 101\n  ipsec sa policy 101 1 esp\nip filter 1 pass *\n"
    assert [context for context, _line in in_contexts(shown)] == ["pp 1", "pp 1", "tunnel 3", "tunnel 3", ""]
    typed = "pp select 1\nip pp secure filter in 1\nno queue pp class filter list\nip filter 1 pass *\npppoe use lan2\npp select none\nsip use off\n"
    assert [context for context, _line in in_contexts(typed)] == ["pp 1", "pp 1", "", "pp 1", ""]
    assert sent(in_contexts("PP Select 1\n ip pp mtu 1454\n")) == ["pp select 1", "ip pp mtu 1454", "pp select none"]


@pytest.mark.requirement("RX-25")
def test_a_text_without_indentation_wants_the_same() -> None:
    wanted = part()
    flat = "\n".join(line.strip() for line in wanted.intended.splitlines())
    assert plan(RTX, Device(SITE).show(), [Part("biztel", flat, wanted.ownership)]) == change(Device(SITE), wanted)


@pytest.mark.requirement("RX-17", "RX-27", "RX-45", "RX-77")
def test_what_changes_by_itself_is_no_change_of_the_configuration() -> None:
    device = Device(SITE)
    other = device.show().replace("13:00:00", "13:05:09").replace("console columns 4096", "console columns 80\nschedule at 5 11/27 14:00 * restart")
    assert sections(RTX, device.show()) == sections(RTX, other)
    assert "schedule at 5 */* 03:00 * lua a.lua" in sections(RTX, other + "schedule at 5 */* 03:00 * lua a.lua\n")
    assert sections(RTX, SITE)["pp 1"][0] == "pppoe use lan2"


@pytest.mark.requirement("RX-31")
@pytest.mark.parametrize("line", SECRETS)
def test_a_secret_is_hidden(line: str) -> None:
    shown = RTX.mask(f"pp 1 / {line.format('hunter2', 'hunter3')}\nip filter 1 pass *\n")
    assert "hunter" not in shown and "<secret>" in shown and shown.endswith("\nip filter 1 pass *\n")
    assert RTX.mask(shown) == shown


@pytest.mark.requirement("RX-31")
@pytest.mark.parametrize("line", [
    "login password *", "login user admin *", "ip filter 1 pass * *", "pp auth accept pap chap", "sshd host key generate", "l2tp tunnel auth off",
    "snmp host any", "auth user attribute 1 xauth=on", "ip lan1 rip auth type text", "heartbeat2 receive enable 1", "sip server 100rel 1 on",
    "ip lan1 vrrp 1 192.0.2.1 priority=200",
])  # fmt: skip
def test_what_is_no_secret_is_shown(line: str) -> None:
    assert RTX.mask(line) == line


@pytest.mark.requirement("RX-21", "BZ-35")
def test_same_tells_what_is_missing_and_nothing_that_is_not_to_be() -> None:
    device = Device(EMPTY)
    wanted = part()
    device.type(change(device, wanted).commands)
    assert same(RTX, wanted.intended, device.show(), wanted.ownership) == []
    missing = same(RTX, wanted.intended, device.show())
    assert [line.rpartition(" 41")[0][:23] for line in missing] == ["ip pp secure filter in ", "ip pp secure filter out"]
    device = Device(SITE)
    device.type(change(device, wanted).commands)
    device.type(["no nat descriptor sip 1000", "pp select 1", "ip pp secure filter in 1003 2000", "pp select none"])
    missing = same(RTX, wanted.intended, device.show(), wanted.ownership)
    assert [" ".join(line.split()[:5]) for line in missing] == ["ip pp secure filter in", "nat descriptor sip 1000 off"]
