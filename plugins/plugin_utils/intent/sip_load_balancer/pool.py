# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The pool: members of one kind, each once, and how they are watched (SB-04, SB-05, SB-15)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...problem import Problem
from ..view import View

_FEWEST_CHECKS = 3


def each_once(site: View) -> Iterator[Problem]:
    """Address and port name a member (SB-03, SB-04)."""
    seen: dict[tuple[Any, Any], str] = {}
    for position, member in enumerate(site["pool.members"]):
        if member.get("address") is None or "port" not in member:
            continue
        key = f"pool.members[{position}]"
        other = seen.setdefault((member["address"], member["port"]), key)
        if other != key:
            yield site.problem("KO-SB003D", key, value=f"{member['address']}:{member['port']}", other=site.at(other))


def one_kind(site: View) -> Iterator[Problem]:
    """Proxies and user agents are never mixed (G 2.2, SB-05)."""
    roles = [(position, member["role"]) for position, member in enumerate(site["pool.members"]) if "role" in member]
    for position, role in roles[1:]:
        if role != roles[0][1]:
            first = site.at(f"pool.members[{roles[0][0]}].role")
            yield site.problem("KO-SB005", f"pool.members[{position}].role", value=role, first=first, other=roles[0][1])


def patience(site: View) -> Iterator[Problem]:
    """A member is not down for one lost packet (SB-15)."""
    interval, timeout = site["pool.monitor.interval"], site["pool.monitor.timeout"]
    least = _FEWEST_CHECKS * interval + 1
    if timeout < least:
        yield site.warning("KO-SB015", "pool.monitor.timeout", least=least, interval=interval)


def tests_the_application(site: View) -> Iterator[Problem]:
    """Only an OPTIONS request shows that WebOTX answers (SB-15)."""
    if site["pool.monitor.type"] != "sip":
        yield site.warning("KO-SB015B", "pool.monitor.type")


SITE = [each_once, one_kind, patience, tests_the_application]
