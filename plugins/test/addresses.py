# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tests over ``plugin_utils.design.addresses``."""

from __future__ import annotations

from collections.abc import Callable

from ..plugin_utils.design.interconnect.published import customer_prefix
from ..plugin_utils.play.filters import test_of


class TestModule:
    """``public_cidr``."""

    def tests(self) -> dict[str, Callable[..., bool]]:
        """By name; each has its documentation in a YAML file beside this one."""
        return {"public_cidr": test_of(customer_prefix)}
