# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A secret on its way from the vault to the device."""

from __future__ import annotations

from ..problem import SECRET


class Secret(str):
    """A string that renders as itself but whose ``repr`` (tracebacks, debug output of a whole design) is ``<secret>``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return SECRET
