"""The lab: stateful simulated devices over the real protocols. It shares no code with the product."""

from __future__ import annotations

from .lab import Lab

__all__ = ["Lab"]
