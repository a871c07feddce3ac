# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is worked out for a VPN between Azure and AWS, as filters (AZ-41, AZ-50, AZ-62)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..plugin_utils.design.azure_vpn.apipa import azure_apipa_plan, azure_apipa_valid
from ..plugin_utils.design.azure_vpn.aws_document import aws_vpn_config
from ..plugin_utils.design.azure_vpn.policy import vpn_policy_intersection
from ..plugin_utils.play.filters import filter_of


class FilterModule:
    """``aws_vpn_config``, ``azure_apipa_plan``, ``azure_apipa_valid``, ``vpn_policy_intersection``."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name; the documentation of each is in a YAML file beside this one."""
        functions = (aws_vpn_config, azure_apipa_plan, azure_apipa_valid, vpn_policy_intersection)
        return {function.__name__: filter_of(function) for function in functions}
