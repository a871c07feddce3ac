# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The health of a VPN between Azure and SORACOM Door: every tunnel, what it is made of, and the VPG (AZ-82, AZ-90). Pure."""

from __future__ import annotations

from .judge import idle, judge, redundancy
from .vpg import vpg_check

__all__ = ["idle", "judge", "redundancy", "vpg_check"]
