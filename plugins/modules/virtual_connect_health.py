#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: virtual_connect_health
short_description: Verify the Virtual Connect tunnels of one router, layer by layer, and name the cause of a failure
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Reads operational outputs only; never enters configuration mode.
  - Checks IKEv2, IPsec, tunnel, ping, BGP session, BGP routes in both directions, routing table and MTU of each tunnel in this order
    (VC-68 to VC-76). The first layer that fails is the finding; what depends on it is not tested.
  - Fails unless every tunnel of this router is healthy, with the cause (row of the troubleshooting table), its evidence, the mend, and
    whether the customer or Cisco must act (VC-78).
options:
  patience:
    description: How many seconds to wait for a session that is still coming up.
    type: int
    default: 30
  sample_seconds:
    description: Seconds between the two samples that tell a steady session from a bouncing one (VC-68).
    type: int
    default: 5
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: none
seealso:
  - module: kyoten.onramp.virtual_connect_site_health
"""

EXAMPLES = r"""
- name: Are this router's tunnels healthy?
  kyoten.onramp.virtual_connect_health:
  register: virtual_connect_state
"""

RETURN = r"""
status:
  description: The state of the tunnels that this router carries.
  returned: when the router could be asked
  type: str
  choices: [healthy, degraded, down, absent]
health:
  description: One line per check and tunnel.
  returned: when the router could be asked
  type: list
  elements: str
verdicts:
  description: The same as data, with the findings.
  returned: when the router could be asked
  type: list
  elements: dict
codes:
  description: The code of every problem.
  returned: failed
  type: list
  elements: str
"""
