#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: biztel_health
short_description: Verify BIZTEL's filters, timers, SIP handling and QoS on one Yamaha RTX or FortiGate
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Reads the configuration that is in force, over the console of an RTX or the REST API of a FortiGate; writes nothing.
  - Each check stands for itself. Filters or policies before any that would take BIZTEL's traffic (BZ-55), NAT timers that outlive the silence
    between registrations (BZ-56), nothing that rewrites SIP (BZ-57), UPnP and FTP helpers (BZ-58), the precedence of voice (BZ-59).
  - Fails unless every check passes, with what each failure means for calls and how it is mended (BZ-63 to BZ-74).
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: none
seealso:
  - module: kyoten.onramp.cli_config
  - module: kyoten.onramp.fortios_biztel
"""

EXAMPLES = r"""
- name: Are BIZTEL's settings in force?
  kyoten.onramp.biztel_health:
  register: biztel_state
"""

RETURN = r"""
status:
  description: How the device is for BIZTEL.
  returned: when the device could be asked
  type: str
  choices: [healthy, degraded, down, absent]
health:
  description: One line per check.
  returned: when the device could be asked
  type: list
  elements: str
verdicts:
  description: The same as data.
  returned: when the device could be asked
  type: list
  elements: dict
codes:
  description: The code of every problem.
  returned: failed
  type: list
  elements: str
"""
