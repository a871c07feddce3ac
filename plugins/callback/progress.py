# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Callback plugin ``kyoten.onramp.progress``: a fleet on its way, while its one task runs."""

from __future__ import annotations

DOCUMENTATION = r"""
name: progress
author: kyoten.onramp founders (@kyoten-onramp)
type: aggregate
short_description: Shows a rollout while it runs
version_added: 0.1.0
description:
  - M(kyoten.onramp.rollout), M(kyoten.onramp.plan) and M(kyoten.onramp.rollback) drive a whole fleet from one task, of which Ansible itself shows
    nothing before it ends. This plugin shows the waves, how many routers are done, which are in work and in which phase, and which failed.
  - On a terminal it is a table that changes as the run goes on. In a log it is a few plain lines - one for each wave, gate, pause and router that
    failed, and a line of counts every 10 seconds at most.
  - While no such task runs, the plugin does nothing.
requirements:
  - enabled with C(callbacks_enabled = kyoten.onramp.progress), as in the C(ansible.cfg) of the collection's repository
  - rich >= 13 for the table; without it, plain lines are shown
options:
  display:
    description:
      - V(auto) shows the table where standard output is a terminal, and lines elsewhere, also where E(CI) is set or E(TERM) is V(dumb).
      - V(live) wants the table whatever E(CI) and E(TERM) say; without a terminal there are lines.
      - V(plain) shows lines, V(none) nothing.
    type: str
    choices: [auto, live, plain, none]
    default: auto
    ini:
      - section: callback_kyoten_progress
        key: display
    env:
      - name: KYOTEN_ONRAMP_PROGRESS_DISPLAY
  events_file:
    description: A file that every event is appended to, as one JSON object per line. It is made with mode 0600.
    type: path
    ini:
      - section: callback_kyoten_progress
        key: events_file
    env:
      - name: KYOTEN_ONRAMP_PROGRESS_EVENTS_FILE
  language:
    description: English or Japanese. Without it, what C(onramp_language) says as an extra variable, else English.
    type: str
    choices: [en, ja]
    ini:
      - section: callback_kyoten_progress
        key: language
    env:
      - name: KYOTEN_ONRAMP_PROGRESS_LANGUAGE
  rows:
    description: How many of the routers in work the table names; those that have been in their phase for the longest time come first.
    type: int
    default: 10
    ini:
      - section: callback_kyoten_progress
        key: rows
    env:
      - name: KYOTEN_ONRAMP_PROGRESS_ROWS
  actions:
    description: The actions that are listened to.
    type: list
    elements: str
    default: [kyoten.onramp.rollout, kyoten.onramp.plan, kyoten.onramp.rollback]
    ini:
      - section: callback_kyoten_progress
        key: actions
    env:
      - name: KYOTEN_ONRAMP_PROGRESS_ACTIONS
"""

import atexit
import contextlib
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from ansible import constants as C  # noqa: N812 - its usual name
from ansible.plugins.callback import CallbackBase
from ansible.utils.color import ANSIBLE_COLOR

if TYPE_CHECKING:  # every playbook loads this plugin, few drive a fleet: the rest is loaded with the first such task
    from ..plugin_utils.report.board import Board, EventsFile
    from ..plugin_utils.report.events import Listener
    from ..plugin_utils.report.live import Live
    from ..plugin_utils.report.progress_lines import Line

SOCKET = "KYOTEN_ONRAMP_PROGRESS"  #: where the workers, which inherit it, find the listener


class CallbackModule(CallbackBase):
    """Listens from just before a worker is forked for one of our actions until the last of them has its result."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "kyoten.onramp.progress"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._workers = 0  # of our actions, on their way
        self._language = ""
        self._listener: Listener | None = None
        self._board: Board | None = None

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """Only an extra variable is the same for every host."""
        given = play.get_variable_manager().extra_vars.get("onramp_language")
        self._language = given if given in ("en", "ja") else ""

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        """In the main process, before the fork."""
        if self._is_ours(task):
            self._workers += 1
            self._open()

    def v2_runner_on_ok(self, result: Any) -> None:
        """The task's end, like the three below."""
        self._ended(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Also when the gate closed."""
        self._ended(result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """A worker that died, for one."""
        self._ended(result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        """``when`` is judged in the worker."""
        self._ended(result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Whatever happened to the results."""
        self._close()

    def _is_ours(self, task: Any) -> bool:
        """By its full name, or by the last word of it, as ``collections:`` lets people write."""
        action, ours = str(task.action), self.get_option("actions")
        return action in ours or ("." not in action and any(name.endswith(f".{action}") for name in ours))

    def _ended(self, result: Any) -> None:
        if self._is_ours(result.task):
            self._workers -= 1
            if self._workers <= 0:
                self._close()

    def _open(self) -> None:
        display = self.get_option("display")
        if self._listener or (display == "none" and not self.get_option("events_file")):
            return
        from ..plugin_utils.report.board import Board
        from ..plugin_utils.report.events import Listener

        live = self._live() if display == "live" or (display == "auto" and _is_for_people()) else None
        say = _nothing if display == "none" else self._log if live else self._say
        self._board = Board(say, self.get_option("language") or self._language, live, self._events_file())
        try:
            self._listener = Listener(self._guarded(self._board.take), self._guarded(self._board.tick))
        except OSError as error:
            self._board.close()
            self._display.warning(f"The progress of the rollout cannot be shown: {error}")
            return
        os.environ[SOCKET] = self._listener.path
        atexit.register(self._close)

    def _close(self) -> None:
        """Nothing of it is left: thread, socket, folder, variable."""
        listener, board, self._listener, self._board, self._workers = self._listener, self._board, None, None, 0
        if listener and board:
            atexit.unregister(self._close)
            if os.environ.get(SOCKET) == listener.path:
                del os.environ[SOCKET]
            listener.close()
            self._guarded(board.close)()

    def _guarded(self, function: Any) -> Any:
        """A fault in the display is told once, and never stops anything."""

        def called(*args: Any) -> None:
            try:
                function(*args)
            except Exception as error:
                self._display.warning(f"The progress of the rollout is not shown in full: {type(error).__name__}: {error}")

        return called

    def _events_file(self) -> EventsFile | None:
        from ..plugin_utils.report.board import EventsFile

        path = self.get_option("events_file")
        try:
            return EventsFile(path) if path else None
        except OSError as error:
            self._display.warning(f"The events of the rollout cannot be written: {error}")
        return None

    def _live(self) -> Live | None:
        """None where there is no terminal, or no library."""
        streams = [stream for stream in (sys.stdout, sys.stderr) if stream.isatty()]
        if sys.stdout not in streams:
            return None
        from ..plugin_utils.report.live import Live
        from ..plugin_utils.report.picture import Picture
        from ..plugin_utils.report.progress_panel import MISSING

        if MISSING:
            self._display.warning(f"The progress of the rollout is shown as plain lines: {MISSING} (pip install 'rich>=13,<16')")
            return None
        lock = getattr(self._display, "_lock", None) or threading.RLock()  # Ansible writes and forks under it
        return Live(Picture(streams, lock), bool(ANSIBLE_COLOR), self.get_option("rows"))

    def _say(self, line: Line) -> None:
        """A log wants its lines now, not when Ansible's buffer is full."""
        color = {"good": C.COLOR_OK, "bad": C.COLOR_ERROR}.get(line.tone)
        self._display.display(line.text, color=color)
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()

    def _log(self, line: Line) -> None:
        """Beside the table, for ``log_path``."""
        self._display.display(line.text, log_only=True)


def _nothing(line: Line) -> None:
    """For ``display: none`` with a file of events."""


def _is_for_people() -> bool:
    return os.environ.get("CI", "").lower() in ("", "0", "false", "no") and os.environ.get("TERM", "dumb") != "dumb"
