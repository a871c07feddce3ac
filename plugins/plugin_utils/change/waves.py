# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which devices go when: sizes such as ``[1, "5%", "25%", "100%"]``, read as Ansible reads ``serial``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..problem import OnrampError, Problem

_PERCENT = re.compile(r"(\d{1,3})\s*%")


def split(hosts: Sequence[str], sizes: Sequence[object]) -> list[list[str]]:
    """``hosts`` in waves of these sizes. A percentage is of all hosts, at least one; the last size is repeated until nobody is left.

    ``OnrampError`` (KO-RO001) names every size that is neither a whole number from 1 nor a percentage from 1% to 100%.
    """
    counts = [_count(size, len(hosts)) for size in sizes]
    wrong = [Problem("KO-RO001", f"waves[{at}]", sizes[at]) for at, count in enumerate(counts) if count is None]
    if wrong or not counts:
        raise OnrampError(wrong or [Problem("KO-RO001", "waves", list(sizes))])
    return list(_waves(hosts, [count for count in counts if count]))


def limit(given: object, hosts: int) -> int:
    """How many failures are borne: a whole number from 0, or a percentage of ``hosts`` rounded down. ``OnrampError`` KO-RO002."""
    text = str(given).strip()
    share = _PERCENT.fullmatch(text)
    if isinstance(given, bool) or not ((share and int(share[1]) <= 100) or re.fullmatch(r"\d{1,6}", text)):
        raise OnrampError([Problem("KO-RO002", "max_failures", given)])
    return hosts * int(share[1]) // 100 if share else int(text)


def _count(size: object, total: int) -> int | None:
    """How many hosts a size means, None when it means nothing."""
    text = str(size).strip()
    share = _PERCENT.fullmatch(text)
    if share and 1 <= int(share[1]) <= 100:
        return max(total * int(share[1]) // 100, 1)
    return int(text) if not isinstance(size, bool) and re.fullmatch(r"0*[1-9]\d{0,5}", text) else None


def _waves(hosts: Sequence[str], counts: Sequence[int]) -> Iterator[list[str]]:
    begin, wave = 0, 0
    while begin < len(hosts):
        end = begin + counts[min(wave, len(counts) - 1)]
        yield list(hosts[begin:end])
        begin, wave = end, wave + 1
