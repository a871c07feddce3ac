# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A module's arguments, checked against its own DOCUMENTATION: they are written once."""

from __future__ import annotations

from typing import Any

from .. import data_file

_SPEC_KEYS = ("type", "elements", "choices", "default", "required")


def argument_spec(documentation: str) -> dict[str, Any]:
    """The argument spec that a module's DOCUMENTATION (YAML text) describes."""
    return _spec(data_file.parse(documentation).get("options", {}))


def _spec(options: dict[str, Any]) -> dict[str, Any]:
    return {name: _entry(option) for name, option in options.items()}


def _entry(option: dict[str, Any]) -> dict[str, Any]:
    entry = {key: option[key] for key in _SPEC_KEYS if key in option}
    if "suboptions" in option:
        entry["options"] = _spec(option["suboptions"])
    return entry
