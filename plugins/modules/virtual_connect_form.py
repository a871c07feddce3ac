#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: virtual_connect_form
short_description: Write the activation form, the design sheet and the picture of each Virtual Connect site
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Fills in the customer's half of the Control Hub activation form from the inventory and lists what is still missing of Cisco's half (VC-13,
    VC-48). Secrets are never written; the sheet says that they are in the vault.
  - Logs in to no device, and also works before Cisco has activated the site.
options:
  dest:
    description: Folder for one Markdown file per site. Without it the sheets are only returned.
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
- name: Write the sheets of every site
  kyoten.onramp.virtual_connect_form:
    dest: sheets
  run_once: true
  delegate_to: localhost
"""

RETURN = r"""
virtual_connect_form:
  description: The sheet of each site, Markdown.
  returned: success
  type: dict
"""
