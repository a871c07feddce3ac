# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""SFTP on a box: saved configurations as Shift_JIS with CR LF, and the keys of users (RX-04, RX-32, RX-33, RX-74)."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import AsyncIterator
from io import BytesIO
from typing import TYPE_CHECKING

import asyncssh

from .flash import NUMBERS, Saved

if TYPE_CHECKING:
    from .router import Router

_CODE = "cp932"
_CONFIGS = {f"/system/config{number}": number for number in NUMBERS}
_KEYS = "/ssh/authorized_keys/"
_DIRECTORIES = {"/": ("system", "ssh"), "/system": (), "/ssh": ("authorized_keys",), "/ssh/authorized_keys": ()}
_WRITING = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | asyncssh.FXF_TRUNC | asyncssh.FXF_APPEND


class OpenFile(BytesIO):
    """A file while it is open; `path` and whether it is to be kept."""

    def __init__(self, path: str, content: bytes, writing: bool) -> None:
        super().__init__(content)
        self.path, self.writing = path, writing


class Files(asyncssh.SFTPServer):
    """The files of a box as one user sees them: `level` is `administrator`, `both` or, for reading only, `login`."""

    def __init__(self, router: Router, user: str, level: str, channel: asyncssh.SSHServerChannel[bytes]) -> None:
        super().__init__(channel)
        self.router, self.user = router, user
        self.may_write = level in ("administrator", "both")

    def realpath(self, path: bytes) -> bytes:
        """Absolute, without dots."""
        return _path(path).encode()

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        """What is in a directory."""
        place = _path(path)
        if place not in _DIRECTORIES:
            raise asyncssh.SFTPNoSuchFile(place)
        names = [*_DIRECTORIES[place], *(posixpath.basename(name) for name in self._files() if posixpath.dirname(name) == place)]
        for name in (".", "..", *names):
            inside = place if name in (".", "..") else posixpath.join(place, name)
            yield asyncssh.SFTPName(name.encode(), attrs=self._attributes(inside))

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """Of a file or directory."""
        return self._attributes(_path(path))

    lstat = stat

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> OpenFile:
        """A file to read, or to write anew."""
        place, writing = _path(path), bool(pflags & _WRITING)
        if writing and not (self.may_write and (place in _CONFIGS or place.startswith(_KEYS))):
            raise asyncssh.SFTPPermissionDenied(place)
        content = self._files().get(place)
        if content is None and not pflags & asyncssh.FXF_CREAT:
            raise asyncssh.SFTPNoSuchFile(place)
        return OpenFile(place, b"" if pflags & asyncssh.FXF_TRUNC else content or b"", writing)

    def close(self, file_obj: object) -> None:
        """What was written counts from now."""
        assert isinstance(file_obj, OpenFile)
        if file_obj.writing:
            self._keep(file_obj.path, file_obj.getvalue())

    def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        """Of an open file."""
        assert isinstance(file_obj, OpenFile)
        return asyncssh.SFTPAttrs(size=len(file_obj.getvalue()), permissions=stat.S_IFREG | 0o600)

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Times and modes are not kept."""

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """The directories are there."""
        if _path(path) not in _DIRECTORIES:
            raise asyncssh.SFTPPermissionDenied(_path(path))

    def _files(self) -> dict[str, bytes]:
        """Every file with its content."""
        router = self.router
        found = {path: router.flash.read(str(number)) for path, number in _CONFIGS.items()}
        configs = {path: _bytes(saved.lines) for path, saved in found.items() if saved is not None}
        return {**configs, **{_KEYS + user: _bytes(keys) for user, keys in router.users.keys.items()}}

    def _attributes(self, place: str) -> asyncssh.SFTPAttrs:
        if place in _DIRECTORIES:
            return asyncssh.SFTPAttrs(size=0, permissions=stat.S_IFDIR | 0o700)
        content = self._files().get(place)
        if content is None:
            raise asyncssh.SFTPNoSuchFile(place)
        return asyncssh.SFTPAttrs(size=len(content), permissions=stat.S_IFREG | 0o600)

    def _keep(self, path: str, content: bytes) -> None:
        lines = tuple(content.decode(_CODE, "replace").splitlines())
        if path in _CONFIGS:
            self.router.flash.write(_CONFIGS[path], Saved(tuple(line for line in lines if line.strip()), self.router.now()))
        else:
            self.router.users.keys[path.removeprefix(_KEYS)] = [line for line in lines if line.strip()]


def _path(path: bytes) -> str:
    return posixpath.normpath("/" + path.decode("utf-8", "replace").lstrip("/"))


def _bytes(lines: tuple[str, ...] | list[str]) -> bytes:
    return "".join(line + "\r\n" for line in lines).encode(_CODE, "replace")
