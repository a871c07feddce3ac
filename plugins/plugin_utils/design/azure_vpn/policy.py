# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""IKE and IPsec policies in Azure's words, and what AWS takes of them (section 7 of the requirements; AZ-40 to AZ-42)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...problem import OnrampError, Problem
from ..data import load

#: the eight fields, in the order of Azure's documentation
FIELDS = (
    "saLifeTimeSeconds", "saDataSizeKilobytes", "ipsecEncryption", "ipsecIntegrity", "ikeEncryption", "ikeIntegrity", "dhGroup", "pfsGroup",
)  # fmt: skip
PRESETS: dict[str, dict[str, Any]] = load("azure_vpn")["presets"]
_OF_AWS = {
    "ikeEncryption": "Phase1EncryptionAlgorithms", "ikeIntegrity": "Phase1IntegrityAlgorithms", "dhGroup": "Phase1DHGroupNumbers",
    "ipsecEncryption": "Phase2EncryptionAlgorithms", "ipsecIntegrity": "Phase2IntegrityAlgorithms", "pfsGroup": "Phase2DHGroupNumbers",
}  # fmt: skip


def not_at_aws(policy: Mapping[str, Any]) -> dict[str, list[str]]:
    """The fields whose value AWS does not take, each with what it takes."""
    allowed: dict[str, list[str]] = load("azure_vpn")["aws"]
    return {name: values for name, values in allowed.items() if policy.get(name) is not None and policy[name] not in values}


def weak(policy: Mapping[str, Any]) -> list[str]:
    """``dhGroup DHGroup2`` for each field that works but should be better."""
    return [f"{name} {policy[name]}" for name, values in load("azure_vpn")["weak"].items() if policy.get(name) in values]


def policy_of(site: Mapping[str, Any]) -> dict[str, Any] | None:
    """The eight fields that a site asks for; None for Azure's own list."""
    name = site["ipsec_policy"]
    return None if name == "default" else dict(site["custom_policy"] if name == "custom" else PRESETS[name])


def vpn_policy_intersection(azure: Mapping[str, Sequence[str]], aws: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
    """What both ends offer, by Azure's field, the best first (AZ-41).

    ``azure``: field (``dhGroup``) → values in Azure's words; a field that is missing offers all. ``aws``: option of AWS
    (``Phase1DHGroupNumbers``) → values in AWS's words (``AES256``, ``SHA2-256``, 14), or ``{"Value": ..}`` as its API answers.
    """
    offered = {name: _both(name, azure.get(name), aws.get(option)) for name, option in _OF_AWS.items()}
    empty = [Problem("KO-AZ041", name, details={"option": _OF_AWS[name]}) for name, values in offered.items() if not values]
    if empty:
        raise OnrampError(empty)
    return offered


def _both(name: str, azure: Sequence[str] | None, aws: Sequence[Any] | None) -> list[str]:
    known: list[str] = load("azure_vpn")["aws"][name]
    there = None if aws is None else {_in_azure_words(name, each.get("Value") if isinstance(each, Mapping) else each) for each in aws}
    return [value for value in known if (azure is None or value in azure) and (there is None or _canonical(value) in there)]


def _in_azure_words(name: str, value: Any) -> Any:
    """What is no word of AWS's stays as it is: nothing of Azure's is like it."""
    text = str(value)
    if name.endswith("Group"):
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else text
    words = load("azure_vpn")["aws_words"]["encryption" if name.endswith("Encryption") else "integrity"]
    return words.get(text, text)


def _canonical(value: str) -> Any:
    return load("azure_vpn")["groups"].get(value, value)
