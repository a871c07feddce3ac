"""The execution environment as far as it can be made where no registry is in reach: its definition, its context, what goes into it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent


def run(folder: Path, *command: str) -> str:
    """What the command prints, in ``folder``, with nothing of the user's."""
    environment = {"HOME": str(folder), "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "ANSIBLE_CONFIG": str(folder / "none.cfg"), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ansible-builder makes of the definition and of the collection, built as the page says."""
    folder = tmp_path_factory.mktemp("environment")
    (folder / "none.cfg").touch()
    shutil.copy(ROOT / "execution-environment.yml", folder)
    run(folder, "ansible-galaxy", "collection", "build", "--output-path", "build", str(ROOT))
    run(folder, "ansible-builder", "create", "-f", "execution-environment.yml", "-c", "context")
    return folder / "context"


def test_ansible_builder_takes_the_definition(context: Path) -> None:
    (file,) = [path for name in ("Containerfile", "Dockerfile") if (path := context / name).exists()]
    core, runner = (_range(name, package) for name, package in (("requirements.txt", "ansible-core"), ("requirements-dev.txt", "ansible-runner")))
    assert f'ARG ANSIBLE_INSTALL_REFS="{core} {runner}"' in file.read_text(), "the ranges are those of the collection"


def test_the_collection_is_installed_from_the_context_and_brings_its_python_packages(context: Path, tmp_path: Path) -> None:
    (tmp_path / "none.cfg").touch()
    options = ("--no-deps", "--offline", "--force", "-p", str(tmp_path / "collections"))  # its dependencies come from Galaxy
    shutil.copytree(context / "_build", tmp_path / "build")
    requirements = tmp_path / "build" / "requirements.yml"
    shutil.copytree(tmp_path / "build" / "collection", tmp_path / "collection")  # the build's working directory is the context
    run(tmp_path, "ansible-galaxy", "collection", "install", "-r", str(requirements), *options)
    introspect = str(context / "_build" / "scripts" / "introspect.py")
    found = yaml.safe_load(run(tmp_path, sys.executable, introspect, "introspect", str(tmp_path / "collections")))
    ours = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if not line.startswith(("#", "ansible-core"))]
    assert [line.partition("  #")[0] for line in found["python"]] == ours
    assert found["system"] == []


def _range(file: str, package: str) -> str:
    (found,) = [line for line in (ROOT / file).read_text().splitlines() if line.startswith(f"{package}>")]
    return found
