# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The attributes of the collection's modules."""

from __future__ import annotations


class ModuleDocFragment:
    """What holds for every module, unless it says otherwise itself; whether there is a diff, each says."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and return the status that a run would lead to, without changing a device.
    support: full
  diff_mode:
    description: Returns what has changed, or would change, in diff mode. Secrets are masked.
  idempotent:
    description: A second run with the same intent changes nothing and sends no configuration command.
    support: full
"""
