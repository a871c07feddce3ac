#!/usr/bin/env python
"""What the lab's routers were told, from their own logs: ``lab_log.py mark|since DIRECTORY...``.

``mark`` remembers how long each log is now (in DIRECTORY/mark.json). ``since`` prints every later line that could change a router, and
exits 1 if there is one, or if a router of DIRECTORY was told nothing at all. So "the second run changed nothing" is proved by the routers,
not by the program that says so.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

#: The first word of every command that can change a router: of IOS-XE, abbreviated as far as it lets them be; of an RTX, whose console settings
#: are set and put back by whoever reads it; of an API, each method that writes, except for a token of one's own.
CHANGING = re.compile(
    r"(?!(post|delete) \S*/(oauth2|authn|authz/tokens)/)(post|put|patch|delete|conf\w*|wr\w*|copy|reload|era\w*|del\w*|clear|archive|ip|nat|queue"
    r"|speed|sip|upnp|save|rollback|schedule|restart|no (?!console))\b",
    re.IGNORECASE,
)


def mark(directory: Path) -> None:
    """Remember the length of every log in ``directory``."""
    lengths = {log.name: log.stat().st_size for log in directory.glob("*.jsonl")}
    (directory / "mark.json").write_text(json.dumps(lengths), encoding="utf-8")


def entries(directory: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Router and entry (time, session, user, mode, line) for every line received since the mark."""
    lengths = json.loads((directory / "mark.json").read_text(encoding="utf-8"))
    for log in sorted(directory.glob("*.jsonl")):
        with log.open("rb") as file:
            file.seek(lengths.get(log.name, 0))
            yield from ((log.stem, json.loads(line)) for line in file if line.strip())


def objections(directory: Path) -> list[str]:
    """What speaks against "every router was asked, none was changed": lines that could change one, and routers that were told nothing."""
    told = list(entries(directory))
    silent = {log.stem for log in directory.glob("*.jsonl")} - {router for router, _entry in told}
    changing = [f"{router}: {entry['line']}" for router, entry in told if CHANGING.match(str(entry["line"]).strip())]
    return changing + [f"{router}: was told nothing" for router in sorted(silent)] + ([] if told else [f"{directory}: no router was told anything"])


def main() -> int:
    """See the module's text."""
    action, *directories = sys.argv[1:]
    if action == "mark":
        for directory in directories:
            mark(Path(directory))
        return 0
    found = [line for directory in directories for line in objections(Path(directory))]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
