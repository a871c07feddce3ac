"""The limit: login with the host key checked, and one reading, over libssh2 in 50 threads, with nothing around it."""

from __future__ import annotations

import base64
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ssh2.session import Session

from tests.benchmarks.peers.common import CONCURRENCY, Jobs, main

_PROMPT = re.compile(rb"[\w-]+[>#] ?$")


def one(job: Jobs, jobs: Jobs) -> int:
    """How many bytes a router's configuration has."""
    with socket.create_connection((job["host"], job["port"]), timeout=60) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        kind, key = Path(job["known_hosts"]).read_text().split()[1:3]
        session = Session()
        session.handshake(line)
        if base64.b64decode(key) != session.hostkey()[0]:
            raise ValueError(f"another host key than the known {kind}")
        session.userauth_password(jobs["user"], jobs["password"])
        channel = session.open_session()
        channel.pty("vt100")
        channel.shell()
        _until_prompt(channel)
        channel.write("terminal length 0\n")
        _until_prompt(channel)
        channel.write("show running-config\n")
        size = len(_until_prompt(channel))
        del channel, session  # they say goodbye as they go: while this socket is theirs, and not another one of its number
        return size


def _until_prompt(channel: object) -> bytes:
    heard = b""
    while not _PROMPT.search(heard[-80:]):
        size, data = channel.read(32768)  # type: ignore[attr-defined]
        if size <= 0:
            raise ConnectionError("the router hung up")
        heard += data
    return heard


def every(jobs: Jobs, action: str) -> dict[str, list[str]]:
    """Fifty threads."""
    hosts = jobs["hosts"]
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        sizes = dict(zip(hosts, pool.map(lambda job: one(job, jobs), hosts.values()), strict=True))
    return {name: [] for name, size in sizes.items() if size > 5000}


if __name__ == "__main__":
    main(every)
