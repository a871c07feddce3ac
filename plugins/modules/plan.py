#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: plan
short_description: Write what would change on a fleet of routers, for people to agree on and for a rollout to apply exactly
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Reads every host of the play (C(--limit) respected), plans the change, and writes a folder with C(summary.md) (fit for the comment of a pull
    request, with a picture), C(hosts/<host>.diff) for each host that would change, and C(plan.json). No secret stands in any of them.
  - M(kyoten.onramp.rollout) applies C(plan.json) exactly, or refuses and names the host and the lines that have moved.
  - No router is changed.
options:
  systems:
    description: The systems (roles) that the routers carry. Their sites are taken from the variables C(<system>_site).
    type: list
    elements: str
    required: true
    choices: [virtual_connect, interconnect, biztel]
  hosts:
    description: A pattern that selects among the hosts of the play.
    type: str
  dest:
    description: The folder of the plan. An earlier plan in it is replaced.
    type: path
    default: plan
  read:
    description: Log in and compare. V(false) only renders what the intent asks for; such a plan can be read, not applied.
    type: bool
    default: true
  concurrency:
    description: How many routers are read at a time.
    type: int
    default: 50
  login_patience:
    description: How many seconds to try again, at growing intervals, while a router is out of reach or has no free line.
    type: int
    default: 10
  journal_dir:
    description: Folder of the journals, read to see what an earlier run has left unfinished.
    type: path
    default: ~/.local/state/kyoten.onramp/journal
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  check_mode:
    details: In check mode no folder is written either.
  diff_mode:
    support: full
  idempotent:
    support: full
    details: Routers are never changed. The folder is written anew each time.
seealso:
  - module: kyoten.onramp.rollout
"""

EXAMPLES = r"""
- name: Plan
  kyoten.onramp.plan:
    systems: [virtual_connect]
    dest: plan
  run_once: true
"""

RETURN = r"""
dest:
  description: The folder of the plan.
  returned: success
  type: str
changes:
  description: The hosts that would change.
  returned: success
  type: list
  elements: str
summary:
  description: The text of C(summary.md).
  returned: success
  type: str
hosts:
  description: How each host stands.
  returned: when read
  type: dict
counts:
  description: How many hosts stand how.
  returned: when read
  type: dict
  sample: {would_change: 199, unchanged: 1}
codes:
  description: The code of every problem.
  returned: failed
  type: list
  elements: str
"""
