"""Events of flows and members in the lab's BIG-IP, and variables that live with a flow (BP-63, BP-65)."""

from __future__ import annotations

import pytest

from tests.unit.lab.bigip_sip_support import client, rig

CAROL = "sip:carol@198.51.100.9:5060"
FLOW = """when CLIENT_ACCEPTED { set count 0; log local0.info "from [IP::client_addr]" }
when SIP_REQUEST priority 600 { incr count; log local0.info "later $count" }
when SIP_REQUEST priority 400 { log local0.info "sooner $count [SIP::method]" }
when LB_SELECTED { log local0.info "to [IP::server_addr]" }
when LB_FAILED { log local0.warning "nobody" }"""


@pytest.mark.requirement("BP-63", "BP-65")
def test_order_and_the_life_of_variables() -> None:
    made = client()
    made.do("POST ltm/rule", {"name": "own", "apiAnonymous": FLOW})
    made.do("PATCH ltm/virtual/sip_vs", {"rules": ["/Common/_request", "/Common/_response", "/Common/own"]})
    bed = rig(made)
    for _each in range(2):
        bed.alice.cancel(bed.alice.invite(CAROL, call_id="one"))
    said = [line.removeprefix("info tmm: ") for line in bed.plane.syslog]
    assert said[:4] == ["from 192.0.2.51", "sooner 0 INVITE", "later 1", "to 192.0.2.21"]
    assert [line for line in said if line.startswith("later")][-1] == f"later {sum(line.startswith('sooner') for line in said)}"
    assert said.count("from 192.0.2.51") == 1
    made.box.clock.advance(301)
    bed.alice.invite(CAROL)
    assert bed.plane.syslog.count("info tmm: from 192.0.2.51") == 2 and "info tmm: sooner 0 INVITE" in list(bed.plane.syslog)[8:]


@pytest.mark.requirement("BP-63", "BP-69")
def test_nobody_takes_a_request() -> None:
    made = client()
    made.do("POST ltm/rule", {"name": "own", "apiAnonymous": FLOW})
    made.do("PATCH ltm/virtual/sip_vs", {"rules": ["/Common/own"]})
    for member in ("192.0.2.21:5060", "192.0.2.22:5061"):
        made.do(f"PATCH ltm/pool/webotx/members/~Common~{member}", {"session": "user-disabled", "state": "user-down"})
    bed = rig(made)
    bed.alice.invite(CAROL)
    assert bed.plane.syslog[-1] == "warning tmm: nobody" and bed.plane.dropped["no member"] == 1
