# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where a system's part of a room is. Ansible compiles every file of a collection anew in each run, so only what a run asks for is imported."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


@cache
def part(room: str, system: str) -> Any:
    """The package ``<room>/<system>``, such as ``health/biztel``."""
    return import_module(f".{room}.{system}", __package__)
