#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: interconnect_health
short_description: Verify the Twilio Interconnect connections of one router, layer by layer, and name the cause of a failure
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Reads operational outputs only; never enters configuration mode.
  - Checks sub-interface, BGP session, routes received, routes announced and routing table of each connection in this order (TI-60 to TI-64).
    The first that fails is the finding; what depends on it is not tested.
  - Beside these, whatever they say, that the border devices are reachable (TI-65), the access lists (TI-66) and the queues (TI-67). Packets that
    an access list has denied between two samples are a warning. A ping towards Twilio only informs (TI-69).
  - Fails unless every connection of this router is healthy, with the cause (row of the troubleshooting table, X01 to X13), its evidence, the
    mend, and whether the customer, the carrier or Twilio must act.
  - A test call is not made (TI-70); make one from the border device, and let it send OPTIONS.
options:
  patience:
    description: How many seconds to wait for a session that is still coming up.
    type: int
    default: 30
  sample_seconds:
    description: Seconds between the two samples that tell what is denied or dropped now (TI-66, TI-67).
    type: int
    default: 5
  reported:
    description:
      - Symptoms that no router shows, which people have told. Each gives its row of the troubleshooting table, the mend and who must act.
      - C(call_over_internet) is X07, C(route_request_rejected) X10, C(twilio_62006) X11, C(sdk_31009) X13.
    type: list
    elements: str
    choices: [call_over_internet, route_request_rejected, twilio_62006, sdk_31009]
    default: []
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: none
seealso:
  - module: kyoten.onramp.interconnect_site_health
"""

EXAMPLES = r"""
- name: Are this router's connections healthy?
  kyoten.onramp.interconnect_health:
  register: interconnect_state

- name: Twilio's console shows error 62006. Who must act?
  kyoten.onramp.interconnect_health:
    reported: [twilio_62006]
"""

RETURN = r"""
status:
  description: The state of the connections that this router carries.
  returned: when the router could be asked
  type: str
  choices: [healthy, degraded, down, absent]
health:
  description: One line per check and connection.
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
