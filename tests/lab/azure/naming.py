"""What resources may be called, and where they may be (AZ-32)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .address import Address
from .refusal import Refusal, no_reference
from .resource import Resource, references

if TYPE_CHECKING:
    from .cloud import Cloud

LOCATIONS = ("japaneast", "japanwest", "eastus", "eastus2", "westus2", "westeurope", "northeurope", "southeastasia", "koreacentral")
_NAME = re.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?")
_ELSEWHERE = ("localNetworkGateways",)  # what may be in another region than the resource that names it


def check_name(address: Address) -> None:
    """`Refusal`: Azure takes no such name."""
    if not _NAME.fullmatch(address.name):
        text = f"Resource name {address.name} is invalid. The name can be up to 80 characters long. It must begin with a word character"
        rest = "and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'."
        raise Refusal(400, "InvalidResourceName", f"{text}, {rest}")


def place(text: str, kind: str) -> str:
    """A region as Azure writes it. `Refusal`: there is none of that name."""
    found = text.lower().replace(" ", "")
    if found not in LOCATIONS:
        said = f"The provided location '{text}' is not available for resource type '{kind}'. List of available regions for the resource type is"
        raise Refusal(400, "LocationNotAvailableForResourceType", f"{said} '{','.join(LOCATIONS)}'.")
    return found


def check_references(cloud: Cloud, made: Resource) -> None:
    """`Refusal` (AR-52): what it names is not there, or in another region."""
    for text, kind in references(made):
        found = cloud.named(text, kind)
        if found is None or (kind not in _ELSEWHERE and _far(cloud, made, found)):
            raise no_reference(text, made.address.id)


def _far(cloud: Cloud, made: Resource, found: Resource) -> bool:
    """A part of a resource is where the whole is; what has no region of its own may name anything (a peering)."""
    parent = found.address.parent
    whole = cloud.resources[parent.key] if parent else found
    return "location" in made.body and made.body["location"] != whole.body["location"]
