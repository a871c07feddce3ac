#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: size
short_description: Tell how many calls each site makes and what bandwidth carries them
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - For every site that a host of the play carries, the calls, the traffic that as many lines carry, the bandwidth of one call and of all, the
    limits that it must fit into after a failure, the headroom, MTU and MSS, with the arithmetic shown (SZ-04, SZ-42).
  - Logs in to no device. A site that is too small for its calls is shown as such and warned of; other mistakes in the inventory stop the task.
options:
  systems:
    description: The systems to look at, by the names of their roles.
    type: list
    elements: str
    choices: [virtual_connect, interconnect, biztel]
    default: [virtual_connect]
  dest:
    description: Folder for C(sizes.md) and the picture C(sizes.svg). Without it they are only returned.
    type: path
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: full
notes:
  - Use it with C(run_once).
"""

EXAMPLES = r"""
- name: Write the sizes of every site
  kyoten.onramp.size:
    dest: sizes
  run_once: true
  delegate_to: localhost
"""

RETURN = r"""
sizes:
  description: One entry for each site, with every input and step.
  returned: success
  type: list
  elements: dict
sheet:
  description: The same for people, Markdown.
  returned: success
  type: str
"""
