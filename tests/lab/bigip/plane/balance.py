"""Which member a request goes to: what sticks, then the method of the pool (BP-66, BP-67, BP-69)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .network import Address
from .settings import Member, Persistence


@dataclass
class Record:
    """A key that sticks to a member; `used` is when last."""

    virtual: str
    member: str
    used: float
    timeout: float
    made: float


class Records:
    """Persistence of all virtual servers, by virtual server and key; times are the lab's."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._records: dict[tuple[str, str], Record] = {}

    def find(self, virtual: str, key: str) -> Record | None:
        """The living record of a key; asking is using."""
        found = self._records.get((virtual, key))
        if found is None or found.used + found.timeout <= self._now():
            self._records.pop((virtual, key), None)
            return None
        found.used = self._now()
        return found

    def stick(self, virtual: str, key: str, member: str, persistence: Persistence) -> None:
        """From now on the key is that member's."""
        self._records[virtual, key] = Record(virtual, member, self._now(), persistence.timeout, self._now())

    def forget(self, virtual: str, key: str) -> None:
        """The key sticks to none."""
        self._records.pop((virtual, key), None)

    def living(self) -> list[tuple[str, Record]]:
        """Every key with its record."""
        now = self._now()
        self._records = {place: each for place, each in self._records.items() if each.used + each.timeout > now}
        return [(key, each) for (_virtual, key), each in self._records.items()]

    def clear(self) -> None:
        """None is left."""
        self._records.clear()


class Chooser:
    """The memory of the methods of load balancing, by pool."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}
        self._weights: dict[tuple[str, str], int] = {}

    def choose(self, pool: str, method: str, members: Iterable[Member], flows: Callable[[Address], int]) -> Member | None:
        """A member that takes new requests."""
        able = [member for member in members if member.takes]
        if not able:
            return None
        if method.startswith("ratio"):
            return self._by_ratio(pool, able)
        if method.startswith("least-connections"):
            return min(able, key=lambda member: flows(member.address))
        return self._in_turn(pool, able)

    def _in_turn(self, pool: str, able: list[Member]) -> Member:
        last = self._last.get(pool, "")
        keys = [member.key for member in able]
        at = (keys.index(last) + 1) % len(able) if last in keys else 0
        self._last[pool] = keys[at]
        return able[at]

    def _by_ratio(self, pool: str, able: list[Member]) -> Member:
        """Smoothly: whoever is owed most."""
        for member in able:
            self._weights[pool, member.key] = self._weights.get((pool, member.key), 0) + member.ratio
        best = max(able, key=lambda member: self._weights[pool, member.key])
        self._weights[pool, best.key] -= sum(member.ratio for member in able)
        return best
