"""Events on their way: none that matters is lost, and nobody waits for a listener that is slow, stuck or gone."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.events import Listener, teller


class Heard:
    """A listener and what it took; ``delay`` makes it slow."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.delay = 0.0
        self.ticks = 0
        self.listener = Listener(self._take, self._tick, 0.05)
        self.path = self.listener.path

    def _take(self, event: dict[str, Any]) -> None:
        time.sleep(self.delay)
        self.events.append(event)

    def _tick(self) -> None:
        self.ticks += 1


@pytest.fixture
def heard() -> Iterator[Heard]:
    made = Heard()
    yield made
    made.listener.close()


@pytest.fixture
def stuck(tmp_path: Path) -> Iterator[str]:
    """The path of a socket that nobody reads."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as made:
        made.bind(path := str(tmp_path / "s"))
        yield path


def took(work: Callable[[], Any]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


@pytest.mark.parametrize("path", [None, "", "/nowhere/at/all", "/" + "long" * 100])
def test_without_a_listener_nothing_happens(path: str | None) -> None:
    teller(path)({"event": "ended"})


def test_an_event_arrives_as_it_was_and_the_folder_is_private(heard: Heard) -> None:
    send = teller(heard.path)
    send({"event": "ended", "message": "日本語", "path": Path("/x")})
    assert Path(heard.path).parent.stat().st_mode & 0o777 == 0o700
    heard.listener.close()
    assert heard.events == [{"event": "ended", "message": "日本語", "path": "/x"}]
    assert not Path(heard.path).parent.exists()


def test_what_is_no_event_is_passed_over(heard: Heard) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as raw:
        for data in (b"", b"{", b"[1]", b"\xff"):
            raw.sendto(data, heard.path)
    teller(heard.path)({"event": {1, 2}, ("no", "key"): 1})
    teller(heard.path)({"event": "done"})
    heard.listener.close()
    assert heard.events == [{"event": "done"}]


def test_fifty_threads_lose_no_end(heard: Heard) -> None:
    heard.delay = 0.0005
    send = teller(heard.path)
    threads = [threading.Thread(target=lambda n=n: [send({"event": "ended", "host": f"{n}-{i}"}) for i in range(20)]) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    heard.listener.close()
    assert len({event["host"] for event in heard.events}) == 1000


def test_a_listener_that_is_stuck_costs_a_second_once(stuck: str) -> None:
    send = teller(stuck)
    assert took(lambda: [send({"event": "phase"}) for _i in range(10)]) < 1.5, "its queue holds some"
    while True:
        if took(lambda: send({"event": "ended"})) > 0.9:
            break
    assert took(lambda: [send({"event": "phase"}) for _i in range(1000)]) < 0.5
    assert took(lambda: [send({"event": "ended"}) for _i in range(5)]) < 2


def test_a_listener_that_goes_is_forgotten_at_once(heard: Heard) -> None:
    send = teller(heard.path)
    heard.listener.close()
    assert took(lambda: [send({"event": "ended"}) for _i in range(1000)]) < 0.5


def test_a_question_waits_until_it_was_taken(heard: Heard) -> None:
    heard.delay = 0.3
    teller(heard.path)({"event": "pause", "question": True})
    assert heard.events == [{"event": "pause", "question": True}]
    assert [path.name for path in Path(heard.path).parent.iterdir()] == ["s"]


def test_a_question_to_nobody_waits_no_longer_than_a_second(stuck: str) -> None:
    assert took(lambda: teller(stuck)({"event": "pause", "question": True})) < 1.5


def test_it_ticks_also_while_events_come(heard: Heard) -> None:
    send, end = teller(heard.path), time.monotonic() + 0.5
    while time.monotonic() < end:
        send({"event": "phase"})
    assert heard.ticks >= 3


def test_a_child_does_not_keep_the_socket_open(heard: Heard) -> None:
    """Else a worker whose parent was killed would go on sending to itself."""
    if not (child := os.fork()):
        os._exit(0 if heard.listener._socket.fileno() == -1 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    teller(heard.path)({"event": "done"})
    heard.listener.close()
    assert heard.events == [{"event": "done"}]


def test_a_long_temporary_folder_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    (folder := tmp_path / ("long" * 30)).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    listener = Listener(lambda event: None, lambda: None)
    assert len(listener.path) < 100 and list(folder.iterdir()) == []
    listener.close()
