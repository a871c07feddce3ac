# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A design for a FortiGate against what its tables show: the writes, and everything that stands against them (FO-18 to FO-31, BZ-43 to BZ-45)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ...problem import OnrampError, Problem, errors
from ...render import unprintable
from ..objects import ObjectPlan, Operation, Ref, Shown, Store, Want
from ..objects import plan as plan_writes
from .place import POLICY, anchor, in_front
from .sip import NO_PROFILE, Sip, back, helpers_in_the_way, off
from .tables import KINDS, POLICIES, all_owned, owned

_SERVICES = "firewall.service/custom"
_OLD, _NEW = "TCP/UDP/SCTP", "TCP/UDP/UDP-Lite/SCTP"
_LAST_OLD, _FIRST_NEW = (7, 4, 4), (7, 6)  #: versions of which the name is known (FO-18); between them the device's own services tell


def plan(design: Mapping[str, Any], version: tuple[int, ...], shown: Shown, taken: Mapping[str, Any]) -> ObjectPlan:
    """``design`` as design/biztel/fortios.py makes it; ``taken`` what earlier runs have recorded of settings that are not ours.

    All problems at once, before anything is written.
    """
    unsafe = list(unprintable(design["objects"]))
    if unsafe:
        return ObjectPlan(problems=unsafe)
    store, ours = Store(shown, KINDS), partial(owned, design["system"])
    present = design["state"] == "present"
    wants = list(_wanted(design, version, shown))
    keys = {(want.table, str(want.key)) for want in wants}
    gone = [ref for ref in all_owned(design["system"], store) if (ref.table, str(ref.key)) not in keys]
    sip = off(shown, taken, design["sip_alg_off"]) if present else back(shown, taken, bool(gone))
    problems = [*sip.problems, *_taken_numbers(store, wants, ours)]
    try:
        before = {POLICY: anchor(store, design["place_before"], ours)} if present else {}
    except OnrampError as error:
        return ObjectPlan(problems=[*problems, *error.problems])
    operations = plan_writes(shown, [*wants, *sip.wants], [*gone, *sip.gone], KINDS, before)
    problems += _after(Store(shown, KINDS).apply(operations), gone, wants)
    return _made(operations, problems, sip, present)


def _made(operations: list[Operation], problems: list[Problem], sip: Sip, present: bool) -> ObjectPlan:
    if errors(problems):
        return ObjectPlan(problems=problems)
    return ObjectPlan(operations, problems, sip.borrowed, returns=not present)


def _wanted(design: Mapping[str, Any], version: tuple[int, ...], shown: Shown) -> Iterator[Want]:
    """The objects of the design in this version's words; our policies carry no VoIP profile (FO-23)."""
    spelled = {_OLD: _protocol(version, shown)}
    for each in design["objects"]:
        values = dict(each["object"])
        if each["table"] == _SERVICES:
            values["protocol"] = spelled.get(values["protocol"], values["protocol"])
        yield Want(each["table"], values[each["key"]], {**values, **(NO_PROFILE if each["table"] == POLICY else {})})


def _protocol(version: tuple[int, ...], shown: Shown) -> str:
    """What this version calls the protocol of a service with ports (FO-18, FO-44)."""
    if version <= _LAST_OLD or version >= _FIRST_NEW:
        return _NEW if version >= _FIRST_NEW else _OLD
    return _NEW if any(row.get("protocol") == _NEW for row in shown.get(_SERVICES, ())) else _OLD


def _taken_numbers(store: Store, wants: Sequence[Want], ours: Any) -> Iterator[Problem]:
    """Numbers that we want and somebody else's policies have."""
    for table in POLICIES:
        rows = [store.find(table, want.key) for want in wants if want.table == table]
        foreign = [f"{store.key(table, row)} ({row.get('name') or '-'})" for row in rows if row is not None and not ours(table, row)]
        if foreign:
            yield Problem("KO-BZ146", "biztel_site.fortios.policy_base", value=", ".join(foreign), details={"table": table})


def _after(store: Store, gone: Sequence[Ref], wants: Sequence[Want]) -> Iterator[Problem]:
    """What the device would look like: who still uses what leaves, who takes our traffic, who rewrites the recording download."""
    for ref in gone:
        users = [f"{user.table} {user.key}" for user in store.users(ref)]
        if users:
            yield Problem("KO-BZ146B", value=f"{ref.table} {ref.key}", details={"users": ", ".join(users)})
    if wants:
        keys = {(want.table, str(want.key)) for want in wants}
        yield from in_front(store, lambda table, row: (table, str(store.key(table, row))) in keys)
    if any(want.key == "biztel-ftps" for want in wants):
        yield from helpers_in_the_way(store.tables)
