"""Ansible forks for each host: the files that every host needs are read before that, and not again behind it."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import line
from ansible_collections.kyoten.onramp.plugins.plugin_utils.pipeline import check_all, designs, job, prepare
from ansible_collections.kyoten.onramp.plugins.plugin_utils.play.action import OnrampAction
from ansible_collections.kyoten.onramp.plugins.plugin_utils.play.health import HealthAction
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import Problem
from tests.unit.plugins.plugin_utils.intent.sites import inputs

ROOT = Path(__file__).parents[4]


def test_from_intent_to_job_and_a_warning_in_words_nothing_is_read() -> None:
    read, imported = seen("prepared")
    assert (read, imported) == ([], [])


def test_a_device_that_may_need_no_change_does_not_ask_for_its_health() -> None:
    _read, imported = seen("unprepared")
    assert any(".design.virtual_connect" in name for name in imported)
    assert not any(".health." in name for name in imported)


@pytest.fixture
def thawed() -> Iterator[None]:
    """Nothing is kept from the garbage collector, before and after."""
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
@pytest.mark.parametrize(("kind", "given"), [(OnrampAction, {}), (HealthAction, {"SYSTEM": "virtual_connect"})])
def test_what_is_loaded_with_an_action_is_not_looked_through_for_garbage_again(kind: type, given: dict[str, str]) -> None:
    assert gc.get_freeze_count() == 0
    type("ActionModule", (kind,), {**given, "DOCUMENTATION": ""})
    assert gc.get_freeze_count() > 1000


def seen(how: str) -> tuple[list[str], list[str]]:
    """What ``main`` tells, of a process of its own: in this one, other tests have read everything."""
    done = subprocess.run([sys.executable, "-m", __name__, how], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    read, imported = json.loads(done.stdout)
    return read, imported


def main(how: str) -> None:
    """Tell which files are read, and which modules imported, for a host."""
    given = inputs("reference")
    if how == "prepared":
        prepare(["virtual_connect"])
    read, known = list[str](), set(sys.modules)
    sys.addaudithook(lambda event, args: read.append(args[0]) if event == "open" and isinstance(args[0], str) else None)
    intents, _problems = check_all(["virtual_connect"], given)
    host = next(iter(intents["virtual_connect"]))
    job(host, designs(["virtual_connect"], intents, host))
    line(Problem("KO-VC011", host=host, details={"cpe": host}))
    print(json.dumps([read, sorted(set(sys.modules) - known)]))


if __name__ == "__main__":
    main(sys.argv[1])
