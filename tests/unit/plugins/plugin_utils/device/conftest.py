"""A FortiGate for each test, one certificate for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.plugins.plugin_utils.device.fortigate import FortiGate, serving, write_certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1, signed by itself."""
    return write_certificate(tmp_path_factory.mktemp("tls") / "fortigate.pem")


@pytest.fixture
def fortigate(certificate: Path) -> Iterator[FortiGate]:
    """As delivered."""
    with serving(FortiGate(), certificate) as device:
        yield device
