# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tunnel layer: T11..T15 and T24."""

from __future__ import annotations

from collections.abc import Iterator

from ...parsers import section
from ...samples import FIRST, LAST
from ...verdict import Finding
from .. import commands
from ..checks.bgp import neighbor_of
from ..checks.esp import flow_of
from ..checks.tun import interface_of
from . import own
from .case import Case


def transport_wrong(case: Case) -> Iterator[Finding]:
    """The line is down for a reason that the router gives: no way to the destination, no source (T14)."""
    state = case.sampled(interface_of)
    if state and not state.up and state.reason and "keepalive" not in state.reason:
        command = commands.interface(state.name)
        yield case.finding("T14", "KO-HV114", "customer", state.reason, command, f"Tunnel linestate evaluation down - {state.reason}")


def keepalive_across_vrfs(case: Case) -> Iterator[Finding]:
    """The line is down between two VRFs: answers to keepalives may well arrive, and get lost behind IPsec (T12, VC-59)."""
    state = case.sampled(interface_of)
    if state and not state.up and case.tunnel["vrf"]["inside"] != case.tunnel["vrf"]["transport"]:
        yield case.finding("T12", "KO-HV160", "cisco", command=commands.interface(state.name), line=case.check.line)


def dropped_after_ipsec(case: Case) -> Iterator[Finding]:
    """The line is down and packets still arrive through ESP: what they carry is dropped before the tunnel takes it (T15)."""
    before = case.sampled(lambda subject: flow_of(subject.tunnel, subject.samples, FIRST))
    now = case.sampled(lambda subject: flow_of(subject.tunnel, subject.samples, LAST))
    if before and now and now.decaps > before.decaps:
        line = f"#pkts decaps: {before.decaps}, then {now.decaps}"
        yield case.finding("T15", "KO-HV172", "customer", command=commands.IPSEC_SA, line=line)


def keepalive_unanswered(case: Case) -> Iterator[Finding]:
    """All is as intended and the line is down: nobody answers the keepalives (T12)."""
    state = case.sampled(interface_of)
    if state and not state.up:
        yield case.finding("T12", "KO-HV112", "cisco", command=commands.interface(state.name), line=case.check.line)


def inbound_filter(case: Case) -> Iterator[Finding]:
    """An ACL on our own tunnel interface drops what comes out of it (T15)."""
    command = commands.interface_config(case.tunnel["interface"])
    group = section.setting(case.read(command, section.parse) or [], "ip access-group")
    if group:
        yield case.finding("T15", "KO-HV161", "customer", group, command, f"ip access-group {group}")


def echo_filtered(case: Case) -> Iterator[Finding]:
    """The far tunnel address speaks BGP and does not answer pings: only ICMP echo is filtered inside GRE (T15)."""
    row = case.sampled(neighbor_of)
    if row and row.accepted is not None:
        line = f"{row.address} MsgRcvd {row.received}, up {row.uptime}"
        yield case.finding("T15", "KO-HV174", "customer", row.address, commands.bgp_summary(case.tunnel), line)


def wrong_address(case: Case) -> Iterator[Finding]:
    """Keepalives pass, hence GRE does, and the far tunnel address does not answer: it is another one there (T13)."""
    state = case.sampled(interface_of)
    if state and state.up and state.keepalive:
        local = case.tunnel["local"]
        shown = f"{local['tunnel_address']}/{local['prefix_length']}"
        yield case.finding("T13", "KO-HV113", "customer", case.tunnel["remote"]["tunnel_address"], local=shown)


def gre_dropped(case: Case) -> Iterator[Finding]:
    """No keepalives, ESP counts in both directions and no ping is answered: GRE is dropped on one side of it (T15), or the address is wrong (T13)."""
    flow = case.sampled(lambda subject: flow_of(subject.tunnel, subject.samples))
    remote = case.tunnel["remote"]["tunnel_address"]
    line = f"#pkts encaps: {flow.encaps}, #pkts decaps: {flow.decaps}" if flow else case.check.line
    yield case.finding("T15", "KO-HV115", "customer", command=commands.IPSEC_SA if flow else "", line=line, remote=remote)


CAUSES = (
    own.shut_down, own.transport_vrf, own.recursion, own.ways, own.tunnel_settings, transport_wrong, keepalive_across_vrfs, dropped_after_ipsec,
    keepalive_unanswered,
)  # fmt: skip
PING_CAUSES = (inbound_filter, echo_filtered, wrong_address, gre_dropped)
