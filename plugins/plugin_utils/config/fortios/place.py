# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where our policies stand, and who takes their traffic before them (BZ-44, FO-31)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...problem import OnrampError, Problem
from ..objects import Store
from ..objects.model import Row
from .tables import POLICIES
from .traffic import Traffic

POLICY = "firewall/policy"
_PATH = "biztel_site.fortios.place_before"
_INSPECTING = ("voip-profile", "av-profile", "webfilter-profile", "dnsfilter-profile", "ips-sensor", "application-list", "ssl-ssh-profile")
Ours = Callable[[str, Row], bool]


def anchor(store: Store, place_before: str | None, ours: Ours) -> int | None:
    """The number of the policy before which ours are to stand, from its number or name. ``OnrampError``: there is none, or it is ours."""
    if place_before is None:
        return None
    row = store.find(POLICY, place_before) or next((row for row in store.rows(POLICY) if row.get("name") == place_before), None)
    if row is None or ours(POLICY, row):
        raise OnrampError([Problem("KO-BZ144" if row is None else "KO-BZ144B", _PATH, value=place_before)])
    return int(row["policyid"])


def in_front(store: Store, ours: Ours) -> Iterator[Problem]:
    """Other policies that stand before one of ours and take some of its traffic; what they do with it is told. Nothing is changed about them.

    KO-BZ144D: they stop it; KO-BZ144C: they let it through in their own way.
    """
    traffic = Traffic(store)
    for table in POLICIES:
        behind: list[Row] = []
        taking: list[Row] = []
        for row in reversed(store.rows(table)):
            if ours(table, row):
                behind.append(row)
            elif row.get("status") != "disable" and any(traffic.overlap(row, mine) for mine in behind):
                taking.insert(0, row)
        for code, stops in (("KO-BZ144D", True), ("KO-BZ144C", False)):
            told = [f"{store.key(table, row)} ({row.get('name') or '-'}{_doing(row)})" for row in taking if (row.get("action") == "deny") is stops]
            if told:
                yield Problem(code, value=", ".join(told), level="warning", details={"table": table})


def _doing(row: Row) -> str:
    found = [name for name in _INSPECTING if row.get(name) not in (None, "", "no-inspection")] if row.get("utm-status") == "enable" else []
    return f": {', '.join(found)}" if found else ""
