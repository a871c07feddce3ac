# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The other CPE of a site must carry the phones while this one is changed (VC-65)."""

from __future__ import annotations

from ..problem import OnrampError, Problem
from .device import Device
from .outcome import Options, Subject
from .verify import sample


def peer_problems(device: Device, host: str, subject: Subject, options: Options) -> list[Problem]:
    """Empty when ``device``, the other CPE ``host``, carries calls now; it is looked at, never changed."""
    try:
        device.connect()
        found = subject.health.healthy_peer(subject.design, sample(device, subject, options))
        why = [found] if found else []
    except OnrampError as error:
        why = error.problems
    finally:
        device.close()
    return [*why, Problem("KO-CH011", value=host)] if why else []
