# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an earlier run, or somebody else, left on a device (IX-63, IX-71)."""

from __future__ import annotations

import time

from ..problem import OnrampError, Problem
from .device import Device
from .journal import Entry, Journal
from .outcome import Options

_GRACE = 300.0  # seconds from the journal's record to the armed timer, at most: a slow router, a clock set meanwhile


def recover(device: Device, host: str, journal: Journal, last: Entry | None, options: Options) -> list[Problem]:
    """Clear the way for a run; ``last`` is where an earlier one stopped.

    A timer armed by a killed run of ours is let go back at once; one of anybody else is refused (KO-CH002). Of somebody else with our login,
    such as a worker on another machine, is one that runs when that of the killed run must long have fired.
    """
    pending = device.pending()
    if pending is None:
        return _tell(host, last, "KO-CH004")
    if last is None or pending.user != device.user or _must_have_fired(journal, last):
        raise OnrampError([Problem("KO-CH002", host=host, value=pending.user, details={"minutes": pending.minutes})])
    if options.check_mode:
        return _tell(host, last, "KO-CH005")
    journal.write("reverting", after=last.phase, of=last.run)
    device.revert()
    journal.write("done", status="reverted_earlier_run")
    return _tell(host, last, "KO-CH003")


def _must_have_fired(journal: Journal, last: Entry) -> bool:
    """Whether the timer of the run that wrote ``last`` cannot run any more. A journal that does not say how long it lasts is believed."""
    armed = [entry for entry in journal.entries() if entry.run == last.run and entry.phase == "arming" and "minutes" in entry.facts]
    return bool(armed) and time.time() > armed[-1].time + armed[-1].facts["minutes"] * 60.0 + _GRACE


def _tell(host: str, last: Entry | None, code: str) -> list[Problem]:
    if last is None:
        return []
    return [Problem(code, host=host, level="warning", details={"run": last.run, "phase": last.phase})]
