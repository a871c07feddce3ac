"""What the lab's BIG-IP refuses, and in which words (section 6; BP-39 to BP-47, BP-74)."""

from __future__ import annotations

import pytest

from tests.unit.lab.bigip_support import OBJECTS, REQUEST, Client

VIRTUAL = OBJECTS[-1][1]


@pytest.fixture
def client() -> Client:
    """A BIG-IP with every object of the example."""
    made = Client()
    made.build()
    return made


@pytest.mark.requirement("BP-39", "BP-40", "BP-41", "BP-42", "BP-43", "BP-47", "BP-74")
@pytest.mark.parametrize(("line", "body", "status", "words"), [
    ("GET ltm/pool/wrong", None, 404, "01020036:3: The requested Pool (/Common/wrong) was not found."),
    ("GET ltm/pool/~other~webotx", None, 400, "The requested folder (/other) was not found."),
    ("GET ltm/pool/webotx/members/~Common~192.0.2.9:80", None, 404, "Object not found - /Common/192.0.2.9:80"),
    ("GET ltm/nothing", None, 404, "Public URI path not registered"),
    ("POST ltm/pool", {"name": "webotx"}, 409, "01020066:3: The requested Pool (/Common/webotx) already exists in partition Common."),
    ("POST ltm/monitor/udp", {"name": "webotx_sip"}, 409, "01020066:3: The requested monitor (/Common/webotx_sip) already exists"),
    ("POST ltm/profile/udp", {"name": "webotx_sip"}, 409, "01020066:3: The requested profile (/Common/webotx_sip) already exists"),
    ("POST ltm/pool", {"name": "x", "partition": "wrong"}, 400,
     "01070734:3: Configuration error: Can't associate Pool (/wrong/x) folder does not exist"),
    ("POST ltm/pool", {"name": "x", "bogus": 1}, 400, '"bogus" unknown property'),
    ("POST ltm/pool", {"name": "x", "loadBalancingMode": "random"}, 400, 'invalid property value "loadBalancingMode":"random"'),
    ("POST ltm/pool", {"name": "x", "monitor": "gone"}, 404, "01020036:3: The requested monitor (/Common/gone) was not found."),
    ("POST ltm/pool", {"name": "x", "members": [{"name": "192.0.2.300:1"}]}, 400, "01070587"),
    ("POST ltm/pool", {"name": "x y"}, 400, "01070734"),
    ("POST ltm/pool", {}, 400, "01070734:3: Configuration error: missing name"),
    ("PATCH ltm/pool/webotx", {}, 400, "one or more properties must be specified"),
    ("PATCH ltm/pool/webotx", {"slowRampTime": 901}, 400, 'invalid property value "slowRampTime":"901"'),
    ("PATCH ltm/profile/udp/webotx_udp", {"idleTimeout": "soon"}, 400, 'invalid property value "idleTimeout":"soon"'),
    ("POST ltm/pool/webotx/members", {"name": "192.0.2.21:5060"}, 409, "01020066:3: The requested Pool Member"),
    ("DELETE ltm/pool/webotx", None, 400,
     "01070265:3: The requested Pool (/Common/webotx) cannot be deleted because it is in use by a Virtual Server (/Common/sip_vs)."),
    ("DELETE ltm/profile/sip/webotx_sip", None, 400, "01070265:3: The requested profile (/Common/webotx_sip) cannot be deleted"),
    ("DELETE ltm/persistence/sip/webotx_callid", None, 400, "01070265"),
    ("DELETE ltm/rule/_request", None, 400, "01070265"),
    ("DELETE ltm/monitor/sip/webotx_sip", None, 400, "01070265"),
    ("DELETE net/vlan/voice", None, 400, "01070265:3: The requested VLAN (/Common/voice) cannot be deleted because it is in use by a self IP"),
    ("DELETE ltm/profile/sip/sip", None, 400, "01020057"),
    ("PATCH ltm/rule/_sys_https_redirect", {"apiAnonymous": REQUEST}, 400, "nowrite"),
    ("POST ltm/virtual", {**VIRTUAL, "name": "second"}, 400, "01070333:3: Virtual Server /Common/second illegally shares destination address"),
    ("POST ltm/virtual", {**VIRTUAL, "name": "second", "destination": "192.0.2.10:5060"}, 400,
     "0107176c:3: Invalid Virtual Address, the IP address 192.0.2.10 already exists."),
    ("POST ltm/virtual", {**VIRTUAL, "name": "second", "destination": "192.0.2.101:5060", "pool": "gone"}, 404, "The requested Pool (/Common/gone)"),
    ("POST ltm/virtual", {"name": "second"}, 400, "missing destination"),
    ("PATCH ltm/virtual/sip_vs", {"rules": ["/Common/gone"]}, 404, "The requested iRule (/Common/gone)"),
    ("PATCH ltm/virtual/sip_vs", {"profiles": ["/Common/webotx_udp", "/Common/tcp"]}, 400, "01070095"),
    ("PATCH ltm/virtual/sip_vs", {"profiles": ["/Common/webotx_udp", "/Common/webotx_sip", "/Common/sip"]}, 400, "01070097"),
    ("PATCH ltm/virtual/sip_vs", {"ipProtocol": "tcp"}, 400,
     "01070096:3: Virtual server /Common/sip_vs lists profiles incompatible with its protocol."),
    ("PATCH ltm/virtual/sip_vs", {"sourceAddressTranslation": {"type": "snat"}}, 400, "SNAT pool"),
    ("POST net/vlan", {"name": "second", "interfaces": [{"name": "1.1", "untagged": True}]}, 400, "VLAN /Common/voice"),
    ("POST net/vlan", {"name": "second", "interfaces": [{"name": "1.9", "untagged": True}]}, 404, "The requested interface (1.9) was not found."),
    ("POST net/vlan", {"name": "second", "tag": 4094}, 400, "already in use by VLAN /Common/voice"),
    ("POST net/self", {"name": "second", "address": "192.0.3.0/24", "vlan": "voice"}, 400, "01070354"),
    ("POST net/self", {"name": "second", "address": "192.0.2.100/24", "vlan": "voice"}, 400, "0107176c"),
    ("POST net/self", {"name": "second", "address": "192.0.3.1", "vlan": "voice"}, 400, "invalid property value"),
    ("PATCH net/self/voice_self", {"address": "192.0.2.11/24"}, 400, '"address" may not be specified in the context of the "modify" command.'),
    ("PATCH ltm/pool/webotx/members/~Common~192.0.2.21:5060", {"address": "192.0.2.22"}, 400, '"address" may not be specified'),
    ("POST ltm/monitor/sip", {"name": "slow", "interval": 16, "timeout": 16}, 400, "interval must be less than timeout"),
    ("POST net/route", {"name": "far", "network": "198.51.100.0/24", "gw": "203.0.113.1"}, 400, "01070330"),
])  # fmt: skip
def test_refusals(client: Client, line: str, body: object, status: int, words: str) -> None:
    found = client.refused(line, body)
    assert found[0] == status and words in found[1]


@pytest.mark.requirement("BP-45", "SB-08")
@pytest.mark.parametrize(("change", "words"), [
    ({"persist": []}, "01070394:3: SIP_REQUEST_SEND event in rule (/Common/_request) requires an associated SIP profile on the virtual-server"),
    ({"rules": []}, "01070309:3: SIP persistence requires a SIP profile"),
])  # fmt: skip
def test_events_and_persistence_need_the_profile(client: Client, change: dict[str, object], words: str) -> None:
    found = client.refused("PATCH ltm/virtual/sip_vs", {"profiles": ["/Common/webotx_udp"], **change})
    assert found[0] == 400 and words in found[1]
    client.do("PATCH ltm/virtual/sip_vs", {"profiles": ["/Common/webotx_udp"], "rules": [], "persist": []})
    assert "01070394" in client.refused("PATCH ltm/virtual/sip_vs", {"rules": ["/Common/_request"]})[1]


@pytest.mark.requirement("BP-43")
def test_partitions(client: Client) -> None:
    client.do("POST auth/partition", {"name": "voice"})
    client.do("POST ltm/pool", {"name": "own", "partition": "voice"})
    assert "0107082a" in client.refused("DELETE auth/partition/voice")[1]
    client.do("DELETE ltm/pool/~voice~own")
    client.do("DELETE auth/partition/voice")
    assert client.refused("POST ltm/pool", {"name": "own", "partition": "voice"})[0] == 400


@pytest.mark.requirement("BP-43", "BP-74")
def test_an_address_is_one_partitions(client: Client) -> None:
    """Whatever the port; in another route domain it is another address."""
    client.do("POST auth/partition", {"name": "voice"})
    second = {**VIRTUAL, "name": "second", "partition": "voice", "destination": "/voice/192.0.2.100:5080"}
    assert "0107176c:3: Invalid Virtual Address, the IP address 192.0.2.100 already exists." in client.refused("POST ltm/virtual", second)[1]
    client.do("POST ltm/virtual", {**second, "destination": "/voice/192.0.2.100%1:5080"})
    client.do("POST ltm/virtual", {**second, "partition": "Common", "destination": "/Common/192.0.2.100:5080"})


_TOP = "if { [SIP::header Route] eq \"\" } { SIP::discard }"


@pytest.mark.requirement("BP-44", "BP-50", "BP-51", "BP-52", "BP-53", "BP-54", "BP-59", "BP-80", "SB-43", "SB-44")
@pytest.mark.parametrize(("text", "line", "words"), [
    ("when SIP_REQUEST {\n}\n" + _TOP, 3, f"[command is not valid in the current scope][{_TOP}]"),
    ("when SIP_REQUEST {\n  xlog local0.info \"a\"\n}", 2, '[undefined procedure: xlog][xlog local0.info "a"]'),
    ("when SIP_REQUEST {\n  set a [lassign $b c]\n}", 2, "[undefined procedure: lassign][lassign $b c]"),
    ("when SIP_REQUEST {\n  set a [list {*}$b]\n}", 2, "extra characters after close-brace"),
    ("when SIP_REQUEST {\n  SIP::response code\n}", 2, "[command is not valid in current event context (SIP_REQUEST)][SIP::response code]"),
    ("when SIP_REQUEST {\n  if { [IP::server_addr] eq \"\" } { return }\n}", 2, "current event context (SIP_REQUEST)"),
    ("when SIP_REQUEST {\n  if { 1 } {\n    exec ls\n  }\n}", 3, "[undefined procedure: exec]"),
    ("when SIP_REQUEST {\n  switch $a { x { open f } }\n}", 2, "[undefined procedure: open]"),
    ("when SIP_REQUEST {\n  if { 1 } { return } ggg { return }\n}", 2, "extra words after"),
    ("when SIP_REQUEST {\n  set a {b}c\n}", 2, "[parse error: extra characters after close-brace]"),
    ("when SIP_REQUEST {\n  set a \"b\n}", 2, "[parse error: missing"),
    ("when SIP_REQUEST {\n", 1, "[parse error: missing close-brace]"),
    ("when SIP_REQUEST {\n  set a [SIP::via\n}", 2, "[parse error: missing close-bracket]"),
    ("when SIP_ANYTHING {\n}", 1, "[unknown event (SIP_ANYTHING)]"),
    ("when MR_INGRESS {\n}", 1, "message routing framework"),
    ("when SIP_REQUEST {\n  pool gone\n}", 2, "Unable to find pool (gone) referenced at line 2:"),
])  # fmt: skip
def test_the_compiler_of_rules(client: Client, text: str, line: int, words: str) -> None:
    status, found = client.refused("POST ltm/rule", {"name": "r", "apiAnonymous": text})
    assert status == 400 and found.startswith(f"01070151:3: Rule [/Common/r] error: /Common/r:{line}: error: [") and words in found


@pytest.mark.requirement("BP-44", "BP-19")
def test_rules_that_compile(client: Client) -> None:
    text = (
        "# a rule; with { an open brace in a comment }\nproc tidy { text } {\n  return [string trim $text]\n}\n"
        "when SIP_REQUEST_SEND priority 400 {\n"
        "  foreach each [split $list ,] { if { $each eq \"a\" } then { continue } elseif { 0 } { break } else { pool webotx } }\n"
        "  switch -exact -- $method {\n    INVITE { set a 1 }\n    default { log local0. \"x: [SIP::header To] ${a}\" }\n  }\n"
        "  set b \"a\\\"b\"; set c {\\{}\n  if { [catch { set d [expr { 1 + [string length \"]\"] }] } error] } { SIP::respond 503 }\n}\r\n  "
    )
    found = client.do("POST ltm/rule", {"name": "r", "apiAnonymous": text})
    assert found["apiAnonymous"] == text.replace("\r\n", "\n").strip()
