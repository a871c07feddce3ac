"""`python -m tests.lab start|stop|status|serve|fault|head-end|pe|door|send|traffic|sip|configuration|counts|log|advance|restore|reload`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from . import control, service

_DIRECTORY = service.ROOT / "build" / "lab"
_INVENTORY = service.ROOT / "inventories" / "lab" / "devices.yml"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description="The lab of simulated devices.")
    actions = parser.add_subparsers(dest="action", required=True)
    for name, text in (("start", "start in the background and wait until every device answers"), ("serve", "run in the foreground")):
        _add_devices(actions.add_parser(name, help=text), _INVENTORY if name == "start" else None)
    for name, text in (("stop", "stop the lab"), ("status", "what is running"), ("restore", "routers and head ends as delivered")):
        actions.add_parser(name, help=text)
    fault = actions.add_parser("fault", help="set faults of a router (or of all): name=value, or clear")
    fault.add_argument("router", help="a name, several with commas between, a pattern (branch-0*), or all")
    fault.add_argument("faults", nargs="+", metavar="name=value")
    _add_far_ends(actions)
    configuration = actions.add_parser("configuration", help="the running configuration of a router")
    configuration.add_argument("router")
    configuration.add_argument("--saved", action="store_true", help="the saved one")
    actions.add_parser("counts", help="how many lines each router has received in configuration mode")
    actions.add_parser("log", help="every line that a router received").add_argument("router")
    actions.add_parser("reload", help="power-cycle a router").add_argument("router")
    actions.add_parser("advance", help="move the lab's clock forward").add_argument("seconds", type=float)
    _add_traffic(actions.add_parser("traffic", help="what a FortiGate does with a session: policy, idle time, SIP, shapers"))
    sip = actions.add_parser("sip", help="calls through a virtual server of a BIG-IP, over real UDP: what became of them")
    sip.add_argument("router")
    sip.add_argument("--calls", type=int, default=2)
    sip.add_argument("--virtual", default="/Common/sip_vs")
    for action in actions.choices.values():
        action.add_argument("--directory", type=Path, default=_DIRECTORY, help="state, logs, known hosts")
    return parser


def _add_devices(action: argparse.ArgumentParser, default: Path | None) -> None:
    """Which devices a lab has, and where they listen."""
    action.add_argument("--routers", type=int, default=0, help="so many branch routers more (group fleet)")
    action.add_argument("--rtx", type=int, default=0, help="so many Yamaha RTX: those of the topology first, then group fleet_rtx")
    action.add_argument("--fortigates", type=int, default=0, help="so many FortiGates of the topology")
    action.add_argument("--ces", type=int, default=0, help="so many routers of Twilio Interconnect")
    action.add_argument("--azure", action="store_true", help="the Azure of the topology, with SORACOM's API")
    action.add_argument("--bigips", type=int, default=0, help="so many BIG-IPs of the topology")
    action.add_argument("--speed", type=float, default=1.0, help="how fast the lab's clock runs")
    action.add_argument("--bind", default="127.0.0.1", help="address to listen on")
    action.add_argument("--port", type=int, default=0, help="fixed port (with --only); 0: free ones")
    action.add_argument("--only", default="", help="one router of the topology")
    action.add_argument("--inventory", type=Path, default=default, help=f"where to write the inventory of the devices (default: {default})")


def _add_far_ends(actions: Any) -> None:
    """What stands on the other side of the routers."""
    head_end = actions.add_parser("head-end", help="change Cisco's side of a tunnel: psk=other, ike.group=19, path.blocked=[udp500], keepalive=null")
    head_end.add_argument("site")
    head_end.add_argument("dc", choices=("dc1", "dc2"))
    head_end.add_argument("settings", nargs="+", metavar="name=value")
    pe = actions.add_parser("pe", help="the provider's side of a connection: what it sees, or a change of it: asn=1, leak=100, down=true")
    pe.add_argument("site")
    pe.add_argument("location", help="or `site`, for what is the site's own: calls=400")
    pe.add_argument("settings", nargs="*", metavar="name=value")
    door = actions.add_parser("door", help="a far end of Azure's tunnels: what it sees, or a change of it: t1.psk=other, t1.up=false")
    door.add_argument("door", help="door-tokyo, door-osaka")
    door.add_argument("settings", nargs="*", metavar="name=value")
    send = actions.add_parser("send", help="send packets over a connection: what the router's access list says to them")
    send.add_argument("site")
    send.add_argument("location")
    send.add_argument("packet", help="'udp A:port B:port', 'tcp A:port B:port established', 'icmp A B type code'")
    send.add_argument("--count", type=int, default=1)


def _add_traffic(action: argparse.ArgumentParser) -> None:
    """The packet as words, in the order of `fortios.matching.Packet`."""
    for name in ("router", "inward", "outward", "source", "target"):
        action.add_argument(name)
    action.add_argument("proto", choices=("tcp", "udp"))
    action.add_argument("sport", type=int)
    action.add_argument("dport", type=int)
    action.add_argument("--vdom", default="root")


def main(arguments: list[str] | None = None) -> int:
    """Run one action; returns the exit status."""
    options = _parser().parse_args(arguments)
    directory: Path = options.directory.resolve()
    if options.action == "start":
        given = [
            "--routers", str(options.routers), "--rtx", str(options.rtx), "--fortigates", str(options.fortigates), "--ces", str(options.ces),
            "--bigips", str(options.bigips), *(["--azure"] if options.azure else []),
            "--speed", str(options.speed), "--bind", options.bind, "--port", str(options.port),
        ]
        return service.start(directory, given + (["--only", options.only] if options.only else []), options.inventory.resolve())
    if options.action == "serve":
        service.serve(
            directory, options.inventory, options.routers, options.rtx, options.fortigates, options.ces, options.bigips, options.azure, options.speed,
            options.bind, options.port, options.only,
        )
        return 0
    if options.action == "stop":
        return service.stop(directory)
    if options.action == "log":
        sys.stdout.write((directory / "log" / f"{options.router}.jsonl").read_text(encoding="utf-8"))
        return 0
    try:
        answer = _ask(directory, options)
        print(answer if isinstance(answer, str) else json.dumps(answer, indent=2), end="" if isinstance(answer, str) else "\n")
    except (ConnectionError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _ask(directory: Path, options: argparse.Namespace) -> object:
    if options.action == "fault":
        pairs = dict(item.partition("=")[::2] for item in options.faults)
        return control.ask(directory, "fault", router=options.router, faults=pairs)
    if options.action == "configuration":
        found = control.ask(directory, "configuration", router=options.router)
        return "".join(texts["saved" if options.saved else "running"] for texts in found.values())
    if options.action == "head-end":
        pairs = dict(item.partition("=")[::2] for item in options.settings)
        return control.ask(directory, "head_end", site=options.site, dc=options.dc, settings=pairs)
    if options.action == "pe":
        pairs = dict(item.partition("=")[::2] for item in options.settings)
        return control.ask(directory, "pe", site=options.site, location=options.location, settings=pairs)
    if options.action == "door":
        pairs = dict(item.partition("=")[::2] for item in options.settings)
        return control.ask(directory, "door", door=options.door, settings=pairs)
    if options.action == "send":
        return control.ask(directory, "send", site=options.site, location=options.location, packet=options.packet, count=options.count)
    if options.action == "advance":
        return control.ask(directory, "advance", seconds=options.seconds)
    if options.action == "traffic":
        packet = {name: getattr(options, name) for name in ("inward", "outward", "source", "target", "proto", "sport", "dport")}
        return control.ask(directory, "traffic", router=options.router, packet=packet, vdom=options.vdom)
    if options.action == "sip":
        return control.ask(directory, "sip", router=options.router, calls=options.calls, virtual=options.virtual)
    if options.action == "reload":
        return control.ask(directory, "reload", router=options.router)
    return control.ask(directory, options.action)


if __name__ == "__main__":
    sys.exit(main())
