"""What is attached to subnets: route tables and network security groups (AZ-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..resource import Resource
from .kind import Kind, in_use

if TYPE_CHECKING:
    from ..cloud import Cloud


class Attached(Kind):
    """It stays as long as a subnet has it; `code`: of that refusal."""

    def __init__(self, code: str) -> None:
        self._code = code

    def removable(self, cloud: Cloud, found: Resource) -> None:
        users = cloud.users(found.address.key)
        if users:
            raise in_use(self._code, found.address.id, users)

    def served(self, cloud: Cloud, found: Resource) -> dict[str, Any]:
        users = cloud.users(found.address.key)
        return {"subnets": [{"id": each.address.id} for each in users]} if users else {}
