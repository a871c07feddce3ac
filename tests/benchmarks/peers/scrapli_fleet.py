"""scrapli over asyncssh in plain asyncio. ``no_change``: log in, read, compare. ``push``: log in, send the lines, save."""

from __future__ import annotations

import asyncio

from scrapli.driver.core import AsyncIOSXEDriver

from tests.benchmarks.peers.common import CONCURRENCY, Jobs, main, missing


async def one(name: str, job: Jobs, jobs: Jobs, action: str, limit: asyncio.Semaphore) -> tuple[str, list[str]]:
    """One router; scrapli checks its host key against the file."""
    async with limit, AsyncIOSXEDriver(
        host=job["host"], port=job["port"], auth_username=jobs["user"], auth_password=jobs["password"], transport="asyncssh",
        auth_strict_key=True, ssh_known_hosts_file=job["known_hosts"], timeout_socket=60, timeout_transport=60, timeout_ops=120,
    ) as device:
        if action == "push":
            answer = await device.send_configs(job["lines"], stop_on_failed=True)
            answer.raise_for_status()
            (await device.send_command("write memory")).raise_for_status()
            return name, []
        return name, missing((await device.send_command("show running-config")).result, job["settled"])


async def every(jobs: Jobs, action: str) -> dict[str, list[str]]:
    """So many at a time."""
    limit = asyncio.Semaphore(CONCURRENCY)
    return dict(await asyncio.gather(*(one(name, job, jobs, action, limit) for name, job in jobs["hosts"].items())))


if __name__ == "__main__":
    main(lambda jobs, action: asyncio.run(every(jobs, action)))
