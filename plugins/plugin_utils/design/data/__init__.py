# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Published numbers and tables as YAML, each with its source; nothing here is computed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ... import data_file


@cache
def load(name: str) -> dict[str, Any]:
    """The table ``<name>.yml`` beside this file. Shared and cached: do not change what you get."""
    found: dict[str, Any] = data_file.read(Path(__file__).with_name(f"{name}.yml"))
    return found
