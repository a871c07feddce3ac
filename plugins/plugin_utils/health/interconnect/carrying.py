# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether a CE carries calls as it stands, so that the other one may be changed (TI-57): by its signs, not by what the intent now wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any

from ...problem import Problem
from ..samples import Samples, UnreadableError
from .checks import link
from .checks.announced import announced_of
from .checks.bgp import neighbor_of
from .checks.received import accepted_of
from .parts import parts_of
from .subject import Subject


def healthy_peer(design: Mapping[str, Any], outputs: Sequence[Mapping[str, str]]) -> Problem | None:
    """None when the other CE (its ``design``, its outputs of ``rounds``) shows every sign of ``_SIGNS`` on each of its connections."""
    samples, parts = Samples(outputs), parts_of(design)
    if not parts:
        return Problem("KO-HV205", value="-", host=design["host"], details={"location": "-"})
    for part in parts:
        lacking = _first_lacking(Subject(dict(design), part, samples))
        if lacking:
            return Problem("KO-HV205", part["location"], lacking, design["host"], details={"location": part["location"]})
    return None


def _first_lacking(subject: Subject) -> str:
    for name, shown in _SIGNS.items():
        try:
            if not shown(subject):
                return name
        except UnreadableError:
            return name
    return ""


def _up(subject: Subject) -> bool:
    return link.state_of(subject).up


def _established(subject: Subject) -> bool:
    row = neighbor_of(subject)
    return row is not None and row.accepted is not None


def _knows_media(subject: Subject) -> bool:
    media = IPv4Network(subject.design["media"]["prefix"])
    return any(IPv4Network(prefix).overlaps(media) for prefix in accepted_of(subject) if prefix != "0.0.0.0/0")


def _announces(subject: Subject) -> bool:
    return bool(announced_of(subject))


#: the interface up, BGP Established, Twilio's media and the customer's routes in it (TI-57)
_SIGNS: Mapping[str, Callable[[Subject], bool]] = {"LINK": _up, "BGP": _established, "IN": _knows_media, "OUT": _announces}
