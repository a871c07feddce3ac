"""`python -m tests.lab start|stop|status|serve|fault|head-end|configuration|counts|log|advance|restore|reload`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import control, service

_DIRECTORY = service.ROOT / "build" / "lab"
_INVENTORY = service.ROOT / "inventories" / "lab" / "devices.yml"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description="The lab of simulated devices.")
    actions = parser.add_subparsers(dest="action", required=True)
    for name, text in (("start", "start in the background and wait until every device answers"), ("serve", "run in the foreground")):
        action = actions.add_parser(name, help=text)
        action.add_argument("--routers", type=int, default=0, help="so many branch routers more (group fleet)")
        action.add_argument("--speed", type=float, default=1.0, help="how fast the lab's clock runs")
        action.add_argument("--bind", default="127.0.0.1", help="address to listen on")
        action.add_argument("--port", type=int, default=0, help="fixed SSH port (with --only); 0: free ones")
        action.add_argument("--only", default="", help="one router of the topology")
        default = _INVENTORY if name == "start" else None
        action.add_argument("--inventory", type=Path, default=default, help=f"where to write the inventory of the devices (default: {default})")
    for name, text in (("stop", "stop the lab"), ("status", "what is running"), ("restore", "routers and head ends as delivered")):
        actions.add_parser(name, help=text)
    fault = actions.add_parser("fault", help="set faults of a router (or of all): name=value, or clear")
    fault.add_argument("router", help="a name, several with commas between, a pattern (branch-0*), or all")
    fault.add_argument("faults", nargs="+", metavar="name=value")
    head_end = actions.add_parser("head-end", help="change Cisco's side of a tunnel: psk=other, ike.group=19, path.blocked=[udp500], keepalive=null")
    head_end.add_argument("site")
    head_end.add_argument("dc", choices=("dc1", "dc2"))
    head_end.add_argument("settings", nargs="+", metavar="name=value")
    configuration = actions.add_parser("configuration", help="the running configuration of a router")
    configuration.add_argument("router")
    configuration.add_argument("--saved", action="store_true", help="the saved one")
    actions.add_parser("counts", help="how many lines each router has received in configuration mode")
    actions.add_parser("log", help="every line that a router received").add_argument("router")
    actions.add_parser("reload", help="power-cycle a router").add_argument("router")
    actions.add_parser("advance", help="move the lab's clock forward").add_argument("seconds", type=float)
    for action in actions.choices.values():
        action.add_argument("--directory", type=Path, default=_DIRECTORY, help="state, logs, known hosts")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one action; returns the exit status."""
    options = _parser().parse_args(arguments)
    directory: Path = options.directory.resolve()
    if options.action == "start":
        given = ["--routers", str(options.routers), "--speed", str(options.speed), "--bind", options.bind, "--port", str(options.port)]
        return service.start(directory, given + (["--only", options.only] if options.only else []), options.inventory.resolve())
    if options.action == "serve":
        service.serve(directory, options.inventory, options.routers, options.speed, options.bind, options.port, options.only)
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
    if options.action == "advance":
        return control.ask(directory, "advance", seconds=options.seconds)
    if options.action == "reload":
        return control.ask(directory, "reload", router=options.router)
    return control.ask(directory, options.action)


if __name__ == "__main__":
    sys.exit(main())
