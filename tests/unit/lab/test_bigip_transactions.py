"""Transactions of the lab's BIG-IP: order, all or nothing, the check that changes nothing, the end without a word (BP-33 to BP-37, BP-77)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.lab.bigip_support import OBJECTS, Client

VALIDATING = {"state": "VALIDATING"}


class Queue:
    """A transaction of a client."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.begun = client.do("POST transaction", {})
        self.number = self.begun["transId"]
        self.headers = {"X-F5-REST-Coordination-Id": str(self.number)}

    def add(self, line: str, body: Any = None) -> dict[str, Any]:
        """Queue one write."""
        return dict(self.client.do(line, body, self.headers))

    def commit(self, **more: Any) -> tuple[int, Any]:
        """Ask for all of it."""
        return self.client.ask(f"PATCH transaction/{self.number}", {**VALIDATING, **more})

    def fill(self) -> None:
        """The objects of the example."""
        for path, body in OBJECTS:
            self.add(f"POST {path}", body)


@pytest.fixture
def queue() -> Queue:
    """Begun on a new BIG-IP."""
    return Queue(Client())


@pytest.mark.requirement("BP-33", "BP-34", "BP-35", "BP-77")
def test_everything_at_once(queue: Queue) -> None:
    client = queue.client
    assert {name: queue.begun[name] for name in ("state", "timeoutSeconds", "validateOnly", "kind")} == {
        "state": "STARTED", "timeoutSeconds": 120, "validateOnly": False, "kind": "tm:transactionstate",
    }
    first = queue.add("POST net/vlan", OBJECTS[0][1])
    assert (first["method"], first["evalOrder"], first["commandId"], first["kind"]) == ("POST", 1, 1, "tm:transaction:commandsstate")
    for path, body in OBJECTS[1:]:
        queue.add(f"POST {path}", body)
    assert client.ask("GET net/vlan/voice", headers=queue.headers)[0] == 404
    status, done = queue.commit()
    assert (status, done["state"]) == (200, "COMPLETED") and client.do("GET ltm/virtual/sip_vs")["pool"] == "/Common/webotx"
    assert client.refused(f"GET transaction/{queue.number}") == (404, "Missing transaction ID for this call.")


@pytest.mark.requirement("BP-35", "BP-77", "BP-82")
def test_one_refusal_undoes_all(queue: Queue) -> None:
    client = queue.client
    queue.fill()
    queue.add("POST ltm/pool", {"name": "webotx"})
    before = client.box.running_text_plain()
    status, found = queue.commit()
    assert status == 400 and found["message"].startswith("transaction failed:01020066:3:") and client.box.running_text_plain() == before
    assert client.do(f"GET transaction/{queue.number}")["state"] == "FAILED"
    again = Queue(client)
    again.fill()
    client.box.faults.refuse_item = 3
    assert again.commit()[0] == 400 and client.box.running_text_plain() == before


@pytest.mark.requirement("BP-36", "BP-77")
def test_the_devices_own_check_changes_nothing(queue: Queue) -> None:
    client = queue.client
    queue.fill()
    before, generation = client.box.running_text_plain(), client.box.store.generation
    status, found = queue.commit(validateOnly=True)
    assert (status, found["validateOnly"]) == (200, True)
    assert (client.box.running_text_plain(), client.box.store.generation) == (before, generation)
    assert queue.commit()[0] == 400
    client.do(f"DELETE transaction/{queue.number}")
    bad = Queue(client)
    bad.add("POST ltm/pool", {"name": "x", "monitor": "gone"})
    assert bad.commit(validateOnly=True)[0] == 400 and client.box.running_text_plain() == before


@pytest.mark.requirement("BP-33", "BP-35", "BP-77")
def test_it_runs_out_without_a_word(queue: Queue) -> None:
    queue.fill()
    queue.client.box.clock.advance(121)
    assert queue.commit()[0] == 404
    with_fault = Queue(queue.client)
    queue.client.box.faults.lose_transactions = True
    assert queue.client.ask("POST ltm/pool", {"name": "x"}, with_fault.headers)[0] == 404
    queue.client.box.faults.clear()
    queue.client.box.faults.transaction_timeout = 30
    assert Queue(queue.client).begun["timeoutSeconds"] == 30
    assert Queue(queue.client).commit()[0] == 404


@pytest.mark.requirement("BP-34", "BP-37")
def test_commands_are_listed_moved_and_taken_out(queue: Queue) -> None:
    client, base = queue.client, f"transaction/{queue.number}/commands"
    for name in ("a", "b", "c"):
        queue.add("POST ltm/pool", {"name": name})
    client.do(f"PATCH {base}/3", {"evalOrder": 1})
    assert [(each["commandId"], each["evalOrder"]) for each in client.do(f"GET {base}")["items"]] == [(3, 1), (1, 2), (2, 3)]
    client.do(f"DELETE {base}/1")
    assert client.refused(f"GET {base}/3/members") == (400, "Found invalid command id 3/members/")
    assert client.ask("POST sys/config", {"command": "save"}, queue.headers)[0] == 400
    assert queue.commit()[0] == 200 and [item["name"] for item in client.do("GET ltm/pool")["items"]] == ["c", "b"]


@pytest.mark.requirement("BP-35", "BP-77")
@given(st.lists(st.sampled_from(["POST a", "POST b", "DELETE a", "DELETE b", "PATCH a"]), min_size=1, max_size=6))
def test_a_queue_does_what_its_writes_do_one_by_one_or_nothing(lines: list[str]) -> None:
    single, queued = Client(), Client()
    queue, fine = Queue(queued), True
    for line in lines:
        method, name = line.split()
        bodies = {"POST": {"name": name}, "PATCH": {"slowRampTime": 20}}
        call = ("POST ltm/pool" if method == "POST" else f"{method} ltm/pool/{name}", bodies.get(method))
        fine = fine and single.ask(*call)[0] == 200
        queue.add(*call)
    before = queued.box.running_text_plain()
    assert (queue.commit()[0] == 200) == fine
    assert queued.box.running_text_plain() == (single.box.running_text_plain() if fine else before)
