# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The YAML files beside the code: rules and words as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's takes a tenth of the time; a run reads 3,000 lines before it begins


@cache
def read(path: Path) -> Any:
    """What stands in a YAML file, read once: nobody writes into it."""
    return parse(path.read_text(encoding="utf-8"))


def read_all(folder: Path, pattern: str = "*.yml") -> None:
    """Read the files of a folder, for whoever forks afterwards."""
    for path in folder.glob(pattern):
        read(path)


def parse(text: str) -> Any:
    """YAML text as plain data."""
    return yaml.load(text, _LOADER)  # noqa: S506 -- a safe loader, in C
