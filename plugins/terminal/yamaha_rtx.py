# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The console of a Yamaha RTX for ``ansible.netcommon.network_cli``; its helper process loads this by ``ansible_network_os``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.common.text.converters import to_bytes, to_text
from ansible.plugins.terminal import TerminalBase

from ..plugin_utils.config.driver import load_driver
from ..plugin_utils.device.masking import mask_reply
from ..plugin_utils.device.rtx_screen import decode, refusal, reply
from ..plugin_utils.device.rtx_session import Found, prepare, restore
from ..plugin_utils.message_table import line as message
from ..plugin_utils.problem import Problem

_MARK = rb"(?:pp(?:\d+|anonymous)|tunnel\d+){0,2}[>#] \Z"  # what follows the name in a prompt (RX-06), which may itself end like a context
_ANY_NAME = rb"[^\r\n]{0,64}?"
_CHARSETS = ("utf-8", "cp932", "euc_jp")  # RX-18
_REFUSED = re.compile(rb"(?:^|[\r\n])(?:Error: |" + b"|".join(re.escape("エラー".encode(charset)) for charset in _CHARSETS) + rb")")  # RX-23
_PAGER = rb"---\s*(?:more|" + b"|".join(re.escape("つづく".encode(charset)) for charset in _CHARSETS) + rb")\s*---[ \t]*\Z"  # RX-16
_RENAMES = re.compile(r"\s*(?:no\s+)?console\s+prompt\b", re.IGNORECASE)
_PASSWORD = rb"[Pp]assword: ?\Z"
_PASSWORDS = [rb"administrator [Pp]assword: ?\Z", rb"(?<!administrator )[Pp]assword: ?\Z"]  # RX-29


class _Always(list[bytes]):
    """One thing, as often as it is asked for: network_cli takes a question off its list once it is answered."""

    def pop(self, index: Any = -1) -> bytes:
        return self[index]


class TerminalModule(TerminalBase):
    """Prompts, errors, pages, and a console that is left as it was found (RX-13 to RX-17). Nothing is typed into a question that waits."""

    terminal_stdout_re = [re.compile(rb"(?:^|[\r\n])" + _ANY_NAME + _MARK)]
    terminal_stderr_re = [_REFUSED]
    ansi_re: list[Any] = []

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._console = _Console(self)
        self._found: Found | None = None

    def say(self, line: str, *, check: bool = True, prompt: Any = None, answer: Any = None, **how: Any) -> str:
        """The whole reply to one line without echo and prompt; pages are turned. A refusal raises unless ``check`` is false."""
        if not self.ready:
            question = decode(self._connection._last_recv_window or b"").rpartition("\n")[2].strip()
            raise AnsibleConnectionFailure(message(Problem("KO-DV015", details={"line": _masked(line), "question": _masked(question)})))
        if prompt is None:
            prompt, answer, how = _Always([_PAGER]), _Always([b" "]), {**how, "newline": False, "check_all": True}
        renames = _RENAMES.match(line)
        if renames:
            self._learn(_ANY_NAME)
        said = self._said(line, prompt=prompt, answer=answer, **how)
        if renames:
            self._learn()
        if check and refusal(said) is not None:
            shown = mask_reply(_masked, line, refusal(said) or "")
            raise AnsibleConnectionFailure(message(Problem("KO-DV014", details={"line": _masked(line), "reply": f"Error: {shown}"})))
        return said

    @property
    def ready(self) -> bool:
        """Whether the console waits for a line: netcommon forgets the prompt when it sends one."""
        return bool(self._get_prompt())

    def on_open_shell(self) -> None:
        """One character set, no pager, wide; from now on only this device's own prompt ends a reply: lines of a header begin with ``# `` too."""
        self._learn()
        self._found = prepare(self._console)

    @contextmanager
    def as_found(self) -> Iterator[None]:
        """The console's own lines while the block lasts: what is saved then holds none of ours."""
        found = self._found or ()
        restore(self._console, found)
        try:
            yield
        finally:
            if self.ready:
                prepare(self._console, found)

    def on_close_shell(self) -> None:
        """The console's own lines as they were. A session that is gone has nothing to put back; what waits for an answer is hung up on."""
        with suppress(AnsibleConnectionFailure, AttributeError, OSError):  # libssh's channel lacks what netcommon asks it after a loss
            if self._found is not None:
                restore(self._console, self._found)

    def on_become(self, passwd: str | None = None) -> None:
        """RX-08: with a password, or without where the user's attribute says so."""
        if self.administrator:
            return
        try:
            said = self.say("administrator", check=False, prompt=_PASSWORD, answer=(passwd or "").encode(), prompt_retry_check=True)
        except AnsibleConnectionFailure as error:
            said = to_text(error)
        if not self.administrator:
            raise AnsibleConnectionFailure(message(Problem("KO-DV005", details={"reply": refusal(said) or said.strip()})))

    def on_unbecome(self) -> None:
        """Back to a user; changes that nobody has saved stay in force unsaved (RX-09)."""
        if self.administrator:
            self.say("exit", prompt=rb"\(Y/N\)", answer=b"N", newline=False)

    @property
    def passwords(self) -> list[bytes]:
        """An administrator's and the login's; one that is not known here, or of no use to a user, is empty."""
        words = (self._connection._play_context.become_pass, self._connection.get_option("password"))
        return [(word or "").encode() if self.administrator else b"" for word in words]

    @property
    def administrator(self) -> bool:
        """Whether the prompt is an administrator's."""
        return (self._get_prompt() or b"").strip().endswith(b"#")

    def _learn(self, name: bytes | None = None) -> None:
        """Which prompts end a reply from now on: those of ``name``, a pattern; None: of the name in the prompt that stands there."""
        if name is None:
            name = re.escape(re.sub(_MARK, b"", self._get_prompt() or b"").strip(b"\r\n"))
        self.terminal_stdout_re = [re.compile(rb"(?:^|[\r\n])" + name + _MARK)]

    def _said(self, line: str, **asked: Any) -> str:
        try:
            said = decode(to_bytes(self._connection.send(command=line.encode(), strip_prompt=False, **asked) or "", errors="surrogate_or_strict"))
        except AnsibleConnectionFailure as error:
            said = _text(error)
            if not _REFUSED.search(said.encode()):
                raise
        broken = line in "".join(said.splitlines())[: len(line) + 1]  # an echo that stands on one line netcommon has removed
        return reply(f"{said.strip()} ", line if broken else "", self._console.columns)


class _Console:
    """The helper's shell, as ``rtx_session`` types into it."""

    def __init__(self, terminal: TerminalModule) -> None:
        self.columns = 80
        self._terminal = terminal

    def run(self, line: str, *, check: bool = True) -> str:
        """The reply; a refusal is one too unless ``check``."""
        return self._terminal.say(line, check=check)

    def take(self, settings: Sequence[str]) -> bool:
        """One after the other: netcommon waits for each prompt."""
        return not [line for line in settings if refusal(self.run(line, check=False)) is not None]

    def saved(self, pattern: str) -> str:
        """The lines of the saved configuration that match, for which both passwords are asked again (RX-29); else an error text."""
        words = self._terminal.passwords
        if not all(words):
            return "Error: not shown"
        try:
            return self._terminal.say(f"show config 0 | grep {pattern}", prompt=_Always(_PASSWORDS), answer=_Always(words), check_all=True)
        except AnsibleConnectionFailure as error:
            return f"Error: {error}"


def _text(error: AnsibleConnectionFailure) -> str:
    """What the device said; netcommon's error holds it as bytes, of which Ansible's makes their notation."""
    text = str(error)
    return decode(ast.literal_eval(text)) if re.match(r"b(?:'.*'|\".*\")\Z", text, re.DOTALL) else text


def _masked(text: str) -> str:
    return load_driver("yamaha_rtx").mask(text)
