# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One command-line session on a device: log in, run commands, configure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from . import refusals
from .channel import Answers, Channel
from .errors import DeviceError
from .masking import Mask, mask_reply, mask_values, mask_words
from .route import login_name
from .target import Target
from .transport import SshTransport, Transport

BATCH = 2000  #: bytes of configuration lines typed ahead of the replies


class Session:
    """A shell in which every reply is known to belong to its line. Made by ``open_session``.

    ``user`` is the login name, ``host`` the inventory name. All methods raise ``DeviceError``; after kinds lost, timeout, question and
    protocol the session is closed (``alive`` is false).
    """

    def __init__(self, target: Target, transport: Transport, mask: Mask = mask_words) -> None:
        self.host, self.user = target.name, login_name(target)
        self._target = target
        self._mask = mask_values(mask, target.secrets)
        self._timeout = target.command_timeout
        self._channel = Channel(transport, target.name, self._mask)

    def start(self) -> None:
        """After the shell is open: find the prompt, switch paging and wrapping off (IX-01), raise the privilege where asked (IX-05)."""
        self._channel.await_prompt(self._timeout)
        length, _width = self._channel.exchange(["terminal length 0", "terminal width 0"], self._timeout)
        if refusals.of_command(length):
            self._channel.exchange(["screen-length 0"], self._timeout)  # refused as well: pages are turned as they come
        if self._target.wants_enable and self._mark() == ">":
            self._enable()

    @property
    def alive(self) -> bool:
        """Whether the session can still be used."""
        return self._channel.alive

    @property
    def privileged(self) -> bool:
        """Whether the prompt is that of privileged mode."""
        return self._mark() == "#"

    @property
    def configuring(self) -> bool:
        """Whether the prompt is that of a configuration mode."""
        prompt = self._channel.prompt
        return prompt is not None and bool(prompt.mode)

    def run(self, command: str, timeout: float | None = None, answers: Answers = (), *, check: bool = True) -> str:
        """The reply to one command, without echo and prompt.

        ``answers`` are (regular expression, text) for questions such as ``Destination filename [startup-config]?``, each given once.
        A refusal (IX-03) raises kind refused_command, unauthorised or locked, unless ``check`` is false; a note does not.
        """
        reply = self._channel.exchange([command.strip()], timeout or self._timeout, answers)[0]
        code = refusals.of_command(reply) if check else None
        if code:
            raise DeviceError(code, self.host, line=self._mask(command), reply=self._mask(reply.strip()))
        return reply

    def run_all(self, commands: Sequence[str]) -> list[str]:
        """The replies to several commands, also where one is refused. They are typed at once as soon as it is sure that no page stop can eat them."""
        replies: list[str] = []
        while len(replies) < len(commands):
            rest = commands[len(replies) :]
            replies += self._channel.exchange(rest if self._channel.unpaged else rest[:1], self._timeout)
        return replies

    def enter_configuration(self, command: str = "configure terminal") -> str:
        """Enter configuration mode; the device's words. Kinds: read_only, locked, unauthorised, else refused_command."""
        try:
            reply = self.run(command)
        except DeviceError as error:
            if error.kind == "refused_command" and self._mark() == ">":
                raise DeviceError("KO-DV012", self.host, reply=error.reply) from None
            raise
        return reply

    def leave_configuration(self) -> None:
        """Back to privileged mode; nothing is sent when there already."""
        if self.configuring:
            self.run("end")

    def configure(self, lines: Sequence[str], timeout: float | None = None, batch: int = BATCH) -> None:
        """In configuration mode: send ``lines`` (indentation, blank lines and comments are left out), ``batch`` bytes at a time.

        The first refused line raises (``line`` masked, ``index`` in ``lines``, ``reply``). Lines after it in the same batch have been typed
        by then: the caller undoes the whole, or gives ``batch=1`` for line by line.
        """
        for group in _batches(lines, batch):
            typed = [line for index, line in group]
            for name in (line.split()[1] for line in typed if line.startswith("hostname ")):
                self._channel.expect_name(name)
            replies = self._channel.exchange(typed, timeout or self._timeout)
            for (index, line), reply in zip(group, replies, strict=True):
                code = refusals.of_line(reply)
                if code:
                    raise DeviceError(code, self.host, line=self._mask(line), index=index, reply=mask_reply(self._mask, line, reply.strip()))

    def close(self) -> None:
        """End the session without a word; never raises."""
        self._channel.close()

    def _mark(self) -> str:
        prompt = self._channel.prompt
        return prompt.mark if prompt else ""

    def _enable(self) -> None:
        answers = [(r"[Pp]assword: ?$", self._target.enable_password)] if self._target.enable_password else []
        try:
            reply = self._channel.exchange(["enable"], self._timeout, answers)[0]
        except DeviceError as error:
            raise DeviceError("KO-DV005", self.host, reply="") if error.kind == "question" else error from None
        if self._mark() != "#":
            raise DeviceError("KO-DV005", self.host, reply=self._mask(reply.removeprefix("Password:").strip()))


def open_session(target: Target, mask: Mask = mask_words, connect: Callable[[Target], Transport] = SshTransport) -> Session:
    """Log in to ``target``. ``mask`` hides secrets in quoted lines; ``connect`` makes the transport. Raises ``DeviceError``."""
    session = Session(target, connect(target), mask)
    try:
        session.start()
    except BaseException:
        session.close()
        raise
    return session


def _batches(lines: Sequence[str], size: int) -> Iterator[list[tuple[int, str]]]:
    """The lines that say something, with their indexes, in groups of about ``size`` bytes."""
    group: list[tuple[int, str]] = []
    length = 0
    for index, raw in enumerate(lines):
        line = raw.strip()
        if not line or line.startswith("!"):
            continue
        if group and length + len(line) >= size:
            yield group
            group, length = [], 0
        group.append((index, line))
        length += len(line) + 1
    if group:
        yield group
