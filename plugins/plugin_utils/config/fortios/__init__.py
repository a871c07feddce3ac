# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is peculiar to FortiOS: its tables, its SIP rewriting, where policies stand."""

from __future__ import annotations

from .plan import plan
from .tables import KINDS

__all__ = ["KINDS", "plan"]
