# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""FortiOS's SIP rewriting out of the way in three steps, and back to what it was (FO-21 to FO-26, BZ-45).

Step 3, no VoIP profile on our own policies, is among what these policies are to be (``NO_PROFILE``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...problem import Problem
from ..objects import Ref, Shown, Want, same
from ..objects.model import Row
from ..objects.values import sendable
from .tables import KINDS

SETTINGS, HELPERS = "system/settings", "system/session-helper"
NO_PROFILE = {"voip-profile": ""}
_MODE = "default-voip-alg-mode"
_OFF = {_MODE: "kernel-helper-based", "sip-expectation": "disable", "sip-nat-trace": "disable", "sip-helper": "disable"}
_PORTS = ("5060", "15061", "15062")
_RECORDING = range(20990, 21001)  # FTP that must not be rewritten (BZ-58, FO-29)


@dataclass(frozen=True)
class Sip:
    """What is to become of the settings and the session helpers; ``borrowed`` is what they were before us."""

    wants: list[Want] = field(default_factory=list)
    gone: list[Ref] = field(default_factory=list)
    borrowed: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def off(shown: Shown, taken: Mapping[str, Any], allowed: bool) -> Sip:
    """Steps 1 and 2. Where they would change anything and are not ``allowed``, that is the one problem (FO-24)."""
    was = _settings(shown)
    wanted = {name: value for name, value in _OFF.items() if name in was or name == _MODE}  # sip-helper is a setting of 6.0 only
    before = {name: was[name] for name, value in wanted.items() if name in was and not same(value, was[name], KINDS[SETTINGS])}
    helpers = [row for row in shown.get(HELPERS, ()) if _is_sip(row)]
    if not before and not helpers and _MODE in was:
        return Sip()
    using = ", ".join(_profiles(shown)) or "-"
    if not allowed:
        return Sip(problems=[Problem("KO-BZ145", "biztel_site.fortios.disable_sip_alg", value=using)])
    warning = [Problem("KO-BZ145B", value=using, level="warning")] if using != "-" else []
    rows = {str(row["id"]): sendable(row) for row in (*taken.get(HELPERS, ()), *helpers)}
    borrowed = {SETTINGS: {**taken.get(SETTINGS, {}), **before}, HELPERS: list(rows.values())}
    return Sip([Want(SETTINGS, "", wanted)], [Ref(HELPERS, row["id"]) for row in helpers], borrowed, warning)


def back(shown: Shown, taken: Mapping[str, Any], ours_stand: bool) -> Sip:
    """Settings that still are as we left them become what they were; helpers come back under their old numbers, or the next free one."""
    was, recorded = _settings(shown), taken.get(SETTINGS, {})
    again = {name: value for name, value in recorded.items() if same(_OFF[name], was.get(name), KINDS[SETTINGS])}
    others = [name for name, value in recorded.items() if name not in again and not same(value, was.get(name), KINDS[SETTINGS])]
    problems = [Problem("KO-BZ145D", value=name, level="warning", details={"shown": was.get(name)}) for name in others]
    if not taken and ours_stand and was.get(_MODE) == _OFF[_MODE]:
        problems.append(Problem("KO-BZ145E", level="warning"))
    wants = list(_helpers_again(shown.get(HELPERS, ()), taken.get(HELPERS, ())))
    return Sip([*wants, *([Want(SETTINGS, "", again)] if again else [])], problems=problems)


def helpers_in_the_way(shown: Shown) -> Iterator[Problem]:
    """A helper that rewrites the recording download."""
    for row in shown.get(HELPERS, ()):
        if row.get("name") == "ftp" and row.get("port") in _RECORDING:
            yield Problem("KO-BZ145C", value=row["id"], level="warning", details={"port": row["port"]})


def _helpers_again(there: Sequence[Row], recorded: Sequence[Row]) -> Iterator[Want]:
    taken = {int(row["id"]) for row in there}
    for row in recorded:
        if not any(_alike(row, other) for other in there):
            number = row["id"] if row["id"] not in taken else max(taken) + 1
            taken.add(number)
            yield Want(HELPERS, number, {**row, "id": number})


def _alike(one: Row, other: Row) -> bool:
    return all(str(one.get(name)) == str(other.get(name)) for name in ("name", "protocol", "port"))


def _is_sip(row: Row) -> bool:
    """By its name, never by its number, which differs between models (FO-22)."""
    return row.get("name") == "sip" and str(row.get("port")) in _PORTS


def _profiles(shown: Shown) -> list[str]:
    """The policies that hand SIP to a VoIP profile, as ``7 (guest-voice)``."""
    return [f"{row['policyid']} ({row.get('name') or '-'})" for row in shown.get("firewall/policy", ()) if row.get("voip-profile")]


def _settings(shown: Shown) -> Row:
    return next(iter(shown.get(SETTINGS, ())), {})
