#!/usr/bin/env python
"""Run Molecule scenarios on real containers: ``molecule.py [scenario]``, all of them by default.

Podman is given its own storage, networks and settings (nothing of the machine is changed, nothing of it is used): runc, because crun
refuses hybrid cgroups, and explicit limits, because raising them needs a capability that a sandbox may not have.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / "build" / "molecule"
NEEDED = ["podman", "runc", "netavark", "iptables", "mmdebstrap"]  # each a Debian package that holds a program of that name
CONTAINERS = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "{run}/libpod"
[network]
network_backend = "netavark"
network_config_dir = "{state}/networks"
"""
STORAGE = """\
[storage]
driver = "overlay"
graphroot = "{state}/storage"
runroot = "{run}/storage"
"""


def missing_packages() -> list[str]:
    """Those that are not here; netavark stands where podman looks for it, not on PATH."""
    path = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/usr/lib/podman", "/usr/libexec/podman"])
    return [program for program in NEEDED if not shutil.which(program, path=path)]


def podman_settings() -> dict[str, str]:
    """Write podman's two files and return the variables that point to them."""
    run = f"/run/kyoten-molecule-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"  # gone after a reboot, one for each clone
    settings = {}
    for variable, name, text in (("CONTAINERS_CONF", "containers.conf", CONTAINERS), ("CONTAINERS_STORAGE_CONF", "storage.conf", STORAGE)):
        path = STATE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(run=run, state=STATE), encoding="utf-8")
        settings[variable] = str(path)
    return settings


def main() -> int:
    """Exit like Molecule; say what is missing instead of failing in its middle."""
    if os.geteuid() != 0:
        print("make molecule needs root: containers with addresses of their own", file=sys.stderr)
        return 1
    if missing := missing_packages():
        print(f"make molecule needs: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    scenarios = ["--scenario-name", sys.argv[1]] if len(sys.argv) > 1 else ["--all"]
    # The collections are those of this virtual environment: Galaxy is not asked, and an installed kyoten.onramp does not shadow the clone.
    collections = next(Path(entry) for entry in sys.path if Path(entry, "ansible_collections", "kyoten").is_dir())
    environment = {**os.environ, **podman_settings(), "ANSIBLE_COLLECTIONS_PATH": str(collections)}
    return subprocess.run([str(Path(sys.executable).with_name("molecule")), "test", *scenarios], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
