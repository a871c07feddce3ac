"""The modules that ask for a system's health have it at hand before Ansible forks for each host."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.play import health


def test_a_system_is_prepared_when_its_module_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(health, "prepare", asked.append)
    type("Action", (health.HealthAction,), {"SYSTEM": "biztel"})
    assert asked == [["biztel"]]
