#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: sip_load_balancer_health
short_description: Verify WebOTX SIP Application Server behind one F5 BIG-IP
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Reads configuration and statistics over iControl REST, and sends one SIP OPTIONS from here through the virtual server; writes nothing (SB-80).
  - Each check stands for itself. Objects, profiles, persistence and rules in force, members up, virtual server available, calls bound to members,
    OPTIONS answered.
  - Fails unless every check passes or could not be made, with what each failure means for calls and how it is mended (SB-87 to SB-96).
options:
  probe:
    description: Whether to send the OPTIONS. It needs a way from here to the virtual server.
    type: bool
    default: true
  probe_timeout:
    description: Seconds to wait for its answer.
    type: float
    default: 4
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: none
seealso:
  - module: kyoten.onramp.bigip_sip
"""

EXAMPLES = r"""
- name: Is the service in force?
  kyoten.onramp.sip_load_balancer_health:
  register: sip_state
"""

RETURN = r"""
status:
  description: How the service is.
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
