#!/usr/bin/env python
"""Run ``ansible-test sanity`` on a copy of the collection, without any ignore file: ``sanity.py [ansible-test options]``.

ansible-test insists on a path that ends in ansible_collections/<namespace>/<name>, makes one virtual environment per test below HOME, and
drops every PIP_* variable. So the files go to build/sanity/, which is its HOME too, and pip's settings go into a pip.conf there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "sanity"
COPY = WORK / "ansible_collections" / "kyoten" / "onramp"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

# ansible-test downloads get-pip.py when it makes an environment. Where that host is out of reach, this stands in for it at the place that
# ansible-test itself names: Python brings a pip along, which installs the version asked for.
GET_PIP = """\
import subprocess, sys
subprocess.run([sys.executable, "-m", "ensurepip", "--default-pip"], check=True, stdout=subprocess.DEVNULL)
wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted], check=True)
"""
SAVE_AS = re.compile(r"can be manually downloaded and saved to: (\S+)")


def copy_files() -> None:
    """Copy what git tracks, or would track: no caches, no build products, no virtual environment."""
    shutil.rmtree(COPY, ignore_errors=True)
    listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    for name in filter(None, listing.stdout.decode().split("\0")):
        source, target = ROOT / name, COPY / name
        if source.exists() or source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    subprocess.run(["git", "init", "--quiet"], cwd=COPY, check=True)  # else ansible-test asks the clone above, which ignores build/


def write_pip_settings(home: Path) -> None:
    """Give ansible-test's pip the user's settings: the file they stand in, and the PIP_* variables as a second file."""
    config = Path(os.environ.get("PIP_CONFIG_FILE") or Path.home() / ".config" / "pip" / "pip.conf")
    link = home / ".config" / "pip" / "pip.conf"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    if config.is_file():
        link.symlink_to(config)
    settings = {key[4:].lower().replace("_", "-"): value for key, value in os.environ.items() if key.startswith("PIP_") and key != "PIP_CONFIG_FILE"}
    (home / ".pip").mkdir(exist_ok=True)
    (home / ".pip" / "pip.conf").write_text("[global]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items()), encoding="utf-8")


def ansible_test(arguments: list[str]) -> tuple[int, str]:
    """Run it, showing and returning what it prints."""
    environment = {**os.environ, "HOME": str(WORK), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [str(Path(sys.executable).with_name("ansible-test")), "sanity", "--python", PYTHON, "--color", "no", *arguments]
    lines = []
    with subprocess.Popen(command, cwd=COPY, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode, "".join(lines)


def main() -> int:
    """Exit like ansible-test."""
    copy_files()
    write_pip_settings(WORK)
    status, output = ansible_test(sys.argv[1:])
    missing = SAVE_AS.search(output)
    if status and missing:
        print("ansible-test could not download get-pip.py: using the pip that comes with Python")
        Path(missing.group(1)).parent.mkdir(parents=True, exist_ok=True)
        Path(missing.group(1)).write_text(GET_PIP, encoding="utf-8")
        return ansible_test(sys.argv[1:])[0]
    return status


if __name__ == "__main__":
    sys.exit(main())
