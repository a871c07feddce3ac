"""What an RTX says of itself, whatever language the controller speaks."""

from __future__ import annotations

import calendar
from datetime import datetime

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rtx_text import clock

_MONTHS = ["", *(f"{month}月" for month in range(1, 13))]


@pytest.mark.requirement("RX-27", "RX-45")
@pytest.mark.parametrize("head, moment", [
    ("# Reporting Date: Nov  3 16:04:53 2024", datetime(2024, 11, 3, 16, 4, 53)),
    ("# Reporting Date: Dec 31 23:59:00 2026", datetime(2026, 12, 31, 23, 59)),
    ("# Reporting Date: Foo 31 23:59:00 2026", None),
    ("# Reporting Date: Feb 31 23:59:00 2026", None),
    ("# RTX1210 Rev.14.01.40", None),
])  # fmt: skip
def test_the_clock_is_read_on_a_japanese_controller_too(head: str, moment: datetime | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("_strptime._getlang", lambda: ("ja_JP", "UTF-8"))
    monkeypatch.setattr(calendar, "month_abbr", _MONTHS)
    assert clock(f"# RTX1210 Rev.14.01.40 (Thu Nov  6 08:45:55 2014)\n{head}\n") == moment
