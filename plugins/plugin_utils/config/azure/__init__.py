# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Objects of Azure: what stands against what is wanted, as the fewest writes."""

from __future__ import annotations

from .plan import again, key_step, one, plan, removal
from .steps import Plan, Shown, Step
from .values import connected, established, state

__all__ = ["Plan", "Shown", "Step", "again", "connected", "established", "key_step", "one", "plan", "removal", "state"]
