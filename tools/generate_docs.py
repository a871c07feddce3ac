"""``make docs`` (python -m tools.generate_docs): every generated page of docs/. With ``--check`` writes nothing and fails when one is not current."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tools.pages import codes, json_schema, requirements, variables

DOCS = Path(__file__).resolve().parent.parent / "docs"
SYSTEMS = ("virtual_connect", "interconnect", "biztel", "azure_vpn", "sip_load_balancer")


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page: where it stands and its text."""
    per_system = (page(system) for system in SYSTEMS for page in (variables.pages, json_schema.pages))
    for path, text in chain(codes.pages(), requirements.pages(), *per_system):
        yield DOCS / path, text


def stale(wanted: dict[Path, str]) -> list[Path]:
    """Pages that differ from what is wanted, and pages of codes that no longer exist."""
    differing = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return differing + [path for path in sorted((DOCS / "codes").glob("*.md")) if path not in wanted]


def write(wanted: dict[Path, str]) -> None:
    """Make docs/ hold the wanted pages, and no page of a code that no longer exists."""
    for path in stale(wanted):
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()


def main() -> int:
    """Exit status: 1 when ``--check`` finds a page that is not current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a page is not current")
    wanted = dict(pages())
    if not parser.parse_args().check:
        write(wanted)
        return 0
    old = stale(wanted)
    for path in old:
        print(f"not current: {path.relative_to(DOCS.parent)} (run `make docs`)")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
