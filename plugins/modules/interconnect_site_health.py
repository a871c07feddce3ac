#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: interconnect_site_health
short_description: Tell the state of each Twilio Interconnect site from the verdicts of its routers
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Puts together what M(kyoten.onramp.interconnect_health) found on the routers of the play. A site is C(healthy) when every connection is and
    at least two locations have an Established session (TI-68), C(degraded) while any connection carries calls, C(down) when none does; the text
    says which location carries none.
  - Logs in to no device. A router without a verdict counts as not reached.
options:
  register:
    description: The name under which the results of M(kyoten.onramp.interconnect_health) were registered.
    type: str
    default: interconnect_state
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: none
notes:
  - Use it with C(run_once).
"""

EXAMPLES = r"""
- name: Verify the routers, then tell the state of the sites
  block:
    - name: Ask every router
      kyoten.onramp.interconnect_health:
      register: interconnect_state
  always:
    - name: Tell the state of the sites
      kyoten.onramp.interconnect_site_health:
      run_once: true
"""

RETURN = r"""
sites:
  description: The state of each site.
  returned: always
  type: dict
  sample: {"tokyo-sbc": "healthy", "fukuoka-sbc": "degraded"}
msg:
  description: One line per site.
  returned: always
  type: str
"""
