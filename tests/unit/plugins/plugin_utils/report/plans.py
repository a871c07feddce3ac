"""Plans for the tests of what people read of them."""

from __future__ import annotations

from typing import Any

from tests.unit.plugins.plugin_utils.design.sites import one_cpe

MSS = " interface Tunnel{number}\n- ip tcp adjust-mss 1350\n+ ip tcp adjust-mss {mss}"


def entry(status: str = "would_change", **changes: Any) -> dict[str, Any]:
    """What a plan says of one host."""
    one = {"status": status, "lines": 0, "site": "osaka-hub", "platform": "ios_xe", "problems": [], "touched": [], "disturbs": []}
    return {**one, **changes}


def mss(number: int = 101, **changes: Any) -> dict[str, Any]:
    """A host whose tunnel gets another MSS."""
    return entry(**{"lines": 2, "touched": [[f"interface Tunnel{number}", "changed"]], **changes})


def plan(hosts: dict[str, dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """The data of a plan."""
    made = {"format": 1, "run": "20261127T084258Z-1f3a", "time": 1795768978.0, "systems": ["virtual_connect"], "read": True}
    return {**made, "hosts": hosts, **changes}


def branch(number: int, **changes: Any) -> dict[str, Any]:
    """The site of ``branch-<number>``, with AS and tunnel numbers of its own."""
    own = {"tunnels__all__cpe": f"branch-{number}", "tunnels__all__local__asn": 65000 + number, "tunnels__dc1__number": 100 + number}
    return one_cpe(name=f"site-{number}", **own, **changes)
