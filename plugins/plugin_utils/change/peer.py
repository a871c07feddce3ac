# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The other CPE of a site must carry the phones while this one is changed (VC-65)."""

from __future__ import annotations

from dataclasses import replace

from ..problem import OnrampError, Problem
from .device import Device
from .outcome import Options, Subject
from .verify import WELL, verify


def peer_problems(device: Device, host: str, subject: Subject, options: Options) -> list[Problem]:
    """Empty when ``device``, the other CPE ``host``, is healthy now; it is looked at, never changed."""
    try:
        device.connect()
        reports = verify(device, [subject], replace(options, patience=0.0))
        ill = [report.verdict.status for report in reports if report.verdict.status not in WELL]
    except OnrampError as error:
        ill = [error.problems[0].code if error.problems else "unreachable"]
    finally:
        device.close()
    return [Problem("KO-CH011", value=host, details={"status": status}) for status in ill]
