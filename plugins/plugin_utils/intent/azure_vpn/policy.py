# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""IKE and IPsec policies that both ends take (R16, R17; AZ-40)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...design.azure_vpn.policy import FIELDS, PRESETS, not_at_aws, weak
from ...problem import Problem
from ..view import View


def complete(site: View) -> Iterator[Problem]:
    """R16: a policy of one's own has all eight fields, and only then does it count."""
    given = site["custom_policy"]
    if site["ipsec_policy"] == "custom":
        missing = [name for name in FIELDS if name in given and given[name] is None]
        yield from (site.problem("KO-AZ116", f"custom_policy.{name}") for name in missing)
    elif any(value is not None for value in given.values()):
        yield site.problem("KO-AZ116H", "ipsec_policy")


def galois(site: View) -> Iterator[Problem]:
    """R16: GCM is encryption and integrity in one."""
    policy = _policy(site)
    pair = policy.get("ipsecEncryption") or "", policy.get("ipsecIntegrity") or ""
    if all(pair) and pair[0] != pair[1] and any(name.startswith("GCM") for name in pair):
        yield site.problem("KO-AZ116B", "custom_policy.ipsecIntegrity", other=pair[0])


def common(site: View) -> Iterator[Problem]:
    """R16: within what AWS takes."""
    if site["peer.kind"] == "generic":
        return
    for name, allowed in not_at_aws(_policy(site)).items():
        yield site.problem("KO-AZ116D", f"custom_policy.{name}", allowed=", ".join(allowed))


def strong(site: View) -> Iterator[Problem]:
    """AZ-40: what works but is weak is told."""
    if site["ipsec_policy"] == "default":
        yield site.warning("KO-AZ116G", "ipsec_policy")
    found = weak(_policy(site))
    if found:
        yield site.warning("KO-AZ116F", "ipsec_policy", fields=", ".join(found))


def selectors(site: View) -> Iterator[Problem]:
    """R17: selectors count only when they are switched on; AWS takes one pair."""
    given = site["traffic_selector_policies"]
    if given and not site["use_policy_based_traffic_selectors"]:
        yield site.problem("KO-AZ117", "traffic_selector_policies", other=site.at("use_policy_based_traffic_selectors"))
    pairs = sum(len(each.get("local", ())) * len(each.get("remote", ())) for each in given)
    if pairs > 1 and site["peer.kind"] != "generic":
        yield site.problem("KO-AZ117B", "traffic_selector_policies", count=pairs)


def _policy(site: View) -> dict[str, Any]:
    """The fields that are known; none for Azure's own list."""
    name = site["ipsec_policy"]
    if name == "custom":
        return {key: value for key, value in site["custom_policy"].items() if value is not None}
    return dict(PRESETS.get(name, {}))


SITE = [complete, galois, common, strong, selectors]
