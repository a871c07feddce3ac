"""A terminal for tests: a program runs in it, keys are pressed, and what would stand on its screen is a list of lines."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_TOKEN = re.compile(r"\x1b\[([\d;?]*)([A-Za-z])|(\n)|(\r)|([^\x1b\n\r]+|\x1b)")


def screen(text: str) -> list[str]:
    """What stands there after ``text``, without an end to the screen above and without colours; an unknown sequence is an error."""
    lines, row, column = [""], 0, 0
    for number, letter, newline, back, plain in _TOKEN.findall(text):
        if newline:
            row, column = row + 1, 0
            lines += [""] * (row + 1 - len(lines))
        elif back:
            column = 0
        elif plain:
            lines[row] = lines[row][:column].ljust(column) + plain + lines[row][column + len(plain) :]
            column += len(plain)
        elif letter == "A":
            row = max(0, row - int(number or 1))
        elif letter == "K" and number in ("", "0"):
            lines[row] = lines[row][:column]
        elif letter == "J":
            lines[row:] = [lines[row][:column]]
        elif letter not in "mhl":
            raise ValueError(f"unknown sequence {number}{letter}")
    return [line.rstrip() for line in lines]


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], keys: Sequence[tuple[str, str]] = (), lines: int = 40, columns: int = 100
) -> tuple[int, str]:
    """Exit status and all that was printed. ``keys``: after this text, press that; one after the other."""
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(folder)
        os.execvpe(command[0], list(command), dict(environment))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    printed = _printed(terminal, list(keys))
    _pid, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), printed


def _printed(terminal: int, keys: list[tuple[str, str]]) -> str:
    data, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            read = os.read(terminal, 65536)
        except OSError:  # the other end has gone
            break
        data += read
        if keys and keys[0][0].encode() in data:
            time.sleep(0.5)  # Ansible throws away what was typed before its prompt
            os.write(terminal, keys.pop(0)[1].encode())
    return data.decode(errors="replace")
