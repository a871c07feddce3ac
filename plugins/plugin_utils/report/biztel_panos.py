# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL's rules as set-commands of PAN-OS (biztel.md section 6). The names of zones are the reader's to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Rule = Mapping[str, Any]
_SERVERS = {"O3": "stun", "O5": "recording", "O9": "ntp", "O10": "push", "O11": "uniconnect"}
_ZONES = {"internet": "<outside>", "closed": "<closed-network>"}
_OVERRIDDEN = {"O1": "sip", "O2": "rtp", "O7": "rtp"}  #: flows that PAN-OS must not take apart as SIP


def as_panos(rules: Sequence[Rule]) -> str:
    """For a stateful device: addresses, services with their timeouts, security rules for the way out; SIP rewriting off (``commit`` follows)."""
    out = [rule for rule in rules if rule["dir"] == "out"]
    names = _addresses(out)
    lines = [f"set address {name} ip-netmask {prefix}" for prefix, name in names.items()]
    for position, rule in enumerate(out):
        again = sum(other["id"] == rule["id"] for other in out[:position])
        name = f"biztel-{rule['id'].lower()}{f'-{again + 1}' if again else ''}"
        lines += [*_service(name, rule), *_security(name, rule, names), *_override(rule, names)]
    return "\n".join([*lines, "set shared alg-override application sip alg-disabled yes", ""])


def _addresses(out: Sequence[Rule]) -> dict[str, str]:
    """The name of each prefix: ``biztel-phones-1``, ``biztel-pbx-1``."""
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    sides = [("phones", rule["src"]) for rule in out] + [(_SERVERS.get(rule["id"], "pbx"), rule["dst"]) for rule in out]
    for kind, prefix in ((kind, prefix) for kind, prefixes in sides for prefix in prefixes):
        if prefix not in found:
            counts[kind] = counts.get(kind, 0) + 1
            found[prefix] = f"biztel-{kind}-{counts[kind]}"
    return found


def _service(name: str, rule: Rule) -> Iterator[str]:
    yield f"set service {name} protocol {rule['proto']} port {rule['dport']}"
    if rule["nat_timer"]:
        yield f"set service {name} protocol {rule['proto']} override yes timeout {rule['nat_timer']}"


def _security(name: str, rule: Rule, names: Mapping[str, str]) -> Iterator[str]:
    yield f"set rulebase security rules {name} {_way(rule, names)}"
    yield f"set rulebase security rules {name} application any service {name} action allow log-end yes"


def _override(rule: Rule, names: Mapping[str, str]) -> Iterator[str]:
    """SIP and RTP over UDP as applications of their own, up to layer 4 only."""
    kind = next((_OVERRIDDEN[each] for each in rule["ids"] if each in _OVERRIDDEN), None)
    if kind is None:
        return
    application = f"biztel-{kind}"
    yield f"set application {application} category collaboration subcategory voip-video technology client-server risk 1"
    yield f"set application {application} default port [ udp/{rule['dport']} ]"
    if rule["nat_timer"]:
        yield f"set application {application} udp-timeout {rule['nat_timer']}"
    yield f"set rulebase application-override rules {application} {_way(rule, names)}"
    yield f"set rulebase application-override rules {application} protocol udp port {rule['dport']} application {application}"


def _way(rule: Rule, names: Mapping[str, str]) -> str:
    source, destination = (f"[ {' '.join(names[prefix] for prefix in rule[side])} ]" for side in ("src", "dst"))
    return f"from <inside> to {_ZONES[rule['via']]} source {source} destination {destination}"
