#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: intent
short_description: Check the intent of every site of a play before any login
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Checks the site dictionaries of all hosts of the play, each by itself and against each other, and reports every problem at once
    with its code, path, value and mend, in English or Japanese (variable C(onramp_language)).
  - Logs in to no device. Run it once, before the play that changes devices.
options:
  systems:
    description: The systems (roles) whose variables are checked.
    type: list
    elements: str
    choices: [virtual_connect, interconnect, biztel, azure_vpn, sip_load_balancer]
    required: true
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: none
notes:
  - Use it with C(run_once) and C(delegate_to=localhost).
seealso:
  - module: kyoten.onramp.cli_config
"""

EXAMPLES = r"""
- name: Check the intent of every site
  kyoten.onramp.intent:
    systems: [virtual_connect]
  run_once: true
  delegate_to: localhost
"""

RETURN = r"""
msg:
  description: Every problem, one a line, when there is one.
  returned: failed
  type: str
  sample: "KO-VC009 osaka-r1: virtual_connect_site.di_network: 192.0.2.0/23 is not a /24 — take the /24 from the activation form"
codes:
  description: The code of every problem.
  returned: failed
  type: list
  elements: str
run:
  description: An id under which the runs that follow for each router may go into the journal.
  returned: success
  type: str
  sample: 20261127T084258Z-1f3a
hosts:
  description: The hosts whose intent was checked.
  returned: success
  type: list
  elements: str
"""
