# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Text files that a task writes: only those that differ, none in check mode, shown in diff mode."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write(folder: Path, files: Mapping[str, str], task: Any) -> dict[str, Any]:
    """``{changed}`` and, in diff mode, ``{diff}`` of ``files`` (name to text) in ``folder``."""
    paths = {folder / name: text for name, text in files.items()}
    before = {path: path.read_text(encoding="utf-8") if path.exists() else "" for path in paths}
    stale = [path for path, text in paths.items() if before[path] != text]
    if not task.check_mode:
        folder.mkdir(parents=True, exist_ok=True)
        for path in stale:
            path.write_text(paths[path], encoding="utf-8")
    diff = [{"before_header": str(path), "after_header": str(path), "before": before[path], "after": paths[path]} for path in stale]
    return {"changed": bool(stale), "diff": diff} if task.diff else {"changed": bool(stale)}
