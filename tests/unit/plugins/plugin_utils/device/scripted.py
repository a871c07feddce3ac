"""A scripted command line for these tests: in memory, or served over SSH. It imitates habits of a terminal, it is no router."""

from __future__ import annotations

import asyncio
import copy
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, repeat
from multiprocessing.connection import Connection
from pathlib import Path

import asyncssh

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError

MORE = " --More-- "
MODES = {"interface": "(config-if)", "router": "(config-router)", "crypto": "(config-crypto-map)"}


@dataclass
class Shell:
    """What one session does with what is typed. ``replies`` maps a command to its output (lines joined by ``\n``) or to a function of the shell."""

    hostname: str = "R1"
    banner: str = ""
    replies: dict[str, str | Callable[[Shell], str]] = field(default_factory=dict)
    privileged: bool = True
    enable: str | None = None
    paging_can_stop: bool = True
    screen_length: bool = False
    width: int = 0
    before_prompt: str = ""  # a log message between the output and the prompt
    after_prompt: str = ""  # and one behind the prompt
    questions: dict[str, tuple[str, str]] = field(default_factory=dict)  # command -> (question, output after the answer)
    mute: str = ""  # a command that is never answered
    die: str = ""  # a command during which the session ends
    typed: list[str] = field(default_factory=list)
    mode: str = ""
    length: int = 24
    dead: bool = False
    stuck: bool = False
    pending: str = ""
    asked: str | None = None
    pages: list[str] = field(default_factory=list)

    def greet(self) -> bytes:
        return (self.banner + self.prompt()).encode()

    def prompt(self) -> str:
        name = self.hostname[:20] if not self.mode else self.hostname[: max(8, 28 - len(self.mode))]
        return f"{name}{self.mode}{'#' if self.privileged else '>'}"

    def feed(self, text: str) -> Iterator[str]:
        """The output for one key stroke run: the lines in ``text`` (each ended), or answers to what is pending."""
        self.pending += text
        while self.pending and not self.dead and not self.stuck:
            if self.pages:
                key, self.pending = self.pending[0], self.pending[1:]
                yield from self._turn(key)
                continue
            line, newline, rest = self.pending.partition("\n")
            if not newline:
                return
            self.pending = rest
            yield from self._take(line)

    def _take(self, line: str) -> Iterator[str]:
        if self.asked is not None:
            command, self.asked = self.asked, None
            yield ("" if command == "enable" else line) + "\r\n" + self._answered(command, line)
        else:
            self.typed.append(line)
            yield self._echo(line) + "\r\n"
            if self.die and line == self.die:
                self.dead = True
                return
            if self.mute and line == self.mute:
                self.stuck = True
                return
            if line in self.questions or (line == "enable" and self.enable and not self.privileged):
                self.asked = line
                yield self.questions.get(line, ("Password: ",))[0]
                return
            yield from self._page(self._run(line.strip()))
            return
        yield self._end()

    def _answered(self, command: str, answer: str) -> str:
        if command != "enable":
            return self.questions[command][1].replace("\n", "\r\n")
        self.privileged = answer == self.enable
        return "" if self.privileged else "% Access denied\r\n"

    def _echo(self, line: str) -> str:
        if not self.width:
            return line
        text, room = line, self.width - len(self.prompt())
        pieces = [text[:room]]
        text = text[room:]
        while text:
            pieces.append(text[: self.width])
            text = text[self.width:]
        return "\r\n".join(pieces)

    def _end(self) -> str:
        before = f"{self.before_prompt}\r\n" if self.before_prompt else ""
        after = f"\r\n{self.after_prompt}\r\n" if self.after_prompt and self.typed[-1] else ""
        return before + self.prompt() + after

    def _page(self, output: str) -> Iterator[str]:
        lines = output.split("\n") if output else []
        if self.length and len(lines) > self.length:
            self.pages = lines
            yield from self._turn(" ", first=True)
        else:
            yield "".join(f"{line}\r\n" for line in lines) + self._end()

    def _turn(self, key: str, first: bool = False) -> Iterator[str]:
        if not first:
            yield "\b" * 9 + " " * 8 + "\b" * 9
        page, self.pages = self.pages[: self.length], self.pages[self.length:]
        yield "".join(f"{line}\r\n" for line in page) + (MORE if self.pages else self._end())

    def _run(self, line: str) -> str:
        """Output of one line; configuration is just remembered."""
        if line in self.replies:
            reply = self.replies[line]
            return reply if isinstance(reply, str) else reply(self)
        if (line == "terminal length 0" and self.paging_can_stop) or (line == "screen-length 0" and self.screen_length):
            self.length = 0
        elif line in ("terminal length 0", "screen-length 0"):
            return "                 ^\n% Invalid input detected at '^' marker.\n"
        elif line.startswith("hostname "):
            self.hostname = line.split()[1]
        elif line.startswith("configure terminal"):
            if not self.privileged:
                return "          ^\n% Invalid input detected at '^' marker.\n"
            self.mode = "(config)"
            return "Enter configuration commands, one per line.  End with CNTL/Z."
        elif line == "end":
            self.mode = ""
        elif self.mode:
            self.mode = MODES.get(line.split()[0] if line else "", self.mode)
        return ""


class Script:
    """A transport in memory. ``sizes`` are the pieces in which the bytes arrive; ``late`` turns lines of output into pauses."""

    def __init__(self, shell: Shell, sizes: Iterable[int] = (), pauses: tuple[bytes, ...] = ()) -> None:
        self.shell, self.closed = shell, False
        self._sizes = chain(sizes, repeat(100_000))
        self._out = bytearray(shell.greet())
        self._pauses = list(pauses)
        self.sent: list[bytes] = []
        self.lag, self._rested = 0.0, False  # s of silence before each piece

    def send(self, data: bytes) -> None:
        self.sent.append(data)
        for text in self.shell.feed(data.decode()):
            self._out += text.encode("utf-8", "surrogateescape")

    def receive(self, timeout: float) -> bytes:
        if not self._out:
            if self.shell.dead:
                raise DeviceError("KO-DV007", "r1")
            time.sleep(min(timeout, 0.02) if timeout < 1 else timeout)
            return b""
        self._rested = self.lag > 0 and not self._rested
        if self._rested:
            time.sleep(min(self.lag, timeout))
            return b""
        size = max(next(self._sizes), 1)
        for mark in list(self._pauses):
            at = self._out.find(mark)
            if 0 <= at < size:
                self._pauses.remove(mark)
                size = at + len(mark)
        piece, self._out = bytes(self._out[:size]), self._out[size:]
        return piece

    def close(self) -> None:
        self.closed = True


class _Login(asyncssh.SSHServer):
    def __init__(self, service: Service) -> None:
        self._service = service

    def connection_made(self, connection: asyncssh.SSHServerConnection) -> None:
        self._service.note("connection")
        time.sleep(self._service.slow)
        if self._service.refuse:
            connection.abort()

    def begin_auth(self, username: str) -> bool:
        self._username = username
        return not self._service.anybody

    def password_auth_supported(self) -> bool:
        return self._service.interactive is None

    def validate_password(self, username: str, password: str) -> bool:
        time.sleep(self._service.slow_login)
        return password == self._service.password

    def kbdint_auth_supported(self) -> bool:
        return self._service.interactive is not None

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> tuple[str, str, str, list[tuple[str, bool]]]:
        return ("", "", "", [("Password: ", False)] * self._service.questions)

    def validate_kbdint_response(self, username: str, responses: list[str]) -> bool:
        return responses == [self._service.interactive] * self._service.questions

    def public_key_auth_supported(self) -> bool:
        return bool(self._service.user_keys)

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return key.export_public_key() in self._service.user_keys

    def connection_requested(self, host: str, port: int, orig_host: str, orig_port: int) -> bool:
        return self._service.jumps


def new_key() -> bytes:
    return asyncssh.generate_private_key("ssh-ed25519").export_private_key()


@dataclass
class Service:
    """An SSH server on a free port of 127.0.0.1 with a fresh host key; every session gets a copy of ``shell``.

    It runs in a process of its own, so that what it costs is not ours. What is typed lands in ``log``.
    """

    log: Path
    shell: Shell = field(default_factory=Shell)
    password: str = "right-secret"
    interactive: str | None = None
    user_keys: tuple[bytes, ...] = ()
    refuse: bool = False
    refuse_shell: bool = False
    jumps: bool = False
    anybody: bool = False  # lets in without proof
    questions: int = 1  # of keyboard-interactive
    slow: float = 0.0  # s before the handshake
    slow_login: float = 0.0  # s before the password is looked at
    port: int = 0
    host_key: bytes = field(default_factory=new_key)
    more_host_keys: tuple[bytes, ...] = ()

    def known_hosts_line(self, host: str = "127.0.0.1") -> str:
        return f"[{host}]:{self.port} {asyncssh.import_private_key(self.host_key).export_public_key().decode().strip()}\n"

    def note(self, text: str) -> None:
        with self.log.open("a") as log:
            log.write(f"{text}\n")

    def noted(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    @contextmanager
    def running(self) -> Iterator[Service]:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        ours, theirs = context.Pipe()
        process = context.Process(target=self._run, args=(theirs,), daemon=True)
        process.start()
        if not ours.poll(20):
            raise TimeoutError("the scripted server did not start")
        self.port = ours.recv()
        try:
            yield self
        finally:
            process.terminate()
            process.join(5)

    def _run(self, pipe: Connection) -> None:
        async def forever() -> None:
            server = await asyncssh.create_server(
                lambda: _Login(self), "127.0.0.1", 0,
                server_host_keys=[asyncssh.import_private_key(key) for key in (*self.more_host_keys, self.host_key)],
                process_factory=self._serve, line_editor=False, encoding=None,
            )
            pipe.send(server.get_port())
            await asyncio.Event().wait()

        asyncio.run(forever())

    async def _serve(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        if self.refuse_shell:
            process.channel.get_connection().abort()
            return
        shell = copy.deepcopy(self.shell)
        process.stdout.write(shell.greet())
        while not shell.dead:
            data = await process.stdin.read(4096)
            if not data:
                break
            known = len(shell.typed)
            for text in shell.feed(data.decode()):
                process.stdout.write(text.encode("utf-8", "surrogateescape"))
            for line in shell.typed[known:]:
                self.note(line)
        process.channel.get_connection().abort()
