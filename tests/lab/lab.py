"""The lab in one process: an event loop in a thread, routers on it, the world behind them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import asyncssh

from .clock import Clock
from .head_end import World
from .ios_xe.door import Door
from .ios_xe.router import Platform, Router
from .topology import branches, fleet, site_routers

_T = TypeVar("_T")


class Lab:
    """Simulated routers on `bind`, each on a free port (or on `port`). Use as a context manager.

    `directory` receives logs and `known_hosts` when the lab runs as a service (`service.py`); None: nothing is written.
    """

    def __init__(self, directory: str | Path | None = None, speed: float = 1.0, bind: str = "127.0.0.1", port: int = 0) -> None:
        self.directory = Path(directory) if directory is not None else None
        self.bind = bind
        self.port = port
        self.clock = Clock(speed)
        self.world: Any = World(self.clock)
        self.routers: dict[str, Router] = {}
        self.doors: dict[str, Door] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="lab", daemon=True)

    def __enter__(self) -> Lab:
        self._thread.start()
        self.clock.attach(self._loop)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def call(self, work: Coroutine[Any, Any, _T], timeout: float = 60) -> _T:
        """Run a coroutine on the lab's loop and wait for its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def start_topology(self, routers: int = 0, only: str = "") -> list[Router]:
        """Bring up the sites of topology.yml and `routers` more; or one router `only`."""
        plans = [plan for plan in [*site_routers(), *fleet(routers)] if only in ("", plan.name)]
        if not plans:
            raise KeyError(only)
        self.world.add_fleet(branches(routers))
        return [self.add_router(plan.name, plan.startup, **plan.options) for plan in plans]

    def add_router(self, name: str, startup: str = "", **options: Any) -> Router:
        """A router with this startup configuration, listening; `options` are the fields of `Platform`."""
        values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
        router = Router(name, startup, self.clock, Platform(**values))
        router.world = self.world
        self.world.attach(router)
        self.doors[name] = self.call(self._open_door(router))
        self.routers[name] = router
        return router

    async def _open_door(self, router: Router) -> Door:
        door = Door(router, self.bind, self.port, asyncssh.generate_private_key("ssh-ed25519"))
        await door.open()
        return door

    def client_address(self) -> str:
        """The address under which clients on this machine reach the lab."""
        return "127.0.0.1" if self.bind in ("0.0.0.0", "") else self.bind

    def close(self) -> None:
        """End every session and stop."""
        if not self._thread.is_alive():
            return
        self.call(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _shut(self) -> None:
        for door in self.doors.values():
            door.close()
        for router in self.routers.values():
            router.drop_sessions()
        await asyncio.sleep(0)
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
