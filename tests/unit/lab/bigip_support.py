"""A BIG-IP of the lab without a wire, who asks it, and the objects of a load balancer for SIP."""

from __future__ import annotations

import json
from typing import Any

from tests.lab.bigip.api import answer
from tests.lab.bigip.box import BigIp, Platform

TM = "/mgmt/tm/"
REQUEST = """when SIP_REQUEST_SEND {
    SIP::header insert Via [format "SIP/2.0/UDP %s:%s;branch=%s" [IP::local_addr] [UDP::local_port] [SIP::via branch]]
}"""
RESPONSE = """when SIP_RESPONSE {
    SIP::header remove Via 0
}"""
#: collection and body, in the order of references (the creation examples of section 3)
OBJECTS: list[tuple[str, dict[str, Any]]] = [
    ("net/vlan", {"name": "voice", "interfaces": [{"name": "1.1", "untagged": True}]}),
    ("net/self", {"name": "voice_self", "address": "192.0.2.10/24", "vlan": "/Common/voice", "allowService": ["default"]}),
    ("ltm/monitor/sip", {"name": "webotx_sip", "defaultsFrom": "/Common/sip", "mode": "udp", "interval": 5, "timeout": 16}),
    ("ltm/profile/udp", {"name": "webotx_udp", "defaultsFrom": "/Common/udp", "idleTimeout": "300"}),
    ("ltm/profile/sip", {"name": "webotx_sip", "defaultsFrom": "/Common/sip", "terminateOnBye": "disabled"}),
    ("ltm/persistence/sip", {"name": "webotx_callid", "defaultsFrom": "/Common/sip_info", "sipInfo": "Call-ID", "timeout": "7200"}),
    ("ltm/rule", {"name": "_request", "apiAnonymous": REQUEST}),
    ("ltm/rule", {"name": "_response", "apiAnonymous": RESPONSE}),
    ("ltm/pool", {
        "name": "webotx", "monitor": "/Common/webotx_sip",
        "members": [{"name": "192.0.2.21:5060", "address": "192.0.2.21"}, {"name": "192.0.2.22:5061", "address": "192.0.2.22"}],
    }),
    ("ltm/virtual", {
        "name": "sip_vs", "destination": "/Common/192.0.2.100:5060", "mask": "255.255.255.255", "ipProtocol": "udp", "pool": "/Common/webotx",
        "profiles": [{"name": "/Common/webotx_udp", "context": "all"}, {"name": "/Common/webotx_sip", "context": "all"}],
        "persist": [{"name": "webotx_callid", "partition": "Common", "tmDefault": "yes"}], "rules": ["/Common/_request", "/Common/_response"],
        "sourceAddressTranslation": {"type": "automap"}, "enabled": True,
    }),
]  # fmt: skip


class Client:
    """Asks a BIG-IP and takes its answers apart."""

    def __init__(self, **platform: Any) -> None:
        self.box = BigIp("lb", platform=Platform(**platform))

    def ask(self, line: str, body: Any = None, headers: dict[str, str] | None = None, **query: str) -> tuple[int, Any]:
        """Status and body; paths are below /mgmt/tm unless they begin with a slash."""
        method, path = line.split(" ", 1)
        whole = path if path.startswith("/") else TM + path
        return answer(self.box, method, whole, query, "" if body is None else json.dumps(body), headers or {})

    def do(self, line: str, body: Any = None, headers: dict[str, str] | None = None, **query: str) -> Any:
        """The body of a success."""
        status, found = self.ask(line, body, headers, **query)
        assert status == 200, found
        return found

    def refused(self, line: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and message of a refusal, which changes nothing."""
        before = self.box.running_text_plain()
        status, found = self.ask(line, body, headers)
        assert status >= 400 and set(found) == {"code", "message", "errorStack", "apiError"} and found["code"] == status
        assert self.box.running_text_plain() == before
        return status, found["message"]

    def build(self, upto: str = "") -> None:
        """The objects of a load balancer, as many as there are before the first of table `upto`."""
        for path, body in OBJECTS:
            if path == upto:
                return
            self.do(f"POST {path}", {"partition": "Common", **body})
