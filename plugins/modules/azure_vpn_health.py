#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: azure_vpn_health
short_description: Verify the tunnels between Azure and SORACOM Door, and the VPG
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Reads gateway, local network gateways, connections and their keys over Azure's REST API; writes nothing (AZ-90).
  - With a key in C(azure_vpn_soracom), the Virtual Private Gateway is asked too, over SORACOM's API (AZ-82).
  - Each check stands for itself. Fails unless every tunnel of every site is Connected, with the likely causes; one of two is enough with
    C(azure_vpn_allow_degraded).
options:
  sample_seconds:
    description:
      - Read the counters of the tunnels twice, so many seconds apart, and tell when nothing passes (AZ-91). Azure refreshes them with some minutes of
        delay. 0 reads once.
    type: float
    default: 0
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: none
seealso:
  - module: kyoten.onramp.azure_vpn
"""

EXAMPLES = r"""
- name: Do both tunnels carry?
  kyoten.onramp.azure_vpn_health:
  register: azure_vpn_state_of_tunnels
"""

RETURN = r"""
status:
  description: The worst of all sites.
  returned: when Azure could be asked
  type: str
  choices: [healthy, degraded, down, absent]
redundancy:
  description: By site C(redundant) when every tunnel carries, C(degraded) or C(down).
  returned: when Azure could be asked
  type: dict
health:
  description: One line per check.
  returned: when Azure could be asked
  type: list
  elements: str
verdicts:
  description: The same as data.
  returned: when Azure could be asked
  type: list
  elements: dict
codes:
  description: The code of every problem.
  returned: failed
  type: list
  elements: str
"""
