"""The lab in one process: an event loop in a thread, routers on it, the world behind them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import asyncssh

from .authority import Authority
from .azure import https as azure_https
from .azure.cloud import Cloud
from .azure.platform import Platform as AzurePlatform
from .bigip import box as bigip
from .bigip import https as bigip_https
from .bigip.box import BigIp
from .bigip.plane.site import Site
from .clock import Clock
from .door import Door, Serve
from .fortios import gate as fortios
from .fortios import https as fortios_https
from .fortios.gate import FortiGate
from .head_end import World
from .ios_xe import ssh as ios_xe_ssh
from .ios_xe.router import Platform, Router
from .topology import azure_plans, bigip_plans, branches, fleet, fortigate_plans, interconnect_routers, login, rtx_routers, site_routers
from .yamaha_rtx import router as rtx_router
from .yamaha_rtx import ssh as rtx_ssh
from .yamaha_rtx import telnet as rtx_telnet

if TYPE_CHECKING:
    from .device import Device

_T = TypeVar("_T")

_BOXES = 2  # Yamaha RTX that the topology names
_CES = 2  # routers of Twilio Interconnect that it names


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
        self.routers: dict[str, Device] = {}
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

    def start_topology(
        self, routers: int = 0, only: str = "", rtx: int = 0, fortigates: int = 0, ces: int = 0, bigips: int = 0, azure: bool = False,
    ) -> list[Device]:  # fmt: skip
        """Bring up the sites of topology.yml, `routers` IOS-XE branches more, `rtx` Yamaha RTX, `fortigates` FortiGates, `ces` routers of
        Twilio Interconnect, `bigips` BIG-IPs, the `azure`; or one device `only`."""
        plans = [plan for plan in [*site_routers(), *interconnect_routers(_CES if only else ces), *fleet(routers)] if only in ("", plan.name)]
        boxes = [plan for plan in rtx_routers(max(rtx, _BOXES) if only else rtx) if only in ("", plan.name)]
        gates = [plan for plan in fortigate_plans(None if only else fortigates) if only in ("", plan.name)]
        balancers = [plan for plan in bigip_plans(None if only else bigips) if only in ("", plan.name)]
        clouds = [plan for plan in azure_plans() if only == plan.name or (azure and not only)]
        if not any((plans, boxes, gates, balancers, clouds)):
            raise KeyError(only)
        self.world.add_fleet(branches(routers))
        return [
            *(self.add_router(plan.name, plan.startup, **plan.options) for plan in plans),
            *(self.add_rtx(plan.name, plan.startup, **plan.options) for plan in boxes),
            *(self.add_fortigate(plan.name, **plan.options) for plan in gates),
            *(self.add_bigip(plan.name, **plan.options) for plan in balancers),
            *(self.add_azure(plan.name, **plan.options) for plan in clouds),
        ]

    def add_router(self, name: str, startup: str = "", **options: Any) -> Router:
        """A router with this startup configuration, listening; `options` are the fields of `Platform`."""
        values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
        router = Router(name, startup, self.clock, Platform(**values))
        router.world = self.world
        self.world.attach(router)
        self._open_ssh(router, asyncssh.generate_private_key("ssh-ed25519"), ios_xe_ssh.serve)
        return router

    def add_rtx(self, name: str, startup: str = "", **options: Any) -> rtx_router.Router:
        """A Yamaha RTX with this saved configuration ("": as from the factory), listening; `options` are the fields of its `Platform`."""
        box = rtx_router.Router(name, startup, self.clock, rtx_router.Platform(**options))
        self._open_ssh(box, self._rsa_key, rtx_ssh.serve)
        if box.platform.telnet:
            box.telnet_port = self.call(rtx_telnet.serve(box, self.bind, 0)).sockets[0].getsockname()[1]
        return box

    @cached_property
    def _rsa_key(self) -> asyncssh.SSHKey:
        """One for every RTX: to make an RSA key takes longer than to start a box."""
        return asyncssh.generate_private_key("ssh-rsa", key_size=2048)

    def add_fortigate(self, name: str, **options: Any) -> FortiGate:
        """A FortiGate as delivered, listening for HTTPS; `options` are the fields of its `Platform`."""
        gate = FortiGate(name, self.clock, fortios.Platform(**options), login())
        context = self.authority.context(name) if gate.platform.tls else None
        self._open(gate, lambda host, port: fortios_https.serve(gate, host, port, context))
        return gate

    def add_azure(self, name: str, **options: Any) -> Cloud:
        """An Azure as delivered, listening for HTTPS; `options` are the fields of its `Platform`."""
        cloud = Cloud(name, self.clock, AzurePlatform(**options))
        context = self.authority.context(name)
        self._open(cloud, lambda host, port: azure_https.serve(cloud, host, port, context))
        return cloud

    def add_bigip(self, name: str, **options: Any) -> BigIp:
        """A BIG-IP as delivered, listening for HTTPS; `options` are the fields of its `Platform`."""
        values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
        box = BigIp(name, self.clock, bigip.Platform(**values), login())
        context = self.authority.context(name) if box.platform.tls else None
        self._open(box, lambda host, port: bigip_https.serve(box, host, port, context))
        if box.platform.webotx:
            self.call(self._surround(box))
        return box

    async def _surround(self, box: BigIp) -> None:
        box.site = Site(box, box.platform.webotx)

    @cached_property
    def authority(self) -> Authority:
        """Who signs the certificates of the devices that speak HTTPS."""
        return Authority()

    def _open_ssh(self, router: Any, key: asyncssh.SSHKey, serve: Callable[..., Awaitable[asyncssh.SSHAcceptor]]) -> None:
        router.host_key = key.export_public_key().decode().strip()
        self._open(router, lambda host, port: serve(router, host, port, key))

    def _open(self, router: Device, serve: Serve) -> None:
        self.doors[router.name] = self.call(self._open_door(router, serve))
        self.routers[router.name] = router

    async def _open_door(self, router: Device, serve: Serve) -> Door:
        door = Door(router, self.bind, self.port, serve)
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
            if isinstance(router, BigIp) and router.site is not None:
                router.site.close()
        await asyncio.sleep(0)
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
