#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: virtual_connect_site_health
short_description: Tell the state of each Virtual Connect site from the verdicts of its routers
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Puts together what M(kyoten.onramp.virtual_connect_health) found on the routers of the play (VC-77). A site is C(healthy) when both data
    centres are reached, C(degraded) when one is, C(down) when none is; the text says which /25 is on backup.
  - Logs in to no device. A router without a verdict counts as not reached.
options:
  register:
    description: The name under which the results of M(kyoten.onramp.virtual_connect_health) were registered.
    type: str
    default: virtual_connect_state
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
      kyoten.onramp.virtual_connect_health:
      register: virtual_connect_state
  always:
    - name: Tell the state of the sites
      kyoten.onramp.virtual_connect_site_health:
      run_once: true
"""

RETURN = r"""
sites:
  description: The state of each site.
  returned: always
  type: dict
  sample: {"osaka-hub": "healthy", "tokyo-hub": "degraded"}
msg:
  description: One line per site.
  returned: always
  type: str
"""
