# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""WebOTX behind a BIG-IP: checked intent in; the objects, what the rules need to know, openings and sizes out.

    system: sip_load_balancer      platform: bigip          host: lb1               site: webotx
    state: present|absent          mark: "kyoten:sip_load_balancer:webotx"          adopt, remove_network: bool
    objects: [{table, key, values}]     in the order of references (BP-37); keys are full paths, of a member ``<pool> <member>``
    rules: [{key, template, path}]      the rules that are rendered for them
    inputs: {"<table> <key>": input path}                where an object comes from (BP-48)
    irule: {...}                   virtual: {address, port, key}                    own_addresses: [192.0.2.10]
    route_pattern: "192\\.0\\.2\\.100(?::5060)?"            pool: full path         members: {key: name}
    firewall: [{source, destination, protocol, port, why}]  size: {records, flows_note, growth}
"""

from __future__ import annotations

from .design import design

__all__ = ["design"]
