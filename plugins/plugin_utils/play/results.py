# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What rooms return, as the keys of a task's result. No secret passes here: commands are masked by the platform's driver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..change.outcome import Report
from ..config.change import Change
from ..config.model import Language
from ..health.show import as_data, finding_lines, lines


def change_keys(change: Change | None, driver: Language, with_diff: bool) -> dict[str, Any]:
    """``commands`` and, in diff mode, ``diff``."""
    if change is None:
        return {}
    keys: dict[str, Any] = {"commands": [driver.mask(command) for command in change.commands]}
    if with_diff and change.diff:
        keys["diff"] = {"prepared": change.diff}
    return keys


def health_keys(reports: Sequence[Report], language: str) -> dict[str, Any]:
    """``health`` (lines to read) and ``verdicts`` (data)."""
    if not reports:
        return {}
    return {
        "health": [text for report in reports for text in (*lines(report.verdict, language), *finding_lines(report.findings, language))],
        "verdicts": [as_data(report.verdict, report.findings, language) for report in reports],
    }
