#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cli_config
short_description: Bring one router to its intended configuration, guarded by its own revert timer and verified from a new session
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Reads the running configuration once, computes the smallest ordered change, arms the router's own revert timer, applies, opens a new
    session, verifies, and only then confirms and saves. A failure at any point leaves the old configuration.
  - With O(systems) the configuration is designed and rendered from the site dictionaries in the inventory, what the collection owns and no
    longer wants is removed, and everything else on the router is left untouched.
  - With O(config) the given lines are added or changed; nothing is removed, and only the new session is the proof.
  - Works over P(kyoten.onramp.ssh_cli#connection) and C(ansible.netcommon.network_cli).
options:
  systems:
    description: The systems (roles) that this router carries. Their sites are taken from the variables C(<system>_site).
    type: list
    elements: str
    choices: [virtual_connect, interconnect, biztel]
  config:
    description: Configuration text in the form of C(show running-config). Alternative of O(systems).
    type: str
  revert_minutes:
    description: The router's revert timer (1-120 minutes), VC-64. This and the next options are what the roles' own options say (C(<system>_patience)
      and so on, of several systems the most careful), or without O(systems) 5 minutes, 150 and 5 seconds, and nothing allowed.
    type: int
  allow_disruption:
    description: Allow a change that drops every tunnel which the router carries (VC-66), or one while the site's other CPE is not healthy (VC-65).
    type: bool
  accept_degraded:
    description: Confirm also when one of two tunnels is not healthy after the change.
    type: bool
  accept_unsaved:
    description: Where a scheduled restart has to guard the change (a Yamaha RTX of an old revision), let it lose what nobody saved (RX-46).
    type: bool
  patience:
    description: How many seconds to wait for tunnels and sessions to come up before they count as failed. The revert timer bounds it.
    type: int
  sample_seconds:
    description: Seconds between the two samples that tell a steady session from a bouncing one (VC-68).
    type: int
  run:
    description: The id under which this run goes into the journal, where several routers share one; made up when not given.
    type: str
  journal_dir:
    description: Folder of the journals (mode 0700, no secrets in them). A next run reads how far a killed run had come.
    type: path
    default: ~/.local/state/kyoten.onramp/journal
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: With C(secret_update=always) a secret that is stored encrypted is sent on every run (IX-36).
seealso:
  - module: kyoten.onramp.virtual_connect_health
"""

EXAMPLES = r"""
- name: Bring the router to its Virtual Connect design
  kyoten.onramp.cli_config:
    systems: [virtual_connect]
    revert_minutes: 10

- name: Bring a router to both its designs, in one guarded change
  kyoten.onramp.cli_config:
    systems: [virtual_connect, interconnect]

- name: Bring a Yamaha RTX to BIZTEL's settings
  kyoten.onramp.cli_config:
    systems: [biztel]
    revert_minutes: 3

- name: Add lines of your own under the same guard
  kyoten.onramp.cli_config:
    config: |
      ip access-list extended MANAGEMENT
       10 permit tcp 192.0.2.0 0.0.0.255 any eq 22
"""

RETURN = r"""
status:
  description: How the router ended.
  returned: always
  type: str
  sample: changed
  choices: [unchanged, would_change, changed, rolled_back, failed, unreachable, unknown]
commands:
  description: The configuration commands of the change, in order, secrets masked.
  returned: when the running configuration could be read
  type: list
  elements: str
health:
  description: One line per check and tunnel.
  returned: when verified
  type: list
  elements: str
verdicts:
  description: The same as data, one entry per system.
  returned: when verified
  type: list
  elements: dict
run:
  description: The id of this run in the journal.
  returned: always
  type: str
  sample: 20261123T215136Z-1f3a
codes:
  description: The code of every problem.
  returned: failed
  type: list
  elements: str
"""
