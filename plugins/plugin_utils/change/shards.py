# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which devices are whose when several workers share a rollout: every n-th site, its CPEs always together (VC-65)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..problem import OnrampError, Problem

_SHARD = re.compile(r"\s*([1-9]\d{0,3})\s*/\s*([1-9]\d{0,3})\s*")


def shard(hosts: Sequence[str], sites: Mapping[str, Sequence[str]], given: str) -> list[str]:
    """Those of ``hosts`` that ``given``, such as ``2/3``, means; in their order. ``sites`` names the CPEs of each host's sites.

    ``OnrampError`` KO-RO020 for what is no shard, or would be an empty one. All workers that are given the same hosts share them out alike.
    """
    found = _SHARD.fullmatch(given)
    number, of = (int(found[1]), int(found[2])) if found else (0, 0)
    mine = {host for unit in _units(hosts, sites)[number - 1 :: of] for host in unit} if 1 <= number <= of else set()
    if not mine:
        raise OnrampError([Problem("KO-RO020", "shard", given, details={"hosts": len(hosts)})])
    return [host for host in hosts if host in mine]


def _units(hosts: Sequence[str], sites: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The hosts in groups that stay together, in the order of each group's first host."""
    group = {host: [host] for host in hosts}
    for host in hosts:
        for other in sites.get(host, ()):
            if other in group and group[other] is not group[host]:
                group[host] += group[other]
                group.update(dict.fromkeys(group[other], group[host]))
    return list({id(each): each for each in map(group.__getitem__, hosts)}.values())
