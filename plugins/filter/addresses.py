# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters over ``plugin_utils.design.addresses``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..plugin_utils.design.addresses import split_prefix
from ..plugin_utils.design.interconnect.published import customer_prefix
from ..plugin_utils.play.filters import filter_of


class FilterModule:
    """``split_prefix`` and ``public_cidr``."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name; each has its documentation in a YAML file beside this one."""
        return {"split_prefix": filter_of(split_prefix), "public_cidr": filter_of(customer_prefix)}
