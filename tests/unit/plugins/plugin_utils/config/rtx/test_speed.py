"""A plan costs little: a fleet's routers are planned many at a time."""

from __future__ import annotations

import time
from collections.abc import Callable

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import plan
from tests.unit.plugins.plugin_utils.config.rtx.model import Device
from tests.unit.plugins.plugin_utils.config.rtx.sites import RTX, SITE, part


def fastest(work: Callable[[], object]) -> float:
    """CPU seconds, the best of several: a busy machine is no defect."""

    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _round in range(20))


def test_a_plan_of_three_hundred_lines_costs_no_more_than_so_much_plain_python() -> None:
    """By the speed of the machine itself: less than writing sixty thousand numbers."""
    text = Device(SITE + "".join(f"ip filter {3000 + n} reject 10.{n // 250}.{n % 250}.0/24 * tcp * {n + 100}\n" for n in range(280))).show()
    wanted = part()
    assert len(text.splitlines()) >= 300
    assert plan(RTX, text, [wanted]).commands
    assert fastest(lambda: plan(RTX, text, [wanted])) <= fastest(lambda: [str(number) for number in range(60_000)])
