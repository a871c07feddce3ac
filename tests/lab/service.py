"""The lab as a background service: start, wait until every device answers, stop by the recorded process id."""

from __future__ import annotations

import asyncio
import base64
import http.client
import os
import resource
import signal
import ssl
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

import asyncssh

from . import control, inventory
from .azure.cloud import TENANT
from .fortios.gate import TOKEN
from .journal import Journal
from .lab import Lab
from .topology import login

ROOT = Path(__file__).resolve().parents[2]
_ASKED = {
    "fortios": ("/api/v2/monitor/system/status", f"Bearer {TOKEN}"), "bigip": ("/mgmt/tm/sys", "Basic {}"),
    "azure": (f"/{TENANT}/v2.0/.well-known/openid-configuration", ""),
}  # fmt: skip
_PATIENCE = 120
_LOGINS = 32
_REMEMBERED = 500


def start(directory: Path, arguments: list[str], inventory_file: Path) -> int:
    """Start `python -m tests.lab serve` in the background and wait for a prompt of every device; returns the exit status."""
    if control.alive(directory):
        print(f"the lab is running already (pid {control.state(directory)['pid']})")
        return 0
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "state.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.lab", "serve", "--directory", str(directory), "--inventory", str(inventory_file), *arguments]
    with (directory / "lab.log").open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    if not _wait(directory, process):
        print((directory / "lab.log").read_text(encoding="utf-8", errors="replace")[-2000:], file=sys.stderr)
        return 1
    found = control.state(directory)
    asyncio.run(_answers(found, directory / "known_hosts"))
    print(f"{len(found['routers'])} devices answer (pid {found['pid']}); inventory: {inventory_file}")
    return 0


def _wait(directory: Path, process: subprocess.Popen[bytes]) -> bool:
    limit = time.monotonic() + _PATIENCE
    while time.monotonic() < limit:
        if process.poll() is not None:
            return False
        if control.alive(directory):
            return True
        time.sleep(0.05)
    return False


async def _answers(found: dict[str, Any], known_hosts: Path) -> None:
    """Every device speaks SSH, or HTTPS; the prompts of some of a large lab stand for all."""
    routers = [item for item in found["routers"].values() if item["ssh"]]
    for item in found["routers"].values():
        if not item["ssh"]:
            await asyncio.to_thread(_status, item, known_hosts.with_name("ca.pem"))
    limit = asyncio.Semaphore(64)

    async def one(item: dict[str, Any]) -> None:
        """See the version that a device greets with."""
        async with limit, asyncio.timeout(30):
            reader, writer = await asyncio.open_connection(item["host"], item["port"])
            await reader.readuntil(b"SSH-2.0-")
            writer.close()

    await _prompts(routers[::max(1, len(routers) // _LOGINS)], known_hosts)
    if len(routers) > _LOGINS:
        await asyncio.gather(*map(one, routers))


def _status(item: dict[str, Any], authority: Path) -> None:
    """A FortiGate or a BIG-IP answers, with its certificate checked, to whoever has token or password; Azure says where tokens are had."""
    context = ssl.create_default_context(cafile=authority)
    connection = http.client.HTTPSConnection(item["host"], item["port"], timeout=30, context=context)
    password = base64.b64encode("{user}:{password}".format(**login()).encode()).decode()
    path, who = _ASKED[item["group"]]
    connection.request("GET", path, headers={"Authorization": who.format(password)})
    status = connection.getresponse().status
    connection.close()
    if status != 200:
        raise ConnectionError(f"port {item['port']} answers {status}")


async def _prompts(routers: list[dict[str, Any]], known_hosts: Path) -> None:
    """Log in to devices, with their host keys checked, and see their prompts."""
    limit = asyncio.Semaphore(16)
    user = login()

    async def one(item: dict[str, Any]) -> None:
        """Log in to one device; the limit keeps 2 cores from timing out a large lab."""
        async with limit, asyncssh.connect(
            item["host"], item["port"], username=user["user"], password=user["password"], known_hosts=str(known_hosts), config=None, client_keys=None,
        ) as connection, connection.create_process(term_type="vt100") as process:
            async with asyncio.timeout(30):
                await process.stdout.readuntil(("#", ">"))

    await asyncio.gather(*map(one, routers))


def stop(directory: Path) -> int:
    """Stop the lab that this directory records; nothing to do is no error."""
    if not control.alive(directory):
        print("the lab is not running")
        return 0
    pid = int(control.state(directory)["pid"])
    os.kill(pid, signal.SIGTERM)
    limit = time.monotonic() + 20
    while control.alive(directory) and time.monotonic() < limit:
        time.sleep(0.05)
    print("the lab has stopped")
    return 0


def serve(
    directory: Path, inventory_file: Path | None, routers: int, rtx: int, fortigates: int, ces: int, bigips: int, azure: bool, speed: float,
    bind: str, port: int, only: str,
) -> None:
    """Run the lab in the foreground until SIGTERM or SIGINT."""
    directory.mkdir(parents=True, exist_ok=True)
    _many_files()
    journal = Journal(directory / "log")
    with Lab(directory, speed, bind, port) as lab:
        lab.start_topology(routers, only, rtx, fortigates, ces, bigips, azure)
        for router in lab.routers.values():
            journal.follow(router)
            router.log = deque(router.log, _REMEMBERED)
        channel = control.Channel(lab)
        number = lab.call(channel.open())
        inventory.write(lab, directory, inventory_file)
        control.record(lab, directory, number, channel.token)
        _sleep_until_told()
        (directory / "state.json").unlink(missing_ok=True)
        (directory / "pid").unlink(missing_ok=True)
    journal.close()


def _many_files() -> None:
    """A large lab holds a port and a log per router, and a connection or two."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _sleep_until_told() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
