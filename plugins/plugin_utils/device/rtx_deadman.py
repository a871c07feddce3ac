# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where a revision has no rollback timer: a restart at a time to come, which returns to the saved configuration (RX-45, RX-46)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from .errors import DeviceError
from .rtx_console import Console
from .rtx_text import body, clock

_LEAST_MINUTES = 5
_FIRST, _LAST = 65001, 65009  # numbers of schedules that we may take
_USED = re.compile(r"^\s*schedule at (\d+) ", re.MULTILINE)
_OURS = re.compile(r"^\s*schedule at (\d+) \d+/\d+ \d+:\d+(?::\d+)? \* restart\s*$", re.MULTILINE)  # on one date, which no customer's is


class Deadman:
    """A scheduled restart of ours. The device repeats it every year, so it is always taken away."""

    def __init__(self, number: int) -> None:
        self._number = number

    @classmethod
    def left(cls, running: str) -> list[Deadman]:
        """Those in the configuration: of runs that were killed before they could take them away."""
        return [cls(int(number)) for number in _OURS.findall(running) if _FIRST <= int(number) <= _LAST]

    @classmethod
    def arm(cls, console: Console, minutes: int, accept_unsaved: bool) -> Deadman:
        """Schedule it. Raises kind unsaved when the restart would lose what nobody saved, protocol when the clock cannot be read."""
        running = console.run("show config")
        if not accept_unsaved and body(running) != body(_saved(console)):
            raise DeviceError("KO-DV040", console.host)
        now = clock(running)
        number = next((each for each in range(_FIRST, _LAST + 1) if str(each) not in _USED.findall(running)), None)
        if now is None or number is None:
            raise DeviceError("KO-DV041", console.host)
        console.run(f"schedule at {number} {moment(now, minutes)} * restart")
        for left in cls.left(running):  # after ours: whatever a killed run has typed is never without a guard
            left.disarm(console)
        return cls(number)

    def disarm(self, console: Console) -> None:
        """Take it away, and see that it is gone: a saved one would restart the device each year."""
        console.run(f"no schedule at {self._number}", check=False)
        if f"schedule at {self._number} " in console.run("show config | grep schedule", check=False):
            raise DeviceError("KO-DV042", console.host)

    def fire(self, console: Console) -> None:
        """Restart now instead of waiting; what is unsaved is not kept."""
        try:
            console.run("restart", answers=[(r"\(Y/N\)", "N")] * 2, check=False)
        except DeviceError:
            pass  # it hangs up: that is what was asked for
        finally:
            console.close()


def moment(now: datetime, minutes: int) -> str:
    """``M/D HH:MM``, at least five whole minutes ahead by the device's own clock, over midnight and the end of the year."""
    ahead = now.replace(second=0) + timedelta(minutes=max(minutes, _LEAST_MINUTES) + 1)
    return f"{ahead.month}/{ahead.day} {ahead:%H:%M}"


def _saved(console: Console) -> str:
    """The configuration that a restart reads. The device asks for both passwords before it shows it (RX-29)."""
    return console.run("show config 0", answers=console.passwords, check=False)
