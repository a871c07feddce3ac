# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""JSON lines on disk: for the owner only, synced before the writer goes on, readable after a crash at any byte."""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..problem import OnrampError, Problem

_CHUNK = 4096  # bytes read from the end; twice as many each time that they hold no whole record
_written: dict[Path, tuple[int, int, float]] = {}  # inode and size of a file as this process left it, and the time of the record at its end


def append(path: Path, record: dict[str, Any], sync: bool = True) -> None:
    """Put one record on disk, synced unless it may get lost with the machine. What a crash left of the line before stays a line of its own."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "a+b", opener=_private) as file:
        torn = file.seek(0, os.SEEK_END) and os.pread(file.fileno(), 1, file.tell() - 1) != b"\n"
        file.write((b"\n" if torn else b"") + json.dumps(record, ensure_ascii=False).encode() + b"\n")
        file.flush()
        if sync:
            os.fsync(file.fileno())
        if "time" in record:
            state = os.fstat(file.fileno())
            _written[path] = (state.st_ino, state.st_size, record["time"])


def rewrite(path: Path, found: Iterable[dict[str, Any]]) -> None:
    """Put ``found`` in the place of all that stands there, whole or not at all. The caller holds the file's lock."""
    fresh = path.with_suffix(".merging")
    fresh.unlink(missing_ok=True)
    with open(fresh, "xb", opener=_private) as file:
        file.writelines(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in found)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def load(path: Path) -> list[dict[str, Any]]:
    """Every record; none when there is no file. A line torn by a crash is passed over, anything else that is no record raises KO-CH016."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    return [found for number, line in enumerate(lines, start=1) if (found := _record(path, line, number)) is not None]


def last(path: Path) -> dict[str, Any] | None:
    """The last whole record, read from the end, or None."""
    for line, number in _backwards(path):
        found = _record(path, line, number)
        if found is not None:
            return found
    return None


def now(path: Path) -> float:
    """The time for the next record: by the clock, and never before the last one. Journals of several machines are merged by it, whatever
    their clocks say.
    """
    found = _time_at_end(path)
    return max(time.time(), found + 1e-6) if isinstance(found, int | float) else time.time()


def _time_at_end(path: Path) -> Any:
    """As remembered while nobody else has written since, else as it stands there."""
    with suppress(KeyError, OSError):
        inode, size, found = _written[path]
        state = path.stat()
        if (state.st_ino, state.st_size) == (inode, size):
            return found
    with suppress(OnrampError):  # told by whoever reads it
        return (last(path) or {}).get("time")
    return None


@contextmanager
def locked(path: Path, wait: bool = False, shared: bool = False) -> Iterator[None]:
    """Hold the lock file ``path``, alone or with others that share it. Held by another: wait for it, or raise KO-CH001."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "ab", opener=_private) as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise OnrampError([Problem("KO-CH001", details={"lock": path.name})]) from None
        yield


def _record(path: Path, line: bytes, number: int) -> dict[str, Any] | None:
    if not line.strip():
        return None
    try:
        found = json.loads(line.decode("utf-8", "replace"))
    except json.JSONDecodeError as error:
        if _torn(error):
            return None
        found = None
    if not isinstance(found, dict):
        raise OnrampError([Problem("KO-CH016", value=path.name, details={"number": number or "?"})])
    return found


def _torn(error: json.JSONDecodeError) -> bool:
    """Whether the text is the beginning of a record: what is wrong with it is that it ends."""
    return error.doc.startswith("{") and (error.msg.startswith("Unterminated string") or not re.search(r'[][{},:"\0]', error.doc[error.pos :]))


def _backwards(path: Path) -> Iterator[tuple[bytes, int]]:
    """The lines from the last one on; their numbers are not known (0)."""
    if not path.exists():
        return
    with path.open("rb") as file:
        rest, at, size = b"", file.seek(0, os.SEEK_END), _CHUNK
        while at > 0:
            size = min(size, at)
            at -= size
            rest = os.pread(file.fileno(), size, at) + rest
            head, *lines = rest.split(b"\n")
            for line in reversed(lines):
                yield line, 0
            rest, size = head, size * 2
        yield rest, 0


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
