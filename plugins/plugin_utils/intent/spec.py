# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The schema: options of ``roles/<system>/meta/argument_specs.yml``, the one source of the input model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .. import data_file

#: systems whose site is not called ``<system>_site``
_OWN_NAMES = {"azure_vpn": "azure_vpn_gateway", "sip_load_balancer": "sip_load_balancer"}
_ROLES = Path(__file__).parents[3] / "roles"


@cache
def options(system: str) -> dict[str, Any]:
    """The role variables of ``system`` by name, each an entry as Ansible's argument specs have it."""
    text = (_ROLES / system / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    return data_file.parse(text)["argument_specs"]["main"]["options"]


def walk(entries: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every option with its dotted path, parents first."""
    for name, entry in entries.items():
        here = f"{path}.{name}" if path else name
        yield here, entry
        yield from walk(entry.get("options", {}), here)


def is_optional_group(entry: Mapping[str, Any]) -> bool:
    """A mapping none of whose options is required: left out, it stands for its defaults."""
    return entry["type"] == "dict" and "options" in entry and not any(option.get("required") for option in entry["options"].values())


def site_variable(system: str) -> str:
    """The variable without which a host carries nothing of ``system``."""
    return _OWN_NAMES.get(system, f"{system}_site")
