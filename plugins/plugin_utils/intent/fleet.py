# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""All hosts together, as the rules across hosts see them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .view import View


@dataclass(frozen=True)
class Fleet:
    """Every host of the inventory, and the views of the sites that hosts carry.

    ``unsure`` are hosts whose site could not be read or was not looked at; whether they carry one is not judged.
    """

    hosts: tuple[str, ...]
    sites: tuple[View, ...]
    unsure: frozenset[str] = frozenset()

    @cached_property
    def named(self) -> dict[str, list[View]]:
        """The copies of every site, by its name."""
        found: dict[str, list[View]] = {}
        for site in self.sites:
            if "name" in site.data:
                found.setdefault(site["name"], []).append(site)
        return found
