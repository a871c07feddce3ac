"""One lab for all tests of this directory that need SSH; each test gets its routers as delivered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab import Lab
from tests.lab.__main__ import main
from tests.lab.ios_xe.router import Router


@pytest.fixture(scope="session")
def running_lab() -> Iterator[Lab]:
    """The sites of the topology."""
    with Lab() as lab:
        lab.start_topology()
        yield lab


@pytest.fixture
def lab(running_lab: Lab) -> Lab:
    """The lab with every router restored."""
    for router in running_lab.routers.values():
        router.restore()
        router.log.clear()
    return running_lab


@pytest.fixture
def osaka_r1(lab: Lab) -> Router:
    """osaka-r1 as delivered, listening."""
    return lab.routers["osaka-r1"]


@pytest.fixture
def service(tmp_path, capsys):
    """Runs an action against a lab of its own directory; stops it in the end."""
    directory, inventory = tmp_path / "build" / "lab", tmp_path / "inventories" / "lab" / "devices.yml"

    def run(action, *arguments):
        given = [action, *arguments, "--directory", str(directory), *(["--inventory", str(inventory)] if action == "start" else [])]
        status = main(given)
        return status, capsys.readouterr()

    run.directory, run.inventory = directory, inventory
    yield run
    main(["stop", "--directory", str(directory)])
