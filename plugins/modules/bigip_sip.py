#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: bigip_sip
short_description: Bring one F5 BIG-IP to what WebOTX SIP Application Server behind it needs, and back
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Designs VLAN, self IP, monitor, profiles, persistence, two iRules, pool and virtual server from C(sip_load_balancer), reads what the BIG-IP shows
    over iControl REST, and writes only what differs, in one transaction or nothing (BP-33 to BP-38). A second run writes nothing and does not save.
  - The rules' texts are looked over before any login, for Tcl 8.4, for code outside an event, for commands outside their event and for variables that
    may be left over from another message (BP-50 to BP-59).
  - One login, one connection; the token is given back at the end, also after a failure. A standby unit is refused, and the active one named (SB-101).
  - Objects carry the mark C(kyoten:sip_load_balancer:<name>). Whatever does not is never changed or removed, and a name that somebody else's object
    has is refused before anything is written (SB-20).
  - With C(sip_load_balancer_state=absent) what carries the mark leaves, users before what they use.
options:
  host:
    description: Address or name of the BIG-IP. C(ansible_host) when not given.
    type: str
  port:
    description: Port of its HTTPS management. C(ansible_httpapi_port) when not given, else 443. C(ansible_port) is not looked at.
    type: int
  user:
    description: Who logs in. C(ansible_user) when not given.
    type: str
  password:
    description: The password. C(ansible_httpapi_password) or C(ansible_password) when not given. Never shown or logged.
    type: str
  login_provider:
    description: The login provider. C(ansible_httpapi_login_provider) when not given, else C(tmos).
    type: str
  validate_certs:
    description: Verify the certificate. C(ansible_httpapi_validate_certs) when not given, else true.
    type: bool
  ca_path:
    description: File of the authority that signed the certificate, beside those of the system. C(ansible_httpapi_ca_path) when not given.
    type: path
  timeout:
    description: Seconds to wait for each answer. C(ansible_command_timeout) when not given, else 30.
    type: float
  validate_on_device:
    description:
      - In check mode let the device validate the transaction, too (C(validateOnly), BP-36). Without it check mode only reads.
    type: bool
    default: false
  undo:
    description:
      - The id of an earlier run that is to be taken back, out of its journal. Only where everything stands as that run left it; what is undone
        already is passed over.
    type: str
  run:
    description: The id under which this run goes into the journal, where several devices share one; made up when not given.
    type: str
  journal_dir:
    description: Folder of the journals (mode 0700). It holds what was there before, and how far a killed run had come.
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
  - module: kyoten.onramp.sip_load_balancer_health
"""

EXAMPLES = r"""
- name: Bring the BIG-IP to what WebOTX needs
  kyoten.onramp.bigip_sip:

- name: See what would change, and what the BIG-IP says about it
  kyoten.onramp.bigip_sip:
    validate_on_device: true
  check_mode: true
  diff: true

- name: Take a run back
  kyoten.onramp.bigip_sip:
    undo: 20261123T215136Z-1f3a
"""

RETURN = r"""
status:
  description: How the BIG-IP ended.
  returned: always
  type: str
  sample: changed
  choices: [unchanged, would_change, changed, failed, unreachable, unknown]
writes:
  description: The writes of the transaction, in order.
  returned: when the tables could be read
  type: list
  elements: str
  sample: ['create ltm/pool/members /Common/webotx /Common/192.0.2.23:5060 {"address": "192.0.2.23"}']
tmsh:
  description: What is wanted, as tmsh would list it; for reading (SB-84).
  returned: when the service is wanted
  type: list
  elements: str
firewall:
  description: What firewalls around the service must let through (SB-66).
  returned: when the service is wanted
  type: list
  elements: dict
size:
  description: Persistence records at once, and the largest request that stays within 1300 bytes, less its branch (SB-85, SB-86).
  returned: when the service is wanted
  type: dict
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
