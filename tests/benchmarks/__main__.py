"""``python -m tests.benchmarks``: all rows, into ``build/bench.json`` and a table. Exits 0 unless a row could not be measured."""

from __future__ import annotations

import argparse
import dataclasses
import shutil
import sys
import time
import traceback

from rich.console import Console
from rich.table import Table

from . import ROOT
from .bed import FOLDER, Bed, BenchError
from .rows import NAMES, QUICK, Row, Rows, Size, write

RESULT = ROOT / "build" / "bench.json"


def main(arguments: list[str] | None = None) -> int:
    """Measure; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="What a rollout costs, ours beside others'.")
    parser.add_argument("--only", action="append", choices=NAMES, metavar="ROW", help=f"this row; may be given again ({', '.join(NAMES)})")
    parser.add_argument("--n", type=int, help="so many devices in the rows of a fleet")
    parser.add_argument("--quick", action="store_true", help="fewer devices, one round: to see that every row works; the figures are no proof")
    options = parser.parse_args(arguments)
    size = QUICK if options.quick else Size()
    if options.n:
        size = dataclasses.replace(size, fleet=options.n, nornir=min(size.nornir, options.n))
    return bench([name for name in NAMES if name in (options.only or NAMES)], size)


def bench(names: list[str], size: Size) -> int:
    """Measure these rows, one after the other; a row that fails does not stop the others."""
    console, found, broken = Console(), list[Row](), list[str]()
    shutil.rmtree(FOLDER / "journal", ignore_errors=True)
    with Bed(size.most) as bed:
        rows = Rows(bed, size)
        for name in names:
            began = time.monotonic()
            try:
                found += getattr(rows, name)()
            except (BenchError, OSError, RuntimeError, ValueError, KeyError, StopIteration) as error:
                broken.append(name)
                console.print(f"{name} could not be measured: {error}", markup=False)
                if not isinstance(error, BenchError):
                    traceback.print_exc()
            console.print(f"{name}: {time.monotonic() - began:.0f} s", markup=False)
            write(found, RESULT)
    Console(width=max(console.width, 180)).print(table(found))
    console.print(f"{RESULT.relative_to(ROOT)}: {len(found)} rows" + (f"; not measured: {', '.join(broken)}" if broken else ""))
    return 1 if broken else 0


def table(rows: list[Row]) -> Table:
    """For people."""
    columns = ("row", "n", "ours", "peer", "ratio", "target", "met", "memory", "unit", "beside")
    grid = Table(box=None, pad_edge=False)
    for column in columns:
        grid.add_column(column, justify="right" if column in columns[1:8] else "left", no_wrap=True)
    for row in rows:
        aims = [f"≤ {_short(row['target'])}"] if row["target"] is not None else []
        aims += [f"≥ {_short(row['target_ratio'])} x"] if row["target_ratio"] is not None else []
        met = {True: "yes", False: "[bold red]no[/]", None: ""}[row["met"]]
        size = f"{row['memory'] / 1e6:.0f} MB" if row.get("memory") else ""
        peer = f"{row['peer_name']} (n {row['peer_n']})" if row.get("peer_n") else row["peer_name"]
        figures = [_short(row[key]) for key in ("ours", "peer", "ratio")]
        grid.add_row(row["name"], f"{row['n']:,}", *figures, ", ".join(aims), met, size, row["unit"], peer)
    return grid


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"


if __name__ == "__main__":
    sys.exit(main())
