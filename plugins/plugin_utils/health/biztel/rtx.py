# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The checks of an RTX over its running configuration (BZ-55..BZ-59). Spellings count as equal as the config room says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from ...config.yamaha_rtx.conditions import applied
from ...config.yamaha_rtx.lines import Key, Line, in_contexts, read
from ...config.yamaha_rtx.lists import Numbers, blocker
from ...problem import Problem
from ..verdict import FAIL, PASS, Check

Found = Iterator[Problem]


class Subject:
    """What a check looks at: the design and the running configuration."""

    def __init__(self, design: Mapping[str, Any], running: str) -> None:
        self.design, self.running = design, running

    @cached_property
    def lines(self) -> dict[Key, Line]:
        """The lines that we know, by key."""
        return read(self.running)

    @cached_property
    def placed(self) -> list[tuple[str, str]]:
        """Every line in small letters, with its context."""
        return [(context, line.lower()) for context, line in in_contexts(self.running)]

    @cached_property
    def plain(self) -> list[str]:
        """The same without contexts."""
        return [line for _context, line in self.placed]

    @cached_property
    def descriptor(self) -> int | None:
        """The NAT descriptor that we set; none where the line has no NAT, as it may with the VPN option (BZ-40)."""
        bound = not self.design["switches"]["vpn_option"] or applied(self.placed, self.design["wan"])
        return self.design["nat_descriptor"] if bound else None

    @cached_property
    def filters(self) -> dict[str, str]:
        """Number of an ``ip filter`` → canonical value."""
        return {key[1].rpartition(" ")[2]: line.canon for key, line in self.lines.items() if line.kind.get("form") == "filter"}

    def numbers(self, interface: str, what: str) -> Numbers | None:
        """The list ``what`` (``secure filter in``) of an interface, None without one."""
        line = self.lines.get((interface if " " in interface else "", what))
        return Numbers.read(line.canon) if line else None


def _filters(subject: Subject) -> Found:
    """BZ-55: each filter stands as designed, in its list, before any that would stop its traffic."""
    for wanted in subject.design["filters_out"] + subject.design["filters_in"]:
        text = " ".join(str(wanted[part]) for part in ("number", "action", "src", "dst", "proto", "sport", "dport"))
        (line,) = read(f"ip filter {text}").values()
        if subject.filters.get(str(wanted["number"])) != line.canon:
            yield Problem("KO-BZ155", value=wanted["number"], details={"line": line.text})
    for each in subject.design["lists"]:
        yield from _list(subject, each)


def _list(subject: Subject, each: Mapping[str, Any]) -> Found:
    name = f"ip {each['interface'].split()[0]} secure filter {each['direction']}"
    numbers, wanted = subject.numbers(each["interface"], name), [str(number) for number in each["filters"]]
    if numbers is None:
        yield Problem("KO-BZ135", value=f"{each['interface']} {each['direction']}", level="warning")
        return
    missing = [number for number in wanted if number not in numbers.static]
    if missing:
        yield Problem("KO-BZ155B", value=", ".join(missing), details={"list": name})
        return
    blocks = blocker(subject.filters, wanted)
    last = max(numbers.static.index(number) for number in wanted)
    before = [number for number in numbers.static[:last] if number not in wanted and blocks(number)]
    if before:
        yield Problem("KO-BZ155C", value=", ".join(before), details={"list": name})


def _nat(subject: Subject) -> Found:
    """BZ-56: SIP's entries outlive the silence between registrations."""
    number = subject.descriptor
    for timer in subject.design["timers"] if number else ():
        key = f"nat descriptor timer {number} protocol={timer['protocol']} port={timer['port']}"
        line = subject.lines.get(("", key))
        if line is None or line.canon != str(timer["seconds"]):
            yield Problem("KO-BZ156", value=line.canon if line else "-", details={"line": f"{key} {timer['seconds']}"})


def _sip(subject: Subject) -> Found:
    """BZ-57: nothing rewrites SIP."""
    number = subject.descriptor
    if number and f"nat descriptor sip {number} off" not in subject.plain:
        yield Problem("KO-BZ157", value=f"nat descriptor sip {number}")
    if "sip use on" in subject.plain:
        yield Problem("KO-BZ157", value="sip use on")


def _upnp(subject: Subject) -> Found:
    """BZ-58: nothing opens ports by itself, and FTP rewriting leaves the recording download alone."""
    if "upnp use on" in subject.plain:
        yield Problem("KO-BZ158", value="upnp use on")
    if subject.design["switches"]["recording_ip"]:
        ftp = [line for line in subject.plain if line.startswith("nat descriptor ftp port ") and "20990" in line.split()]
        yield from (Problem("KO-BZ139", value=line, level="warning") for line in ftp)


def _qos(subject: Subject) -> Found:
    """BZ-59: our class filters are in the list of each queue, which is of the kind that has classes."""
    qos = subject.design["qos"]
    for side in (qos["up"] + qos["down"] if qos else []):
        numbers = subject.numbers(side["queue"], f"queue {side['queue'].split()[0]} class filter list")
        missing = [str(number) for number in side["filters"] if numbers is None or str(number) not in numbers.static]
        kind = subject.lines.get(("", f"queue {side['physical']} type"))
        if missing or kind is None or kind.canon != qos["mode"]:
            yield Problem("KO-BZ159", value=side["queue"], details={"mode": qos["mode"], "physical": side["physical"]})


def _check(name: str, requirement: str, look: Callable[[Subject], Found], carries: bool = False) -> Callable[[Subject], Check]:
    """A check out of what it finds: errors fail it, the first is its problem; warnings are notes."""

    def check(subject: Subject) -> Check:
        """The check on ``subject``."""
        found = [replace(problem, host=subject.design["host"]) for problem in look(subject)]
        wrong = [problem for problem in found if problem.level == "error"]
        notes = tuple(problem for problem in found if problem not in wrong[:1])
        status, first = (FAIL, wrong[0]) if wrong else (PASS, None)
        return Check(name, requirement, status, first, notes, "show config", carries=carries)

    return check


CHECKS = (
    _check("FILTER", "BZ-55", _filters), _check("NAT", "BZ-56", _nat), _check("SIP", "BZ-57", _sip), _check("UPNP", "BZ-58", _upnp),
    _check("QOS", "BZ-59", _qos, carries=True),
)  # fmt: skip
