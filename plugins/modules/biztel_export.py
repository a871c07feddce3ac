#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: biztel_export
short_description: Write what a firewall must let through for BIZTEL
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Turns C(biztel_site) into the rules of BIZTEL's requirements page for this branch, as CSV, JSON, text to read, and PAN-OS set-commands (BZ-46).
  - For firewalls that no role drives. Needs no device and no credentials.
options:
  dest:
    description: Folder of the files C(<host>-biztel-rules.csv), C(.json), C(.txt) and C(.panos).
    type: path
    required: true
  stateful:
    description: Leave out the rules back, for a firewall that lets answers pass by itself (BZ-17).
    type: bool
    default: false
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: full
"""

EXAMPLES = r"""
- name: Write the rules of this branch
  kyoten.onramp.biztel_export:
    dest: rules
  delegate_to: localhost
"""

RETURN = r"""
rules:
  description: The rules as data.
  returned: success
  type: list
  elements: dict
"""
