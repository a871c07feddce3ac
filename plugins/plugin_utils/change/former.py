# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What of a device was ours before a run changed it: kept in its journal, and made the intention of a rollback.

Not the lines that undo the run, but the state before it: whatever has happened since, the way back is planned from what stands now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..config.change import Part, ours
from ..config.driver import load_driver
from ..config.ownership import as_data, from_data
from ..problem import SECRET, OnrampError, Problem
from .journal import Entry, Journal
from .outcome import Job, Plan
from .seal import Seal


def remember(job: Job, plan: Plan, seal: Seal | None) -> dict[str, Any]:
    """Plain data for the journal. Secrets are sealed; without a seal they are hidden, and ``lost`` where the way back would have to send one."""
    hide = job.driver.mask
    lost = "additive" if any(part.ownership.additive for part in job.parts) else ""
    if seal is None and any(hide(line) != line for line in plan.change.inverse):
        lost = "secrets"
    texts = [ours(job.driver, plan.running, part) for part in job.parts]
    kept = [seal.close(text) if seal else hide(text) for text in texts]
    parts = [{"system": part.system, "text": text, "ownership": as_data(part.ownership)} for part, text in zip(job.parts, kept, strict=True)]
    return {"platform": job.driver.platform, "turn": job.turn, "undoes": job.undoes, "sealed": seal is not None, "lost": lost, "parts": parts}


def way_back(host: str, journal: Journal, run: str, seal: Seal | None) -> Job | None:
    """The job that returns ``host`` to what it was before ``run``; None when that run changed nothing on it.

    ``OnrampError``: a later run has changed it too (KO-RO010), what it needs was not kept (KO-RO006), no or another password (KO-RO009).
    """
    changes = [entry for entry in journal.entries() if entry.phase == "arming"]
    entry = next((entry for entry in changes if entry.run == run), None)
    if entry is None:
        return None
    later = _standing(changes[changes.index(entry) + 1 :], run)
    problems = [Problem("KO-RO010", host=host, value=run, details={"later": later[-1]})] if later else []
    problems += _not_kept(host, entry, seal)
    if problems:
        raise OnrampError(problems)
    return _job(host, entry, seal)


def _standing(later: Sequence[Entry], run: str) -> list[str]:
    """The runs among ``later`` whose changes were not taken back, and that do not take back ``run`` or one another."""
    undoes = {entry.run: entry.facts.get("back", {}).get("undoes", "") for entry in later}
    return [name for name, undone in undoes.items() if name != run and not undone and name not in undoes.values()]


def _not_kept(host: str, entry: Entry, seal: Seal | None) -> list[Problem]:
    back = entry.facts.get("back")
    if not back or back["lost"]:
        return [Problem("KO-RO006", host=host, value=entry.run, details={"reason": back["lost"] if back else "old journal"})]
    return [Problem("KO-RO009", "onramp_journal_password", host=host)] if back["sealed"] and seal is None else []


def _job(host: str, entry: Entry, seal: Seal | None) -> Job:
    back = entry.facts["back"]
    parts: Sequence[Part] = [Part(each["system"], _text(each["text"], back["sealed"], seal), from_data(each["ownership"])) for each in back["parts"]]
    return Job(host, load_driver(back["platform"]), parts, turn=back["turn"], undoes=entry.run)


def _text(text: str, sealed: bool, seal: Seal | None) -> str:
    """A hidden secret is written as one that only the device can read: the one that stands there counts as equal (IX-36)."""
    return seal.open(text) if sealed and seal else text.replace(SECRET, f"6 {SECRET}")
