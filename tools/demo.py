"""``make demo`` (python -m tools.demo): a fresh lab, site.yml twice for each system, verify.yml. Exit 0 only if the second runs changed nothing.

That the second run changed nothing is asked twice: of Ansible (changed=0 for every host) and of the routers (their logs).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from tools import lab_log

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "lab" / "log"
BIN = Path(sys.executable).parent
COLOUR = sys.stdout.isatty()
RECAP = re.compile(r"^(\S+)\s+: (ok=\d+ .*)$")
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
SYSTEMS = ("virtual_connect", "interconnect", "biztel", "azure_vpn", "sip_load_balancer")
EVERYTHING = ("--fortigates", "2", "--ces", "2", "--bigips", "1", "--azure")  # that the lab has beside routers of the two families
Recap = dict[str, dict[str, int]]


class DemoError(Exception):
    """The demo did not show what it promises."""


def say(text: str, style: str = "1;36") -> None:
    """Print a title, in colour on a terminal."""
    print(f"\n\x1b[{style}m{text}\x1b[0m" if COLOUR else f"\n{text}", flush=True)


def lab(*arguments: str) -> None:
    """Run one command of the lab; it prints for itself."""
    if subprocess.run([sys.executable, "-m", "tests.lab", *arguments], cwd=ROOT, check=False).returncode:
        raise DemoError(f"the lab could not be told to {arguments[0]}")


def play(playbook: str, *options: str) -> Recap:
    """Run a playbook on the lab, show its output, return its recap; raise when Ansible says that something failed."""
    environment = {**os.environ, "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_FORCE_COLOR": str(COLOUR), "ANSIBLE_NOCOLOR": str(not COLOUR)}
    command = [str(BIN / "ansible-playbook"), "-i", "inventories/lab", playbook, *options]
    recap: Recap = {}
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if found := RECAP.match(ESCAPES.sub("", line)):
                recap[found.group(1)] = {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", found.group(2))}
    if process.returncode:
        raise DemoError(f"ansible-playbook {playbook} ended with {process.returncode}")
    return recap


def routers(group: str) -> set[str]:
    """The hosts of the inventory that carry a system."""
    command = [str(BIN / "ansible-inventory"), "-i", "inventories/lab", "--list", "--limit", group]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return set(json.loads(listing.stdout)["_meta"]["hostvars"])


def expect(recap: Recap, hosts: set[str], changed: bool) -> None:
    """Every router took part, and changed something (first run) or nothing (second run)."""
    missing = sorted(hosts - set(recap))
    if missing or not hosts:
        raise DemoError(f"these routers took no part: {', '.join(missing) or 'there is none'}")
    wrong = sorted(host for host in recap if (recap[host]["changed"] > 0) != changed and (host in hosts or not changed))
    if wrong:
        raise DemoError(f"{'nothing was changed' if changed else 'something was changed'} on {', '.join(wrong)}")


def demonstrate() -> None:
    """The steps, in order; each raises DemoError when it does not hold."""
    hosts = {system: routers(system) for system in SYSTEMS}
    say("1/4  site.yml: every device from its delivered configuration to its design")
    site(hosts, changed=True)
    say("2/4  site.yml again: nothing may change")
    lab_log.mark(LOGS)
    site(hosts, changed=False)
    say("3/4  What the devices' own logs say about the second run")
    if objections := lab_log.objections(LOGS):
        raise DemoError("the devices say otherwise:\n  " + "\n  ".join(objections))
    print(f"no configuration command and no write reached any of {sum(map(len, hosts.values()))} devices")
    say("4/4  verify.yml: is every tunnel up, does Twilio come in at both locations, is everything in force that BIZTEL asks for?")
    for system, named in hosts.items():
        expect(play("verify.yml", "-e", f"onramp_system={system}"), named, changed=False)


def site(hosts: dict[str, set[str]], changed: bool) -> None:
    """Bring the devices of every system to their design."""
    for system, named in hosts.items():
        expect(play("site.yml", "-e", f"onramp_system={system}"), named, changed)


def interrupt(*_signal: object) -> None:
    """A terminated demo stops its lab too, as one that was interrupted by hand."""
    raise KeyboardInterrupt


def main() -> int:
    """Start the lab, demonstrate, stop the lab whatever happened; exit with what is true."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--routers", default="0", help="so many more branch routers than the topology has, and half as many Yamaha RTX")
    options = arguments.parse_args()
    signal.signal(signal.SIGTERM, interrupt)
    begin = time.monotonic()
    try:
        say("0/4  A fresh lab")
        lab("stop")
        lab("start", "--routers", options.routers, "--rtx", str(2 + int(options.routers) // 2), *EVERYTHING)
        demonstrate()
    except DemoError as error:
        say(f"The demo FAILED: {error}", "1;31")
        return 1
    except KeyboardInterrupt:
        say("Interrupted", "1;31")
        return 130
    finally:
        subprocess.run([sys.executable, "-m", "tests.lab", "stop"], cwd=ROOT, check=False)
    say(f"The demo holds: changed once, then nothing, and every service is up ({time.monotonic() - begin:.0f} s).", "1;32")
    return 0


if __name__ == "__main__":
    sys.exit(main())
