"""A running lab for each test process, as delivered for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.azure_lab import AzureLab
from tests.integration.branch import SPEED, Branch, restore, start
from tests.integration.command_line import CommandLine
from tests.integration.remote_lab import RemoteLab


@pytest.fixture(scope="session")
def _lab() -> Iterator[tuple[RemoteLab, dict[str, int]]]:
    with RemoteLab(SPEED) as lab:
        yield lab, lab.do(start)


@pytest.fixture
def branch(_lab: tuple[RemoteLab, dict[str, int]], tmp_path: Path) -> Iterator[Callable[..., Branch]]:
    """``branch("osaka-r1")``: that router, as delivered; with the systems that it carries, of Virtual Connect alone when none is named."""
    lab, ports = _lab
    lab.do(restore)
    yield lambda host, *systems: Branch(lab, host, ports[host], tmp_path, *systems)


@pytest.fixture
def osaka(branch: Callable[[str], Branch]) -> Branch:
    """The one-CPE site."""
    return branch("osaka-r1")


@pytest.fixture
def ansible(_lab: tuple[RemoteLab, dict[str, int]], tmp_path: Path) -> CommandLine:
    """Ansible's commands on the lab's routers, as delivered."""
    lab, ports = _lab
    lab.do(restore)
    return CommandLine(lab, ports, tmp_path)


@pytest.fixture(scope="session")
def _azure_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AzureLab]:
    lab = AzureLab(tmp_path_factory.mktemp("azure"), 300)
    yield lab
    lab.stop()


@pytest.fixture
def azure_lab(_azure_lab: AzureLab) -> AzureLab:
    """The lab's Azure, as delivered."""
    _azure_lab.restore()
    return _azure_lab
