"""Names of Azure resources: paths and ids, in which upper and lower case count the same (AR-20, AR-92)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PROVIDER = "Microsoft.Network"


@dataclass(frozen=True)
class Address:
    """A resource: `kind` is its type below the provider (`virtualNetworks/subnets`), `names` one name per level."""

    subscription: str
    group: str
    kind: str
    names: tuple[str, ...]

    @property
    def id(self) -> str:
        """As Azure writes it."""
        pairs = zip(self.kind.split("/"), self.names, strict=True)
        return f"{self.scope}/" + "/".join(f"{kind}/{name}" for kind, name in pairs)

    @property
    def scope(self) -> str:
        """What stands before the type."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}/providers/{PROVIDER}"

    @property
    def key(self) -> str:
        """The same for every spelling."""
        return self.id.lower()

    @property
    def name(self) -> str:
        """Its own."""
        return self.names[-1]

    @property
    def parent(self) -> Address | None:
        """The resource that it is a part of."""
        if len(self.names) == 1:
            return None
        return Address(self.subscription, self.group, self.kind.rpartition("/")[0], self.names[:-1])

    def child(self, kind: str, name: str) -> Address:
        """A part of it."""
        return Address(self.subscription, self.group, f"{self.kind}/{kind}", (*self.names, name))


def resource(subscription: str, group: str, tail: Sequence[str], kinds: Sequence[str]) -> tuple[Address, list[str]] | None:
    """What `type/name/type/name/..` behind the provider names, and what is left of it: an action, or a type to list. None: no such type."""
    spelled = {kind.lower(): kind for kind in kinds}
    names: list[str] = []
    kind, rest = "", list(tail)
    while len(rest) >= 2 and (deeper := spelled.get(f"{kind}/{rest[0]}".lstrip("/").lower())):
        kind, names, rest = deeper, [*names, rest[1]], rest[2:]
    return (Address(subscription, group, kind, tuple(names)), rest) if names else None


def of_id(text: str, kinds: Sequence[str]) -> Address | None:
    """What an id names; None when it is none."""
    parts = [part for part in text.split("/") if part]
    words = [part.lower() for part in parts]
    if len(parts) < 8 or (words[0], words[2], words[4], words[5]) != ("subscriptions", "resourcegroups", "providers", PROVIDER.lower()):
        return None
    found = resource(parts[1], parts[3], parts[6:], kinds)
    return found[0] if found and not found[1] else None
