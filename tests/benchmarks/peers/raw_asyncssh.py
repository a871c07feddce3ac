"""The limit for asyncio: login with the host key checked, and one reading, over asyncssh, with nothing around it."""

from __future__ import annotations

import asyncio
import re

import asyncssh

from tests.benchmarks.peers.common import CONCURRENCY, Jobs, main

_PROMPT = re.compile(r"[\w-]+[>#] ?$")


async def one(name: str, job: Jobs, jobs: Jobs, limit: asyncio.Semaphore) -> tuple[str, int]:
    """How many characters a router's configuration has."""
    async with limit, asyncssh.connect(
        job["host"], job["port"], username=jobs["user"], password=jobs["password"], known_hosts=job["known_hosts"], config=None,
        client_keys=None, agent_path=None,
    ) as connection, connection.create_process(term_type="vt100") as process:
        heard = ""
        for line in ("", "terminal length 0\n", "show running-config\n"):
            process.stdin.write(line)
            heard = ""
            while not _PROMPT.search(heard[-80:]):
                data = await process.stdout.read(32768)
                if not data:
                    raise ConnectionError("the router hung up")
                heard += data
        return name, len(heard)


async def every(jobs: Jobs) -> dict[str, list[str]]:
    """So many at a time."""
    limit = asyncio.Semaphore(CONCURRENCY)
    sizes = await asyncio.gather(*(one(name, job, jobs, limit) for name, job in jobs["hosts"].items()))
    return {name: [] for name, size in sizes if size > 5000}


if __name__ == "__main__":
    main(lambda jobs, action: asyncio.run(every(jobs)))
