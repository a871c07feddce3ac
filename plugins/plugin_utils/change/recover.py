# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an earlier run, or somebody else, left on a device (IX-63, IX-71)."""

from __future__ import annotations

from ..problem import OnrampError, Problem
from .device import Device
from .journal import Entry, Journal
from .outcome import Options


def recover(device: Device, host: str, journal: Journal, last: Entry | None, options: Options) -> list[Problem]:
    """Clear the way for a run; ``last`` is where an earlier one stopped.

    A timer armed by a killed run of ours is let go back at once; one of anybody else is refused (KO-CH002).
    """
    pending = device.pending()
    if pending is None:
        return _tell(host, last, "KO-CH004")
    if last is None or pending.user != device.user:
        raise OnrampError([Problem("KO-CH002", host=host, value=pending.user, details={"minutes": pending.minutes})])
    if options.check_mode:
        return _tell(host, last, "KO-CH005")
    journal.write("reverting", after=last.phase, of=last.run)
    device.revert()
    journal.write("done", status="reverted_earlier_run")
    return _tell(host, last, "KO-CH003")


def _tell(host: str, last: Entry | None, code: str) -> list[Problem]:
    if last is None:
        return []
    return [Problem(code, host=host, level="warning", details={"run": last.run, "phase": last.phase})]
