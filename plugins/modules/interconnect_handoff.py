#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: interconnect_handoff
short_description: Write the text for Twilio, the steps, the SBC sheet and the design of each site of Twilio Interconnect
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Writes, for each site, the text to send to Twilio's onboarding contact (carrier, VPN id, routes, locations, Mbps, calls, contact, border devices)
    and the steps around the extranet agreement with their state (TI-10, TI-12). What is missing or wrong in the inventory is listed, not refused.
  - Once nothing is wrong, also Twilio's names for the session border controller and the addresses and ports to open (TI-20 to TI-25) with the age of
    the data, each connection of the design with its size by both methods, and a picture.
  - Secrets are never written; the sheet says that they are in the vault. Logs in to no device.
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
  kyoten.onramp.interconnect_handoff:
    dest: sheets
  run_once: true
  delegate_to: localhost
"""

RETURN = r"""
interconnect_handoff:
  description: The sheet of each site, Markdown.
  returned: success
  type: dict
"""
