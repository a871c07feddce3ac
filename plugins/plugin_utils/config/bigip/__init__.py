# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is peculiar to a BIG-IP: its tables, the spelling of its REST API, its iRules."""

from __future__ import annotations

from .against import refused
from .plan import plan
from .rules import rules
from .tables import KINDS, read_for
from .tmsh import tmsh

__all__ = ["KINDS", "plan", "read_for", "refused", "rules", "tmsh"]
