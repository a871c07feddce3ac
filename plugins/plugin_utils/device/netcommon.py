# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A session by way of ``ansible.netcommon.network_cli``: for hosts that use that connection already.

Its helper process finds prompts and errors in its own way (IX-02, IX-03), sends line by line and waits after each; what it refuses comes
back as an error text, which is sorted here into our kinds. The only file of the rooms that knows Ansible.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ansible.module_utils.connection import Connection
from ansible.module_utils.connection import ConnectionError as HelperError

from . import refusals
from .channel import Answers
from .errors import DeviceError
from .ios_xe import IosXe
from .masking import Mask, mask_reply, mask_words

_GONE = re.compile(r"(?i)socket|connection (?:was )?(?:closed|reset|lost)|broken pipe|not connected|unable to connect|timed? ?out|timeout|rpc")
_LOGIN = re.compile(r"(?i)authenticat|access denied|permission denied|host is unknown|host key|ssh connection failed")
_PASSES = 10.0  # s that the helper may take to end


class NetcommonSession:
    """The same doors as ``Session``, over the helper's socket; ``timeout`` is ignored, the helper has its own (ansible_command_timeout)."""

    def __init__(self, connection: Any, host: str, user: str = "", mask: Mask = mask_words) -> None:
        self.host, self.user = host, user
        self._rpc, self._mask = connection, mask
        self.alive = True

    @property
    def privileged(self) -> bool:
        """Whether the prompt is that of privileged mode."""
        return self._prompt().endswith("#")

    @property
    def configuring(self) -> bool:
        """Whether the prompt is that of a configuration mode."""
        return self._prompt().endswith(")#")

    def run(self, command: str, timeout: float | None = None, answers: Answers = (), *, check: bool = True) -> str:
        """The reply to one command; see ``Session.run``."""
        prompt, answer = [each[0] for each in answers] or None, [each[1] for each in answers] or None
        try:
            reply = str(self._rpc.get(command=command.strip(), prompt=prompt, answer=answer))
        except HelperError as error:
            text = self._told(error)
            if check:
                raise DeviceError(refusals.of_command(text) or "KO-DV014", self.host, line=self._mask(command), reply=self._mask(text)) from None
            return text
        return self._checked(command, reply) if check else reply

    def run_all(self, commands: Sequence[str]) -> list[str]:
        """The replies to several commands, also where one is refused."""
        return [self.run(command, check=False) for command in commands]

    def configure(self, lines: Sequence[str], timeout: float | None = None) -> None:
        """In configuration mode: send the lines one by one; see ``Session.configure``."""
        for index, raw in enumerate(lines):
            line = raw.strip()
            if not line or line.startswith("!"):
                continue
            try:
                reply = str(self._rpc.get(command=line))
                code = refusals.of_line(reply)
            except HelperError as error:
                reply = self._told(error)
                code = refusals.of_line(reply) or "KO-DV009"
            if code:
                shown = mask_reply(self._mask, line, reply.strip())
                raise DeviceError(code, self.host, line=self._mask(line), index=index, reply=shown) from None

    def leave_configuration(self) -> None:
        """Back to privileged mode; nothing is sent when there already."""
        if self.configuring:
            self.run("end")

    def close(self) -> None:
        """The helper keeps the session: a NEW one is asked of ``restart``."""
        self.alive = False

    def _prompt(self) -> str:
        try:
            return str(self._rpc.get_prompt()).strip()
        except HelperError as error:
            raise _failure(self.host, str(error), self._mask) from None

    def _checked(self, command: str, reply: str) -> str:
        code = refusals.of_command(reply)
        if code:
            raise DeviceError(code, self.host, line=self._mask(command), reply=self._mask(reply.strip()))
        return reply

    def _told(self, error: Exception) -> str:
        """What the device said, out of the helper's error; raises when it was the connection that failed."""
        text = str(error)
        if refusals.of_command(text) or refusals.of_line(text) or not (_GONE.search(text) or _LOGIN.search(text)):
            return text
        self.alive = False
        raise _failure(self.host, text, self._mask) from None


def _failure(host: str, text: str, mask: Mask) -> DeviceError:
    """The helper's own failure, by its words."""
    reason = mask(" ".join(text.split())[:200])
    return DeviceError("KO-DV027" if _LOGIN.search(text) else "KO-DV026", host, reason=reason)


def netcommon_device(plugin: Any, mask: Mask = mask_words, name: str = "") -> IosXe:
    """The router behind a task's network_cli connection plugin; each session after the first is a NEW one. ``name`` is the inventory's."""
    host, user = name or plugin.get_option("host"), plugin.get_option("remote_user") or ""
    fresh = [True]

    def open_session() -> NetcommonSession:
        """The task's own session the first time, after that a new one each time."""
        path = plugin.socket_path if fresh[0] else restart(plugin)
        fresh[0] = False
        return NetcommonSession(Connection(path), host, user, mask)

    return IosXe(open_session, user=user, mask=mask)


def restart(plugin: Any) -> str:
    """End the helper process of a network_cli connection, and with it its SSH session, and start another; the new socket's path."""
    from ansible.executor.task_executor import start_connection

    old = Path(plugin.socket_path)
    with contextlib.suppress(HelperError):
        Connection(str(old)).close()
    deadline = time.monotonic() + _PASSES
    while old.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        plugin._socket_path = start_connection(plugin._play_context, plugin.get_options(), plugin._task_uuid)
    except Exception as error:  # whatever the helper's start may raise is a failed connection
        raise _failure(plugin.get_option("host"), str(error), mask_words) from None
    return str(plugin._socket_path)
