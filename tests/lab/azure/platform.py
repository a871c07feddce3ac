"""Which Azure it is: how long things take, and what the sources leave open."""

from __future__ import annotations

from dataclasses import dataclass

VERSIONS = ("2023-11-01", "2024-01-01", "2024-03-01", "2024-05-01", "2024-07-01", "2024-10-01", "2025-01-01", "2025-03-01", "2026-03-01")
GROUP_VERSIONS = ("2021-04-01", "2022-09-01", "2023-07-01", "2024-03-01", "2024-07-01", "2024-11-01", "2025-04-01")
#: Seconds of the lab's time: quick for tests, realistic as far as known (AR-48). `linger`: how long a subnet stays in use when its gateway is gone
#: (AZ-97); `negotiate`: how long two ends of a tunnel talk before it is up.
_QUICK = {"create virtualNetworkGateways": 2.0, "linger": 0.2, "negotiate": 0.4, "": 0.2}
_REALISTIC = {
    "create virtualNetworkGateways": 2400.0, "write virtualNetworkGateways": 180.0, "delete virtualNetworkGateways": 600.0, "write connections": 30.0,
    "create connections": 30.0, "delete connections": 30.0, "key connections": 20.0, "linger": 60.0, "negotiate": 20.0, "": 10.0,
}  # fmt: skip


@dataclass
class Platform:
    """The defaults are the strict side. `realistic`: a gateway takes 40 minutes (of the lab's clock); `retry_after`: what answers about a running
    operation say; `lenient`: unknown members are passed over (AR-97); `busy_status`: of AR-53; `zones_late`: AR-63 comes as a failed operation;
    `strict_overlap`: equal prefixes of two local network gateways are refused (AR-96); `ignore_etags`: AR-95; `echo_key`: answers about a connection
    show its key (AR-40); `token_life`: seconds of the lab's time."""

    realistic: bool = False
    retry_after: int = 1
    lenient: bool = False
    busy_status: int = 429
    zones_late: bool = False
    strict_overlap: bool = False
    ignore_etags: bool = False
    echo_key: bool = False
    token_life: int = 3599

    def seconds(self, what: str) -> float:
        """How long `create type`, `write type`, `delete type`, `key connections`, `linger` or `negotiate` takes."""
        table = _REALISTIC if self.realistic else _QUICK
        return table.get(what, table[""])
