"""How long a plan takes: ``python -m tests.benchmarks.bench_diff``. Prints milliseconds of CPU (``--json``: as JSON), asserts nothing.

Beside it hier_config reads the same two texts and computes its remediation.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import Part, plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.driver import load_driver
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.ownership import load_ownership

DRIVER = load_driver("ios_xe")
WAN = "GigabitEthernet0/0/0"
FIXTURE = Path(__file__).parents[1] / "unit" / "fixtures" / "running" / "one_cpe.cfg"


def foreign(lines: int) -> str:
    """About so many lines of a customer's: interfaces, access lists, route-maps, prefix-lists, routes."""
    piece = (
        "interface GigabitEthernet1/0/{n}\n description port {n}\n switchport mode access\n spanning-tree portfast\n!\n"
        "ip access-list extended LIST-{n}\n 10 permit tcp any host 10.0.0.{n} eq 443\n 20 permit udp any any eq 53\n 30 deny ip any any\n!\n"
        "route-map RM-{n} permit 10\n match ip address LIST-{n}\n set local-preference 200\n!\n"
        "ip prefix-list PL-{n} seq 5 permit 10.{m}.0.0/16\nip route 10.{m}.{h}.0 255.255.255.0 10.1.0.{m}\n"
    )
    return "".join(piece.format(n=n, m=n % 250, h=n // 250) for n in range(max(lines // 16, 1)))


def owned(lines: int) -> str:
    """The reference configuration, filled up to so many lines of ours with prefix-list entries."""
    text = FIXTURE.read_text(encoding="utf-8")
    more = lines - text.count("\n")
    return "".join(f"ip prefix-list VC-LAN seq {5 * n} permit 10.{n // 250}.{n % 250}.0/24\n" for n in range(1, more + 1)) + text


def part(text: str) -> Part:
    """A part that wants ``text``."""
    tunnels = [{"wan": {"interface": WAN}, "vrf": {"transport": None}}]
    design = {"mark": "kyoten:virtual_connect:osaka-hub", "router_id": "203.0.113.5", "tunnels": tunnels, "wan_acls": [], "nat_exempt_acls": []}
    return Part("virtual_connect", text, load_ownership("ios_xe", "virtual_connect", design))


def cost(work: Callable[[], Any], rounds: int) -> float:
    """The least CPU milliseconds of one call."""
    best = float("inf")
    for _turn in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best * 1000


def hier(running: str, intended: str) -> None:
    """The same texts through hier_config."""
    from hier_config import Platform, WorkflowRemediation, get_hconfig

    workflow = WorkflowRemediation(get_hconfig(Platform.CISCO_IOS, running), get_hconfig(Platform.CISCO_IOS, intended))
    str(workflow.remediation_config)


def figures(total: int, mine: int) -> dict[str, float]:
    """Milliseconds of CPU for a running configuration of ``total`` lines, ``mine`` of which are ours."""
    ours, theirs = owned(mine), foreign(total - mine)
    uplink = f"interface {WAN}\n ip address 203.0.113.2 255.255.255.252\n"
    running = theirs + ours.replace(f"interface {WAN}\n", uplink)
    texts = {"no_change": running, "one_line": running.replace(" ip mtu 1400", " ip mtu 1390", 1), "install": f"{uplink}!\n{theirs}"}
    rounds = 5 if total > 5_000 else 10
    found = {name: cost(partial(plan, DRIVER, text, [part(ours)]), rounds) for name, text in texts.items()}
    return {"lines": total, "owned": mine, **found, "hier_config": cost(partial(hier, running, ours), 2)}


def main() -> None:
    """Print the table."""
    found = [figures(total, mine) for total, mine in ((300, 103), (3_000, 103), (3_000, 300), (3_000, 1_000), (15_000, 1_000), (30_000, 1_000))]
    if "--json" in sys.argv:
        print(json.dumps(found))
        return
    columns = list(found[0])
    print(" ".join(f"{column:>12}" for column in columns), "  ms CPU")
    for item in found:
        print(" ".join(f"{item[column]:>12,.0f}" if column in columns[:2] else f"{item[column]:>12.2f}" for column in columns))


if __name__ == "__main__":
    main()
