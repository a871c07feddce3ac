# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The journals of several workers become one: no record is lost, none is there twice, and the order in which they come does not matter."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from ..problem import OnrampError, Problem
from . import records
from .run import is_id

Record = dict[str, Any]


def union(*journals: Iterable[Record]) -> list[Record]:
    """Every record once, by its time. Within one journal times ascend (``records.now``), so its own order stays."""
    found = {_text(record): record for journal in journals for record in journal}
    return [found[text] for text in sorted(found, key=lambda text: (found[text]["time"], text))]


def merge(folder: Path, sources: Sequence[Path], write: bool = True) -> dict[str, int]:
    """Take the journals of ``sources`` into ``folder``: how many records each file gains, by its name; ``write`` false only counts.

    Raises every problem before anything is written: no such folder (KO-RO023), a damaged journal on either side (KO-CH016). A journal that
    a run is writing raises KO-CH001; what was merged until then stays, and merging again does the rest.
    """
    files, problems = _files(sources)
    gained = dict.fromkeys(files, 0)
    for name, theirs in files.items():
        try:
            gained[name] = _gain(folder / name, list(map(_load, theirs)))
        except OnrampError as error:
            problems += error.problems
    if problems:
        raise OnrampError(problems)
    gained = {name: number for name, number in gained.items() if number}
    for name in gained if write else ():
        path = folder / name
        with records.locked(path.with_suffix(".lock")):
            records.rewrite(path, union(_load(path), *map(_load, files[name])))
    return gained


def _files(sources: Sequence[Path]) -> tuple[dict[str, list[Path]], list[Problem]]:
    """The journals of all sources by their names, and what is wrong with the sources."""
    problems = [Problem("KO-RO023", value=str(source)) for source in sources if not source.is_dir()]
    found: dict[str, list[Path]] = {}
    for source in sources:
        for path in sorted((*source.glob("*.jsonl"), *source.glob("runs/*.jsonl"))):
            found.setdefault(path.relative_to(source).as_posix(), []).append(path)
    return found, problems


def _gain(ours: Path, theirs: Sequence[list[Record]]) -> int:
    before = union(_load(ours))
    return len(union(before, *theirs)) - len(before)


def _load(path: Path) -> list[Record]:
    """A journal whose every record has what the journal of a device, or of a run, must have."""
    found = records.load(path)
    sound: Callable[[Record], bool] = _of_run if path.parent.name == "runs" else _of_device
    if not all(map(sound, found)) or (path.parent.name == "runs" and not is_id(path.stem)):
        raise OnrampError([Problem("KO-CH016", value=path.name, details={"number": "?"})])
    return found


def _of_run(record: Record) -> bool:
    return isinstance(record.get("kind"), str) and _timed(record)


def _of_device(record: Record) -> bool:
    texts = all(isinstance(record.get(name), str) for name in ("run", "phase"))
    return texts and _timed(record) and isinstance(record.get("facts"), dict) and len(record) == 4


def _timed(record: Record) -> bool:
    time = record.get("time")
    return isinstance(time, int | float) and not isinstance(time, bool) and math.isfinite(time)


def _text(record: Record) -> str:
    return json.dumps(record, sort_keys=True)
