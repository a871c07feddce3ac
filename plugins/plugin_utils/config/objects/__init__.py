# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Devices whose configuration is objects in tables: what a device shows and what is wanted in, an ordered minimal list of writes and its inverse out.

Pure, and of no platform: which tables there are, and what is peculiar to them, comes as ``Kinds``.
"""

from __future__ import annotations

from .inverse import inverse, undo
from .model import Kind, Kinds, ObjectPlan, Operation, Ref, Shown, Store, Want, names
from .plan import plan
from .shown import diff, lines
from .standing import Standing, standing
from .values import same

__all__ = [
    "Kind", "Kinds", "ObjectPlan", "Operation", "Ref", "Shown", "Standing", "Store", "Want",
    "diff", "inverse", "lines", "names", "plan", "same", "standing", "undo",
]  # fmt: skip
