#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: fortios_biztel
short_description: Bring one FortiGate to BIZTEL's settings, and back
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Designs addresses, services, policies, shapers and the end of SIP rewriting from C(biztel_site), reads what the FortiGate shows over its REST API,
    and writes only what differs, in the order of references (FO-19, FO-20). A second run writes nothing.
  - Each write of this API is effective and saved at once. What is about to be touched is therefore in the journal first, everything is read again
    afterwards, and when a part fails all of it is undone, last write first (FO-33, FO-34). Wherever a run is killed, the next one completes it.
  - Objects, policies and settings that are not BIZTEL's are never changed, moved or deleted, except that SIP rewriting is switched off for the whole
    virtual domain (BZ-45). The policies that hand SIP to a VoIP profile are told (FO-24).
  - With C(biztel_state=absent) all of it leaves, and SIP is handled again as the journal recorded (FO-26).
options:
  host:
    description: Address or name of the FortiGate. C(ansible_host) when not given.
    type: str
  port:
    description: Port of its HTTPS management. C(ansible_httpapi_port) when not given, else 443. C(ansible_port) is not looked at.
    type: int
  access_token:
    description:
      - Token of an API administrator. C(ansible_httpapi_session_key.access_token) when not given. Never shown or logged.
    type: str
  validate_certs:
    description: Verify the certificate. C(ansible_httpapi_validate_certs) when not given, else true.
    type: bool
  ca_path:
    description: File of the authority that signed the certificate, beside those of the system. C(ansible_httpapi_ca_path) when not given.
    type: path
  vdom:
    description: The virtual domain. C(biztel_site.fortios.vdom) when not given.
    type: str
  timeout:
    description: Seconds to wait for each answer. C(ansible_command_timeout) when not given, else 30.
    type: float
  run:
    description: The id under which this run goes into the journal, where several devices share one; made up when not given.
    type: str
  journal_dir:
    description: Folder of the journals (mode 0700). It holds what was there before, which a removal gives back, and how far a killed run had come.
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
  - module: kyoten.onramp.cli_config
  - module: kyoten.onramp.biztel_export
"""

EXAMPLES = r"""
- name: Bring the FortiGate to BIZTEL's settings
  kyoten.onramp.fortios_biztel:

- name: See what would change
  kyoten.onramp.fortios_biztel:
  check_mode: true
  diff: true

- name: A FortiGate with a certificate of the company's own authority
  kyoten.onramp.fortios_biztel:
    host: fg1.example.com
    port: 8443
    access_token: "{{ vault_fortigate_token }}"
    ca_path: /etc/ssl/company-ca.pem
"""

RETURN = r"""
status:
  description: How the FortiGate ended.
  returned: always
  type: str
  sample: changed
  choices: [unchanged, would_change, changed, rolled_back, failed, unreachable, unknown]
writes:
  description: The writes, in order.
  returned: when the tables could be read
  type: list
  elements: str
  sample: ['create firewall/address biztel-pbx {"name": "biztel-pbx"}']
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
