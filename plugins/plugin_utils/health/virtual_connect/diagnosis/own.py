# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Causes on our own router: where its configuration is not what the intent asks for. Each yields at most one finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...parsers import access_list, crypto_map, ikev2_proposal, ip_route, section
from ...parsers.crypto_map import MapEntry
from ...rule import FailedError
from ...verdict import Finding
from .. import commands
from ..checks.tun import interface_of, state_of
from .case import Case


def shut_down(case: Case) -> Iterator[Finding]:
    """The tunnel interface was switched off by hand: no traffic, hence no IKE (T01)."""
    state = case.sampled(interface_of)
    if state and state.admin != "up":
        command = commands.interface(case.tunnel["interface"])
        yield case.finding("T01", "KO-HV141", "customer", command=command, line=f"{state.name} is {state.admin}, line protocol is {state.line}")


def recursion(case: Case) -> Iterator[Finding]:
    """The router itself says that the tunnel would run through itself (T24); the route that did it may be gone by now."""
    name, address = case.tunnel["interface"], case.tunnel["remote"]["gre_transport"]
    state = case.sampled(interface_of)
    reason = state.reason or "" if state else ""
    shown = f"Tunnel linestate evaluation down - {reason}" if "recursi" in reason and "keepalive" not in reason else ""
    line = shown or case.log(rf"{name}\b.*recursi|recursi.*{name}\b", name)
    if line:
        command = commands.interface(name) if shown else commands.LOGGING
        yield case.finding("T24", "KO-HV124", "customer", address, command, line, next_hop=case.tunnel["wan"]["next_hop"])


def ways(case: Case) -> Iterator[Finding]:
    """Both outer addresses are reached through the WAN's next hop: not at all or elsewhere is T03, through the tunnel itself T24."""
    wan = case.tunnel["wan"]
    inner = {tunnel["remote"]["tunnel_address"] for tunnel in case.design["tunnels"]}
    tunnels = {tunnel["interface"] for tunnel in case.design["tunnels"]}
    for end in ("ipsec_address", "gre_transport"):
        address = case.tunnel["remote"][end]
        command = commands.transport_route(case.tunnel, address)
        routes = case.read(command, ip_route.parse)
        if routes is None:
            continue
        hops = {hop for route in routes for hop in route.next_hops}
        exits = {name for route in routes for name in route.interfaces}
        line = f"{address} via {', '.join(sorted(hops) or sorted(exits)) or '-'}"
        if not routes:
            yield case.finding("T03", "KO-HV103", "customer", address, command, "not in table", next_hop=wan["next_hop"])
        elif hops & inner or exits & tunnels:
            yield case.finding("T24", "KO-HV124", "customer", address, command, line, next_hop=wan["next_hop"])
        elif (hops and wan["next_hop"] not in hops) or (not hops and exits and wan["interface"] not in exits):
            via = ", ".join(sorted(hops or exits))
            yield case.finding("T03", "KO-HV142", "customer", address, command, line, via=via, wan=wan["interface"], next_hop=wan["next_hop"])


def crypto_map_entry(case: Case) -> Iterator[Finding]:
    """The crypto map: applied to the WAN interface (else IKE is never triggered, T06), its entry with peer, ACL and profile as intended."""
    if case.design["ipsec_style"] != "crypto_map":
        return
    entries, names = case.read(commands.CRYPTO_MAP, crypto_map.parse), case.tunnel["names"]
    if entries is None:
        return
    shared = case.design["names"]
    entry = crypto_map.find(entries, shared["crypto_map"], case.tunnel["sequence"])
    title = f"{shared['crypto_map']} {case.tunnel['sequence']}"
    if entry is None:
        yield case.finding("T02", "KO-HV143", "customer", title, commands.CRYPTO_MAP, f'no entry "{title}"')
        return
    wanted = (
        ("peer", " ".join(entry.peers), case.tunnel["remote"]["ipsec_address"]),
        ("ACL", entry.acl or "-", names["acl"]),
        ("IKEv2 profile", entry.profile or names["profile"], names["profile"]),
    )
    for name, actual, expected in wanted:
        if actual != expected:
            line = f"{title}: {name} {actual}"
            yield case.finding("T02", "KO-HV144", "customer", actual, commands.CRYPTO_MAP, line, entry=title, name=name, expected=expected)
    wan = case.tunnel["wan"]["interface"]
    if wan not in entry.interfaces:
        line = f"Interfaces using crypto map {entry.name}: {', '.join(entry.interfaces) or '-'}"
        yield case.finding("T06", "KO-HV145", "customer", wan, commands.CRYPTO_MAP, line, map=entry.name)


def crypto_acl(case: Case) -> Iterator[Finding]:
    """The crypto ACL is one line, ``permit gre host L host R`` (VC-30)."""
    name = case.tunnel["names"]["acl"]
    lists = case.read(commands.access_list(name), access_list.parse)
    if lists is None:
        return
    expected = f"permit gre host {case.tunnel['local']['gre_transport']} host {case.tunnel['remote']['gre_transport']}"
    rules = [entry.rule for found in lists if found.name == name for entry in found.entries if not entry.rule.startswith("remark")]
    if [_hosts(rule) for rule in rules] != [expected]:
        shown = "; ".join(rules) or "-"
        yield case.finding("T02", "KO-HV102", "customer", shown, commands.access_list(name), shown, name=name, expected=expected)


def _hosts(rule: str) -> str:
    return re.sub(r"(\d+(?:\.\d+){3}) 0\.0\.0\.0\b", r"host \1", rule).replace("permit 47 ", "permit gre ")


def acl_hits(case: Case) -> int | None:
    """How often the crypto ACL matched, or None when it cannot be told."""
    name = case.tunnel["names"]["acl"]
    lists = case.read(commands.access_list(name), access_list.parse)
    return None if lists is None else sum(entry.matches for found in lists if found.name == name for entry in found.entries)


def transport_vrf(case: Case) -> Iterator[Finding]:
    """The tunnel's transport VRF, its source's VRF and the intent are one (VC-26, T11)."""
    wanted = case.tunnel["vrf"]["transport"]
    for name, keyword in ((case.tunnel["interface"], "tunnel vrf"), (case.tunnel["source_interface"], "vrf forwarding")):
        command = commands.interface_config(name)
        lines = case.read(command, section.parse)
        actual = section.setting(lines or [], keyword)
        if lines and actual != wanted:
            facts = {"name": name, "keyword": keyword, "expected": wanted or "-"}
            yield case.finding("T11", "KO-HV111", "customer", actual or "-", command, f"{keyword} {actual or '-'}", **facts)


def tunnel_settings(case: Case) -> Iterator[Finding]:
    """The interface shows what the intent says: source and destination (T14), address and mask (T13), keepalive (T12)."""
    try:
        case.sampled(state_of)
    except FailedError as failed:
        if failed.code == "KO-HV030":
            name = str(failed.details["name"])
            row = {"address": "T13", "keepalive": "T12"}.get(name, "T14")
            command = commands.interface(case.tunnel["interface"])
            yield case.finding(row, _SETTING_CODES[row], "customer", failed.value, command, failed.line, **failed.details)


_SETTING_CODES = {"T12": "KO-HV146", "T13": "KO-HV147", "T14": "KO-HV148"}


def ike_proposal(case: Case) -> Iterator[Finding]:
    """Our own proposal against the intent: which of encryption, integrity, PRF, group differ (T04)."""
    name, ike = case.design["names"]["proposal"], case.design["crypto"]["ike"]
    proposals = case.read(commands.PROPOSAL, ikev2_proposal.parse)
    if proposals is None:
        return
    own = next((proposal for proposal in proposals if proposal.name == name), None)
    prf = ike["prf"] or ike["integrity"] or []
    wanted = {"encryption": ike["encryption"], "integrity": ike["integrity"] or [], "prf": prf, "dh_group": ike["dh_group"]}
    differ = [key for key, values in wanted.items() if own is None or _differs(getattr(own, key), values)]
    if differ:
        shown = "; ".join(f"{key} {' '.join(map(str, getattr(own, key))) or '-'}" for key in differ) if own else "-"
        expected = "; ".join(f"{key} {' '.join(map(str, wanted[key])) or '-'}" for key in differ)
        facts = {"names": ", ".join(differ), "proposal": name, "expected": expected}
        yield case.finding("T04", "KO-HV149", "customer", shown, commands.PROPOSAL, f"{name}: {shown}", **facts)


def _differs(shown: tuple[object, ...], wanted: list[object]) -> bool:
    return set(map(str, shown)) != set(map(str, wanted))


def ike_policy(case: Case) -> Iterator[Finding]:
    """A policy of ours offers the proposal, in the right VRF and for our address (T04)."""
    proposal, name = case.design["names"]["proposal"], case.tunnel["names"]["policy"]
    policies = case.read(commands.POLICY, ikev2_proposal.parse_policies)
    if policies is None:
        return
    own = next((policy for policy in policies if policy.name == name), None)
    local, fvrf = case.tunnel["local"]["ipsec_address"], case.tunnel["vrf"]["transport"]
    fits = own and proposal in own.proposals and (not own.local or {local, "any"} & set(own.local)) and own.fvrf in (None, fvrf)
    if not fits:
        shown = f"fvrf {own.fvrf or '-'}, local {' '.join(own.local) or '-'}, proposal {' '.join(own.proposals) or '-'}" if own else "-"
        facts = {"policy": name, "expected": f"fvrf {fvrf or '-'}, local {local}, proposal {proposal}"}
        yield case.finding("T04", "KO-HV150", "customer", shown, commands.POLICY, f"{name}: {shown}", **facts)


def ike_profile(case: Case) -> Iterator[Finding]:
    """Our profile: whom it accepts, who it says we are, where the key stands, how long an SA lives (T04)."""
    name, shared = case.tunnel["names"]["profile"], case.design["names"]
    lines = case.read(commands.PROFILE, section.parse)
    if lines is None or "crypto ikev2 profile " not in " ".join(lines) + " ":
        return
    own = _section(lines, f"crypto ikev2 profile {name}")
    wanted = {
        "match identity remote": f"address {case.tunnel['remote']['ipsec_address']} 255.255.255.255",
        "identity local": case.tunnel["local"]["identity"],
        "keyring local": shared["keyring"],
        "lifetime": str(case.design["crypto"]["ike"]["lifetime"]),
    }
    for keyword, expected in wanted.items():
        actual = section.setting(own, keyword) or _HIDDEN.get(keyword)
        if actual != expected:
            facts = {"profile": name, "keyword": keyword, "expected": expected}
            yield case.finding("T04", "KO-HV151", "customer", actual or "-", commands.PROFILE, f"{keyword} {actual or '-'}", **facts)


_HIDDEN = {"lifetime": "86400"}  #: seconds; a default, which IOS does not show (IX-31)


def _section(lines: list[str], head: str) -> list[str]:
    inside = False
    found: list[str] = []
    for line in lines:
        if line.startswith("crypto ikev2 profile "):
            inside = line == head
        elif inside:
            found.append(line)
    return found


def transform(case: Case) -> Iterator[Finding]:
    """Our own transform set, mode and PFS against the intent (T08)."""
    for name, actual, expected, command in _transform_facts(case):
        if actual != expected:
            yield case.finding("T08", "KO-HV152", "customer", actual, command, f"{name} {actual}", name=name, expected=expected)


def _transform_facts(case: Case) -> Iterator[tuple[str, str, str, str]]:
    ipsec, name = case.design["crypto"]["ipsec"], case.design["names"]["transform_set"]
    lines = case.read(commands.TRANSFORM, section.parse) or []
    heads = [line for line in lines if line.startswith(f"crypto ipsec transform-set {name} ")]
    if heads:
        mode = section.setting(lines[lines.index(heads[0]) + 1 :], "mode") or "tunnel"
        yield "mode", mode.split()[0], "tunnel", commands.TRANSFORM
        yield "transform", _canonical(heads[0].partition(f" {name} ")[2]), _canonical(ipsec["transform"]), commands.TRANSFORM
    entry = _map_entry(case)
    if entry:
        group = ipsec["pfs_group"]
        shown = (entry.dh_group or "none") if entry.pfs else "none"
        yield "transform set", " ".join(key for key, _text in entry.transforms), name, commands.CRYPTO_MAP
        yield "PFS", shown, f"group{group}" if group else "none", commands.CRYPTO_MAP


def _map_entry(case: Case) -> MapEntry | None:
    entries = case.read(commands.CRYPTO_MAP, crypto_map.parse) or []
    return crypto_map.find(entries, case.design["names"]["crypto_map"], case.tunnel["sequence"])


def _canonical(text: str) -> str:
    """One spelling for a transform: IOS shows ``esp-256-aes`` for ``esp-aes 256`` (IX-18), and hides the default 128."""
    text = re.sub(r"esp-(\d+)-aes", r"esp-aes \1", " ".join(text.split()))
    return re.sub(r"\b(esp-(?:aes|gcm)) 128\b", r"\1", text)
