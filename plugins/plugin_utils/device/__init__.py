# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Sessions to devices: where and how to log in, one command-line session, the router behind it."""

from __future__ import annotations

from .errors import PASSING, DeviceError
from .session import Session, open_session
from .target import Target, make_target, target_from_vars

__all__ = ["PASSING", "DeviceError", "Session", "Target", "make_target", "open_session", "target_from_vars"]
