"""The log of a running lab on disk: one JSON object per received line (IX-55)."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import IO, TYPE_CHECKING

from .entry import Entry

if TYPE_CHECKING:
    from .device import Device


class Journal:
    """`<directory>/<router>.jsonl`, begun anew with each start."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._files: dict[str, IO[str]] = {}
        directory.mkdir(parents=True, exist_ok=True)
        for old in directory.glob("*.jsonl"):
            old.unlink()

    def follow(self, router: Device) -> None:
        """Write what this router receives from now on."""
        (self.directory / f"{router.name}.jsonl").touch()
        router.on_entry.append(lambda entry: self._write(router.name, entry))

    def _write(self, name: str, entry: Entry) -> None:
        if name not in self._files:
            self._files[name] = (self.directory / f"{name}.jsonl").open("a", encoding="utf-8", buffering=1)
        self._files[name].write(json.dumps(dataclasses.asdict(entry), ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Done."""
        for file in self._files.values():
            file.close()
        self._files.clear()
