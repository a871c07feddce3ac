# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a console says beyond refusals, in both languages: `texts.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("texts.yml").read_text(encoding="utf-8"))
    return found


def knows(key: str) -> bool:
    """Whether there is such a text."""
    return key in _texts()


def say(key: str, language: str, **values: object) -> str:
    """The text of a key in `en` or `ja`, its places filled."""
    return _texts()[key][language].format(**values)
