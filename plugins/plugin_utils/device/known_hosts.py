# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Host keys on file, as OpenSSH writes them (known_hosts): which keys a device may show, and which it must not.

A file is read once for a whole fleet, and a plain name is found without a search; hashed names and patterns cost only where there are any.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

Key = tuple[str, str]  #: (type, key in base64), as in a line of the file

GLOBAL = "/etc/ssh/ssh_known_hosts"  #: asked after the user's file, as OpenSSH does
_CERTIFICATES = "@cert-authority"  # libssh2 cannot check a host's certificate, so its authority proves nothing here
_REVOKED = "@revoked"
_READING = threading.Lock()  # fifty threads that begin together read the file once


class _Hashed(NamedTuple):
    salt: bytes
    digest: bytes
    key: Key


class KnownHosts(NamedTuple):
    """One file taken apart: by plain name, by hashed name, by pattern; and the revoked keys with the hosts that they are revoked for."""

    plain: dict[str, list[Key]]
    hashed: list[_Hashed]
    patterns: list[tuple[str, Key]]
    revoked: dict[Key, list[str]]

    def keys(self, name: str) -> list[Key]:
        """The keys on file for ``name`` (``host`` or ``[host]:port``)."""
        text = name.lower().encode()
        found = list(self.plain.get(name.lower(), ()))
        found += [entry.key for entry in self.hashed if hmac.digest(entry.salt, text, "sha1") == entry.digest]
        return found + [key for hosts, key in self.patterns if _matches(hosts, name)]

    def is_revoked(self, name: str, key: Key) -> bool:
        """Whether ``key`` must not be taken from ``name``, whatever else the file says."""
        return any(_matches(hosts, name) for hosts in self.revoked.get(key, ()))


def entry_name(host: str, port: int) -> str:
    """The name that the key of this server is filed under."""
    return host if port == 22 else f"[{host}]:{port}"


def known_hosts(*files: str) -> list[KnownHosts]:
    """These files; one that is missing or cannot be read knows nobody."""
    found = []
    for name in files:
        try:
            state = os.stat(name)  # noqa: PTH116 -- for every session
        except OSError:
            continue
        with _READING:
            found.append(_read(name, state.st_mtime_ns, state.st_size))
    return found


def key_of(blob: bytes) -> Key:
    """A server's key as it would stand in a file. ``blob`` begins with its type, a string in SSH's encoding."""
    length = int.from_bytes(blob[:4], "big")
    return blob[4:4 + length].decode("ascii", "replace"), base64.b64encode(blob).decode()


@lru_cache(maxsize=16)
def _read(name: str, changed: int, size: int) -> KnownHosts:
    """``changed`` and ``size`` are a part of the cache's key only."""
    found = KnownHosts({}, [], [], {})
    try:
        text = Path(name).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return found
    for marker, hosts, key in _lines(text):
        if marker == _REVOKED:
            found.revoked.setdefault(key, []).append(hosts)
        elif not marker:
            _file(found, hosts, key)
    return found


def _lines(text: str) -> Iterator[tuple[str, str, Key]]:
    """Marker (or nothing), hosts and key of each line that has them."""
    for line in text.splitlines():
        words = line.split(None, 4)
        marker = words.pop(0) if words and words[0] in (_REVOKED, _CERTIFICATES) else ""
        if len(words) >= 3 and words[0][0] not in "#@":
            yield marker, words[0], (words[1], words[2])


def _file(found: KnownHosts, hosts: str, key: Key) -> None:
    if hosts.startswith("|1|"):
        hashed = _hashed(hosts, key)
        if hashed:
            found.hashed.append(hashed)
    elif any(sign in hosts for sign in "*?!"):
        found.patterns.append((hosts, key))
    else:
        for name in hosts.lower().split(","):
            found.plain.setdefault(name, []).append(key)


def _hashed(hosts: str, key: Key) -> _Hashed | None:
    try:
        salt, digest = (binascii.a2b_base64(part) for part in hosts[3:].split("|"))
    except ValueError:
        return None
    return _Hashed(salt, digest, key)


def _matches(hosts: str, name: str) -> bool:
    """Whether a list such as ``*.example,!r1.example`` means ``name``; a denial wins."""
    if hosts.startswith("|1|"):
        hashed = _hashed(hosts, ("", ""))
        return hashed is not None and hmac.digest(hashed.salt, name.lower().encode(), "sha1") == hashed.digest
    patterns = hosts.lower().split(",")
    if any(pattern[:1] == "!" and _like(pattern[1:], name) for pattern in patterns):
        return False
    return any(_like(pattern, name) for pattern in patterns)


def _like(pattern: str, name: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), name.lower()) is not None
