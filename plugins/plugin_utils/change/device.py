# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the change room asks of a device that carries its own revert timer. ``device/ios_xe.py`` is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ..problem import Problem


class Device(Protocol):
    """A device over one session at a time. Every method raises ``OnrampError`` when the device refuses or is lost.

    ``shows_running`` is the command whose output is the running configuration.
    """

    shows_running: str

    @property
    def user(self) -> str:
        """The login name, as the device shows it for a timer of ours."""

    @property
    def guard(self) -> str:
        """What takes an unconfirmed change back: ``revert timer``, ``rollback timer``, or ``scheduled restart``, which costs minutes."""

    @property
    def notes(self) -> list[Problem]:
        """What was noticed while arming and is worth knowing, such as changes of others that nobody has saved."""

    def connect(self) -> None:
        """Open the first session."""

    def reconnect(self, within: float) -> None:
        """Close what is open and open a NEW session, trying again for ``within`` seconds."""

    def close(self) -> None:
        """End the session; never raises."""

    def ask(self, command: str) -> str:
        """The output of an operational command, also when the device answers with an error text."""

    def ask_all(self, commands: Sequence[str]) -> dict[str, str]:
        """The outputs of several such commands, by command."""

    def running(self) -> str:
        """The running configuration."""

    def version(self) -> str:
        """What the device says of its platform and software."""

    def pending(self) -> Any | None:
        """The armed revert timer (``.user``, ``.minutes``), or None."""

    def require_guard(self) -> None:
        """Raise unless a revert timer can be armed (IX-40)."""

    def arm(self, minutes: int, accept_unsaved: bool = False) -> None:
        """Arm the revert timer and enter configuration mode. ``accept_unsaved``: where only a restart guards, it may lose what nobody saved."""

    def apply(self, lines: Sequence[str]) -> None:
        """Send configuration lines in that mode and leave it."""

    def confirm(self) -> None:
        """Cancel the timer, keeping what was applied; raises when it has fired already (IX-44)."""

    def revert(self) -> None:
        """Return to the configuration before ``arm`` at once."""

    def save(self) -> None:
        """Make the running configuration the one that a reload reads."""
