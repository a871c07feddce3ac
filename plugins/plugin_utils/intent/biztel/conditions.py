# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules that hold only under a condition of the whole host."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ...problem import Problem
from ..view import Rule, View, judge


def when_present(rules: Sequence[Rule]) -> Rule:
    """The rules as one that is silent when everything is to be taken away."""
    return _when(lambda site: site.root.get("biztel_state") != "absent", rules)


def on_platform(platform: str, rules: Sequence[Rule]) -> Rule:
    """The rules as one that is silent on other platforms."""
    return _when(lambda site: site.root.get("biztel_platform") == platform, rules)


def _when(holds: Callable[[View], bool], rules: Sequence[Rule]) -> Rule:
    def _rule(site: View) -> Iterator[Problem]:
        if holds(site):
            yield from judge(rules, site)

    return _rule
