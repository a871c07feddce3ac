# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The way of the data up to the device: intent, design, render, parts of a job. Touches nothing outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import rooms
from .change.expectation import Expectation
from .change.outcome import Job, Subject
from .config.change import Part
from .config.driver import load_driver
from .config.ownership import NOTHING, load_ownership
from .data_file import read_all
from .intent import check
from .intent.spec import options
from .message_table import written
from .problem import OnrampError, Problem
from .render import prepare as prepare_templates
from .render import render
from .systems import SYSTEMS

DRIVEN_SYSTEMS = ("virtual_connect", "interconnect", "biztel")
DRIVEN = ("ios_xe", "yamaha_rtx")  #: platforms of which a device is driven by its command line
_HERE = Path(__file__).parent
Inputs = Mapping[str, Mapping[str, Any]]


def prepare(systems: Sequence[str] = DRIVEN_SYSTEMS) -> None:
    """Import, read and compile what every host needs. Ansible forks for each host: done before, it is done once for all of them."""
    written()
    for folder in ("design/data", "health"):
        read_all(_HERE / folder)
    for system in systems:
        read_all(_HERE / "intent" / system)
        read_all(_HERE / "config/owned", f"{system}.*.yml")
        options(system)
        rooms.part("intent", system)
        rooms.part("design", system)
        rooms.part("health", system)
        for platform in prepare_templates(system):
            load_driver(platform)


def check_all(systems: Sequence[str], inputs: Inputs) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """The intents by system and host, and every problem of every system."""
    intents: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for system in systems:
        intents[system], found = check(system, inputs)
        problems += found
    return intents, problems


def designs(systems: Sequence[str], intents: Mapping[str, Mapping[str, Any]], host: str) -> list[dict[str, Any]]:
    """The design of each system on ``host``."""
    return [SYSTEMS[system].design(intents[system][host], host) for system in systems if host in intents[system]]


def sizes(systems: Sequence[str], inputs: Inputs) -> tuple[list[dict[str, Any]], list[Problem]]:
    """How large each site is, once, in the order of the hosts that carry it; and every problem. One that is too small is shown, not refused."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    problems: list[Problem] = []
    for system in systems:
        brings = SYSTEMS[system]
        intents, wrong = check(system, {host: brings.size.undecided(variables) for host, variables in inputs.items()})
        problems += wrong
        for intent in intents.values():
            key = (system, intent[brings.site]["name"])
            found[key] = found.get(key) or brings.size.size(intent)
    return list(found.values()), problems


def job(
    host: str, made: Sequence[dict[str, Any]], peer: Callable[[], list[Problem]] | None = None, expected: Expectation | None = None,
) -> Job:
    """What the change room is to do for the designs of one host (all of one platform)."""
    platform = made[0]["platform"]
    if platform not in DRIVEN:
        raise OnrampError([Problem("KO-PL006", value=platform, host=host, details={"known": ", ".join(DRIVEN)})])
    parts = [_part(design) for design in made]
    subjects = [Subject(design, SYSTEMS[design["system"]]) for design in made]
    shared = [design["site"] for design in made if design["peer_cpe"]]
    return Job(host, load_driver(platform), parts, subjects, turn="+".join(shared), peer=peer, expected=expected)


def lines_job(host: str, config: str, platform: str = "ios_xe") -> Job:
    """Lines of the user's own: added or changed, nothing owned, so nothing removed."""
    return Job(host, load_driver(platform), [Part("config", config, NOTHING)])


def _part(design: dict[str, Any]) -> Part:
    system, platform = design["system"], design["platform"]
    return Part(system, render(system, platform, design), load_ownership(platform, system, design))
