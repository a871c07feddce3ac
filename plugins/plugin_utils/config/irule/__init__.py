# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""iRules looked over without a device: what a BIG-IP would refuse, and what it would take and do wrong (BP-50 to BP-59)."""

from __future__ import annotations

from .lint import Facts, lint

__all__ = ["Facts", "lint"]
