"""What a run has done is on disk before it goes on; only what it found to be well already need not be (VC-63)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal, new_run
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.run import Run, past


@pytest.mark.requirement("VC-63")
def test_only_an_unchanged_device_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    run = Run(tmp_path, new_run())
    run.write("begin", what="rollout", systems=["biztel"], waves=[["r1", "r2"]])
    for host, status, times in (("r1", "unchanged", 1), ("r2", "changed", 2), ("r2", "failed", 3), ("r2", "rolled_back", 4)):
        run.write("ended", host=host, status=status, failed=False, digest="d")
        assert len(synced) == times, status
    Journal(tmp_path, "r1", run.id).write("arming")
    assert len(synced) == 5
    assert set(past(tmp_path, run.id).ended) == {"r1", "r2"}
