"""Where the threads of a fleet run: together on one core, and nobody else with them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils import one_core

pytestmark = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is one core only")


def cores() -> set[int]:
    """Where this thread may run."""
    return os.sched_getaffinity(0)


def test_threads_that_stay_are_on_the_core_of_the_process_and_the_others_go_where_they_like():
    before, core = cores(), one_core.here()
    with ThreadPoolExecutor(2, initializer=one_core.stay, initargs=(core,)) as pool:
        assert [each.result() for each in [pool.submit(cores) for _one in range(4)]] == [{core}] * 4
    assert core in before
    assert cores() == before


def test_a_thread_that_leaves_may_run_where_the_process_may():
    before = cores()
    with ThreadPoolExecutor(1, initializer=one_core.stay, initargs=(one_core.here(),)) as pool:
        pool.submit(one_core.leave).result()
        assert pool.submit(cores).result() == before


def test_a_core_that_cannot_be_had_is_no_error():
    before = cores()
    with ThreadPoolExecutor(1, initializer=one_core.stay, initargs=(100_000,)) as pool:
        assert pool.submit(cores).result() == before
    with ThreadPoolExecutor(1, initializer=one_core.stay, initargs=(None,)) as pool:
        assert pool.submit(cores).result() == before


def test_a_system_that_does_not_tell_is_no_error(monkeypatch):
    monkeypatch.setattr(one_core.Path, "read_text", lambda *args, **kwargs: "")
    assert one_core.here() is None
    monkeypatch.delattr(one_core.os, "sched_setaffinity")
    one_core.stay(0)
    one_core.leave()
