"""What a rollout costs, ours beside others': ``make bench``. No part of ``make test``; see docs/performance.md."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
