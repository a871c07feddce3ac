#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: azure_vpn
short_description: Bring a VPN gateway of Azure and its tunnels to SORACOM Door to their design, and away
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Designs public address, gateway, local network gateways and connections from the variables C(azure_vpn_*), reads what stands over Azure's
    REST API, and writes only what differs, in the order of references (AZ-71). A second run writes nothing (AZ-70). No package of Azure is needed.
  - Everything wrong with the variables is told at once, before the first request (AZ-33).
  - An object is read, ours is laid over it, and it is written onto exactly what was read (etag), so that what others have set stays (AZ-74).
    Only declared fields are compared.
  - The creation of a gateway takes 30 to 45 minutes or more. The run waits, or with C(azure_vpn_gateway.wait=false) ends; the next one goes on from
    there, also after a run that was killed (AZ-72).
  - The key of a connection that stands goes through its own endpoint. What interrupts a tunnel waits until its partner is Connected, and is proven
    before the next tunnel (AZ-49, AZ-76). Keys are never shown, logged or kept.
  - With C(azure_vpn_state=absent) connections, local network gateways and the gateway leave, in this order; the public address stays unless asked for
    (AZ-95).
options:
  rotate:
    description:
      - Write the key of this tunnel alone, as C(site/tunnel). Keys of other tunnels that differ are left for later (AZ-49).
    type: str
  run:
    description: The id under which this run goes into the journal, where several devices share one; made up when not given.
    type: str
  journal_dir:
    description: Folder of the journals (mode 0700). It holds what was there before, and where operations of a killed run are followed.
    type: path
    default: ~/.local/state/kyoten.onramp/journal
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: kyoten.onramp.azure_vpn_health
  - plugin: kyoten.onramp.aws_vpn_config
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Bring the gateway and its tunnels to their design
  kyoten.onramp.azure_vpn:
  register: azure_vpn_result

- name: Another key for one tunnel, proven by a new negotiation
  kyoten.onramp.azure_vpn:
    rotate: door-tokyo/t1

- name: See what would change
  kyoten.onramp.azure_vpn:
  check_mode: true
  diff: true
"""

RETURN = r"""
status:
  description: How the gateway ended.
  returned: always
  type: str
  sample: changed
  choices: [unchanged, would_change, changed, failed, unreachable]
writes:
  description: The writes, in order.
  returned: when everything could be read
  type: list
  elements: str
  sample: ['create local gateway lng-door-tokyo-t1 {"location": "japaneast"}']
public_ips:
  description: The public addresses by name. SORACOM registers them as its customer gateway.
  returned: when everything could be read
  type: dict
gateway:
  description: The state of the gateway, as C(succeeded) or C(updating).
  returned: when everything could be read
  type: str
pending:
  description: Azure is still at work on the gateway, and a later run goes on.
  returned: when everything could be read
  type: bool
operation_url:
  description: Where that operation is followed, without its query.
  returned: when everything could be read
  type: str
connections:
  description:
    - Every tunnel with C(name), C(site), C(tunnel), C(id) and C(status).
    - C(psk) is C(match), C(differs) or C(unknown), C(psk_changed) whether its key was written.
  returned: when everything could be read
  type: list
  elements: dict
sheets:
  description: The names of the sheets to SORACOM.
  returned: when C(azure_vpn_sheet) is given
  type: list
  elements: str
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
