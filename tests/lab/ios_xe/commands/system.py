"""`show version`, `show inventory`, `show logging` and other small outputs (IX-29)."""

from __future__ import annotations

import re

from ..exec import command
from ..session import Session

_VERSION = """Cisco IOS XE Software, Version {release_xe}
Cisco IOS Software [Cupertino], c8000be Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version {release}, RELEASE SOFTWARE (fc3)
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2023 by Cisco Systems, Inc.
Compiled Fri 20-Oct-23 10:44 by mcpre


ROM: IOS-XE ROMMON

{hostname} uptime is {uptime}
Uptime for this control processor is {uptime}
System returned to ROM by Reload Command
System image file is "bootflash:packages.conf"
Last reload reason: Reload Command



Technology Package License Information:

-----------------------------------------------------------------
Technology     Type         Technology-package Technology-package
                            Current            Next Reboot
-----------------------------------------------------------------
Smart License  Perpetual    network-advantage  network-advantage
Smart License  Subscription dna-advantage      dna-advantage


The current throughput level is 1000000 kbps


Smart Licensing Status: Smart Licensing Using Policy

cisco {model} (1RU) processor with 3747220K/6147K bytes of memory.
Processor board ID {serial}
Router operating mode: Autonomous
{ports} Gigabit Ethernet interfaces
32768K bytes of non-volatile configuration memory.
8388608K bytes of physical memory.
7573503K bytes of flash memory at bootflash:.

Configuration register is 0x2102

"""


@command("show version", level=1)
def show_version(session: Session, _arguments: dict[str, str]) -> str:
    """Platform, release, uptime."""
    router = session.router
    release = router.platform.release
    padded = re.sub(r"\b(\d)(?!\d)", r"0\1", release)
    return _VERSION.format(
        release=release, release_xe=padded, hostname=router.hostname,
        uptime=_uptime(int(router.clock.now() - router.boot_time)),
        model=router.platform.model, serial=router.serial, ports=len(router.platform.interfaces),
    )


def _uptime(seconds: int) -> str:
    parts = []
    for name, size in (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60)):
        count, seconds = divmod(seconds, size)
        if count or name == "minute":
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return ", ".join(parts)


@command("show inventory [raw]", level=1)
def show_inventory(session: Session, _arguments: dict[str, str]) -> str:
    """Chassis and modules."""
    model, serial = session.router.platform.model, session.router.serial
    return (
        f'NAME: "Chassis", DESCR: "Cisco {model} Chassis"\nPID: {model:<18s}, VID: V01  , SN: {serial}\n\n'
        f'NAME: "module 0", DESCR: "Cisco {model} Built-In NIM controller"\nPID: {model:<18s}, VID:      , SN:            \n\n'
        f'NAME: "module R0", DESCR: "Cisco {model} Route Processor"\nPID: {model:<18s}, VID: V01  , SN: {serial}R\n\n'
    )


@command("show platform", "show license udi", level=1)
def show_platform(session: Session, _arguments: dict[str, str]) -> str:
    """Model and serial number."""
    return f"Chassis type: {session.router.platform.model}\nUDI: PID:{session.router.platform.model},SN:{session.router.serial}\n"


@command("show logging")
def show_logging(session: Session, _arguments: dict[str, str]) -> str:
    """Settings and the buffer."""
    router = session.router
    named = [line.text.split()[2] for line in router.config.root.starting("logging host")]
    hosts = "".join(f"        Logging to {host}  (udp port 514, audit disabled, link up)\n" for host in named)
    body = "".join(f"{line}\n" for line in router.messages)
    return (
        "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, filtering disabled)\n\n"
        "No Active Message Discriminator.\n\n\nNo Inactive Message Discriminator.\n\n\n"
        f"    Console logging: level debugging, {len(router.messages)} messages logged\n"
        f"    Monitor logging: level debugging, 0 messages logged\n"
        f"    Buffer logging:  level debugging, {len(router.messages)} messages logged\n"
        f"    Trap logging: level informational, {len(router.messages)} message lines logged\n{hosts}\n"
        f"Log Buffer (4096 bytes):\n\n{body}"
    )


@command("show memory statistics", level=1)
def show_memory(_session: Session, _arguments: dict[str, str]) -> str:
    """Memory of the processor."""
    return (
        "Tracekey : 1#d41d8cd98f00b204e9800998ecf8427e\n\n"
        "                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)\n"
        "Processor  7F2C4E010048   3747220000   301448124   3445771876   3444870108   3145727908\n"
        " lsmpi_io  7F2C4D5001A8     6295128     6294304         824         824         412\n"
    )


@command("show processes cpu [sorted] [history]", level=1)
def show_cpu(_session: Session, _arguments: dict[str, str]) -> str:
    """Load."""
    return "CPU utilization for five seconds: 1%/0%; one minute: 1%; five minutes: 1%\n"


@command("show ntp status", level=1)
def show_ntp_status(session: Session, _arguments: dict[str, str]) -> str:
    """Synchronised when a server is configured."""
    servers = session.router.config.root.starting("ntp server")
    if not servers:
        return "Clock is unsynchronized, stratum 16, no reference clock\n"
    return f"Clock is synchronized, stratum 3, reference is {servers[0].text.split()[2]}\n"


@command("show ntp associations", level=1)
def show_ntp_associations(session: Session, _arguments: dict[str, str]) -> str:
    """The servers."""
    rows = ["", "  address         ref clock       st   when   poll reach  delay  offset   disp"]
    servers = [line.text.split()[2] for line in session.router.config.root.starting("ntp server")]
    rows += [f"*~{server:<16s}.GPS.            2     37     64   377  1.000   0.100  0.100" for server in servers]
    return "\n".join([*rows, " * sys.peer, # selected, + candidate, - outlyer, x falseticker, ~ configured"]) + "\n"


@command("show snmp user", "show snmp [community|host|group|view]")
def show_snmp(session: Session, _arguments: dict[str, str]) -> str:
    """No SNMPv3 user; whether the agent runs."""
    return "" if session.router.config.root.starting("snmp-server") else "%SNMP agent not enabled\n"


@command("show ip ssh", level=1)
def show_ip_ssh(_session: Session, _arguments: dict[str, str]) -> str:
    """The SSH server."""
    return "SSH Enabled - version 2.0\nAuthentication timeout: 120 secs; Authentication retries: 3\n"


@command("show configuration lock")
def show_lock(session: Session, _arguments: dict[str, str]) -> str:
    """Who holds the configuration (IX-15)."""
    holder = next((other for other in session.router.sessions if other.number == session.router.config_lock), None)
    return f"Owner PID: {200 + holder.number}\nUser: {holder.user}\n" if holder else "Parser configure lock is not held\n"
