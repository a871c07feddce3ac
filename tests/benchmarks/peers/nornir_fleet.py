"""nornir with netmiko, 50 threads. ``no_change``: log in, read, compare. ``push``: log in, send the lines, save."""

from __future__ import annotations

from nornir.core import Nornir
from nornir.core.configuration import Config
from nornir.core.inventory import ConnectionOptions, Defaults, Groups, Host, Hosts, Inventory
from nornir.core.plugins.connections import ConnectionPluginRegister
from nornir.core.task import Result, Task
from nornir.plugins.runners import ThreadedRunner
from nornir_netmiko.tasks import netmiko_save_config, netmiko_send_command, netmiko_send_config

from tests.benchmarks.peers.common import CONCURRENCY, Jobs, main, missing


def one(task: Task, action: str) -> Result:
    """One router."""
    lines = task.host["lines"]
    if action == "push":
        task.run(netmiko_send_config, config_commands=lines, error_pattern=r"% ?(?:Invalid|Incomplete|Ambiguous)", read_timeout=120)
        task.run(netmiko_save_config)
        short: list[str] = []
    else:
        short = missing(task.run(netmiko_send_command, command_string="show running-config", read_timeout=120).result, task.host["settled"])
    task.host.close_connections()
    return Result(host=task.host, result=short)


def host(name: str, job: Jobs, jobs: Jobs) -> Host:
    """A router of the inventory; netmiko checks its host key against the file."""
    strict = {"ssh_strict": True, "system_host_keys": False, "alt_host_keys": True, "alt_key_file": job["known_hosts"], "conn_timeout": 60,
              "banner_timeout": 60, "auth_timeout": 60}
    options = {"netmiko": ConnectionOptions(extras=strict)}
    return Host(name, job["host"], job["port"], jobs["user"], jobs["password"], "cisco_ios", data=job, connection_options=options)


def every(jobs: Jobs, action: str) -> dict[str, list[str]]:
    """Fifty threads."""
    ConnectionPluginRegister.auto_register()
    hosts = Hosts({name: host(name, job, jobs) for name, job in jobs["hosts"].items()})
    fleet = Nornir(Inventory(hosts, Groups(), Defaults()), runner=ThreadedRunner(CONCURRENCY), config=Config())
    found = fleet.run(one, action=action)
    for name, result in found.items():
        if result.failed:
            print(name, result[0].result, result[-1].exception)
    return {name: result[0].result for name, result in found.items() if not result.failed}


if __name__ == "__main__":
    main(every)
