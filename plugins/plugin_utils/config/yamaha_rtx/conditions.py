# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the running configuration of an RTX must have, or must not have, before BIZTEL's settings go in (BZ-10, BZ-37..BZ-40, BZ-50)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...problem import Problem
from .forms import address
from .lines import Lines, numbered
from .models import Model
from .overlap import overlap
from .ownership import RtxOwnership

_SHARED = re.compile(r"(?:tunnel encapsulation|nat descriptor address outer \d+) (map-e|ipip|hb46pp)\b")
_FITS = {"map-e": ("map_e", "ipoe_fixed_ip"), "ipip": ("ds_lite", "ipoe_fixed_ip"), "hb46pp": ("map_e", "ds_lite", "ipoe_fixed_ip")}
_FTP_PORT = re.compile(r"nat descriptor ftp port \d+ .*\b20990\b")
_FTP_FILTER = re.compile(r"ip filter dynamic \d+ (\S+) (\S+) ftp\b")
#: BZ-37, BZ-38: what rewrites or opens by itself, the leave to switch it off, and the codes without and with leave
_TO_BE_OFF = (
    ("sip use", "disable_router_sip", "KO-BZ137", "KO-BZ137B"), ("upnp use", "upnp_off_confirmed", "KO-BZ138", "KO-BZ138B"),
)  # fmt: skip
_TYPE = re.compile(r"queue \S+ type")

Placed = Sequence[tuple[str, str]]  #: every line in lower case, with its context


@dataclass
class Findings:
    """Problems, the lines that have to be there besides the rendered ones, and whether NAT is ours to set (``bound``)."""

    problems: list[Problem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    bound: bool = True


def conditions(lines: Placed, there: Lines, want: Lines, own: RtxOwnership, model: Model | None) -> Findings:
    """For a system that is to be present."""
    lines = [(context, line.lower()) for context, line in lines]
    found = Findings()
    found.problems += _line_type(lines, own)
    _descriptor(found, lines, own)
    for key, switch, refused, told in _TO_BE_OFF:
        line = there.get(("", key))
        if line is None or not line.canon:
            continue  # without the line it is off (RX-51), and nothing is sent
        allowed = own.switches[switch]
        found.lines += [f"{key} off"] if allowed else []
        found.problems.append(Problem(told, value=line.text, level="warning") if allowed else Problem(refused, f"biztel_{switch}", value=line.text))
    found.problems += _recording(lines, want, own)
    found.problems += _queue_types(there, want)
    _hairpin(found, there, own, model)
    return found


def _line_type(lines: Placed, own: RtxOwnership) -> Iterator[Problem]:
    """BZ-10: the inventory says otherwise than the router's own tunnel. How the closed network is reached is another matter."""
    told = own.switches["wan_type"]
    for context, line in lines:
        kind = _SHARED.match(line)
        if kind and told not in _FITS[kind[1]] and context != own.closed:
            yield Problem("KO-BZ110", "biztel_site.wan.type", told, details={"line": line})


def _descriptor(found: Findings, lines: Placed, own: RtxOwnership) -> None:
    """BZ-40: it exists and is applied to the line; never created by us. With the VPN option the line may do without NAT, and we with it."""
    if own.descriptor is None or own.wan is None:
        return
    there = applied(lines, own.wan)
    if own.switches["vpn_option"] and not there:
        found.bound = False
    elif not any(line.startswith(f"nat descriptor type {own.descriptor} ") for _context, line in lines):
        found.problems.append(Problem("KO-BZ140", "biztel_site.rtx.nat_descriptor", own.descriptor))
    elif str(own.descriptor) not in there:
        found.problems.append(Problem("KO-BZ140B", "biztel_site.rtx.nat_descriptor", own.descriptor, details={"wan": own.wan}))


def applied(lines: Placed, interface: str) -> list[str]:
    """The NAT descriptors of an interface."""
    place, words = (interface if " " in interface else ""), f"ip {interface.split()[0]} nat descriptor "
    return [number for context, line in lines if context == place and line.startswith(words) for number in line.split()[4:]]


def _recording(lines: Placed, want: Lines, own: RtxOwnership) -> Iterator[Problem]:
    """BZ-39: what takes the recording download for FTP breaks it. Only told: it may serve others."""
    server = own.switches["recording_ip"]
    if not server or not any(f" {server} " in line.canon for line in numbered(want)["filter"].values()):
        return
    download = f"pass * {server} * * *"
    for _context, line in lines:
        dynamic = _FTP_FILTER.match(line)
        if _FTP_PORT.match(line) or (dynamic and overlap(f"ftp {address(dynamic[1])} {address(dynamic[2])} * * *", download)):
            yield Problem("KO-BZ139", value=line, level="warning")


def _queue_types(there: Lines, want: Lines) -> Iterator[Problem]:
    """CBQ and WFQ sort by other means than ours."""
    for key in want:
        if _TYPE.fullmatch(key[1]) and key in there and there[key].canon not in ("", "priority", "shaping"):
            yield Problem("KO-BZ141", "biztel_site.qos.mode", value=there[key].text)


def _hairpin(found: Findings, there: Lines, own: RtxOwnership, model: Model | None) -> None:
    """BZ-50: the type line again, with its own type."""
    line = there.get(("", f"nat descriptor type {own.descriptor}"))
    if not own.switches["nat_hairpin"] or line is None or model is None:
        return
    kind = line.canon.partition(" ")[0]
    if not model.has("hairpin") or kind not in ("masquerade", "nat-masquerade"):
        found.problems.append(Problem("KO-BZ150", "biztel_site.rtx.nat_hairpin", f"{model.name} {model.revision} {kind}"))
    else:
        found.lines.append(f"{line.head} {kind} hairpin=on")
