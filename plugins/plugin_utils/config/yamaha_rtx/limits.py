# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether this model and revision can have what is to stand on it (BZ-36, RX-55, RX-56)."""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import Problem
from .lines import Lines, numbered
from .lists import Numbers
from .models import known_models, model


def limits(name: str, revision: str, there: Lines, found: Lines, want: Lines) -> Iterator[Problem]:
    """Before anything is written. A model that we do not know is refused: it would have to find out line by line."""
    if not any(line.canon for line in want.values()):
        return
    box = model(name, revision)
    if box is None:
        yield Problem("KO-CF030", value=f"{name} Rev.{revision}", details={"known": ", ".join(known_models())})
        return
    for key, line in found.items():
        if line.form == "list" and line.kind["of"] == "filter" and key in want and len(Numbers.read(line.canon)) > box.entries:
            details = {"list": " ".join(filter(None, key)), "most": box.entries}
            yield Problem("KO-BZ136", value=len(Numbers.read(line.canon)), details=details)
        if line is not there.get(key) and line.canon != (there[key].canon if key in there else "") and not box.takes(line.text):
            yield Problem("KO-CF031", value=line.text, details={"model": f"{name} Rev.{revision}"})
    yield from _classes(box.priority_classes, want)


def _classes(most: int, want: Lines) -> Iterator[Problem]:
    """Strict precedence knows few classes on most models."""
    if any(line.key[1].endswith(" type") and line.canon == "priority" for line in want.values()):
        for line in numbered(want)["class_filter"].values():
            class_ = line.canon.partition(" ")[0]
            if class_.isdecimal() and int(class_) > most:
                yield Problem("KO-CF032", value=line.text, details={"most": most})
