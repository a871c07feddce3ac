# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-69 ESP: the GRE flow between the transport addresses has ESP in tunnel mode, and packets go both ways."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import ipsec_sa
from ...parsers.interface import Interface
from ...parsers.ipsec_sa import EspSa, Flow
from ...rule import FailedError, Rule
from ...samples import FIRST, LAST, Samples, UnreadableError
from ...verdict import FAIL
from ..commands import IPSEC_SA, Tunnel
from ..subject import Subject
from . import ping
from .ike import sas_of
from .tun import state_of

_GRE = 47
_HOST = "255.255.255.255"
_SAME_AGE_SECONDS = 5


def flows_to(tunnel: Tunnel, samples: Samples, sample: int = LAST) -> list[Flow]:
    """Everything that is protected towards this DC's IPsec device."""
    flows = samples.read(IPSEC_SA, ipsec_sa.parse, sample)
    return [flow for flow in flows if flow.peer == tunnel["remote"]["ipsec_address"] or _hosts(flow) == _transport(tunnel)]


def flow_of(tunnel: Tunnel, samples: Samples, sample: int = LAST) -> Flow | None:
    """The flow of exactly this tunnel's GRE packets."""
    return next((flow for flow in flows_to(tunnel, samples, sample) if _is_gre(flow, tunnel)), None)


def _judge(subject: Subject) -> list[Problem]:
    flow = flow_of(subject.tunnel, subject.samples)
    if flow is None:
        raise _no_flow(subject)
    if not flow.outbound_spi or not flow.inbound or not flow.outbound:
        raise FailedError("KO-HV022", line=f"current outbound spi: 0x{flow.outbound_spi:X}", waiting=True)
    for sa in (flow.inbound[-1], flow.outbound[-1]):
        if "Tunnel" not in sa.settings:
            raise FailedError("KO-HV023", ", ".join(sa.settings), line="in use settings ={" + ", ".join(sa.settings) + "}")
    if not (active(flow.inbound) and active(flow.outbound)):
        raise FailedError("KO-HV024", flow.inbound[-1].status, line=f"Status: {flow.inbound[-1].status}", waiting=True)
    notes = _pfs(subject, flow)
    _counters(subject, flow)
    return notes


def active(sas: tuple[EspSa, ...]) -> bool:
    """Whether one of the SAs is in use; during a rekey there are two (IX-69)."""
    return any(sa.status == "ACTIVE" for sa in sas)


def _transport(tunnel: Tunnel) -> tuple[str, str]:
    return tunnel["local"]["gre_transport"], tunnel["remote"]["gre_transport"]


def _hosts(flow: Flow) -> tuple[str, str]:
    return flow.local.address, flow.remote.address


def _is_gre(flow: Flow, tunnel: Tunnel) -> bool:
    hosts = (flow.local.mask, flow.remote.mask) == (_HOST, _HOST) and _hosts(flow) == _transport(tunnel)
    return hosts and (flow.local.protocol, flow.remote.protocol) == (_GRE, _GRE)


def _no_flow(subject: Subject) -> FailedError:
    found = flows_to(subject.tunnel, subject.samples)
    local, remote = _transport(subject.tunnel)
    other = next((flow for flow in found if flow.local.protocol != _GRE), None)
    if other is not None:
        return FailedError("KO-HV021", other.local.protocol, line=_idents(other))
    shown = "; ".join(f"{flow.local.address} - {flow.remote.address}" for flow in found) or "-"
    return FailedError("KO-HV020", shown, local=local, remote=remote, line=_idents(found[0]) if found else "")


def _idents(flow: Flow) -> str:
    ends = (f"({end.address}/{end.mask}/{end.protocol}/{end.port})" for end in (flow.local, flow.remote))
    return "local ident {}, remote ident {}".format(*ends)


def _pfs(subject: Subject, flow: Flow) -> list[Problem]:
    """PFS as in the input. The first child SA comes with the IKE SA and has no exchange of its own (RFC 7296, 1.2): told, not failed."""
    group = subject.design["crypto"]["ipsec"]["pfs_group"]
    expected, actual = (f"group{group}" if group else "none"), (flow.dh_group or "none") if flow.pfs else "none"
    if flow.pfs is None or actual == expected:
        return []
    if actual == "none" and _first_child(subject, flow):
        return [subject.note("KO-HV028", expected)]
    raise FailedError("KO-HV027", actual, expected=expected, line=f"PFS (Y/N): {'Y' if flow.pfs else 'N'}, DH group: {actual}")


def _first_child(subject: Subject, flow: Flow) -> bool:
    remaining, lifetime = flow.outbound[-1].remaining, subject.design["crypto"]["ipsec"]["lifetime"]
    ages = [sa.active for sa in sas_of(subject.tunnel, subject.samples, LAST) if sa.ready and sa.active is not None]
    return remaining is not None and any(abs(lifetime - remaining - age) <= _SAME_AGE_SECONDS for age in ages)


def _counters(subject: Subject, now: Flow) -> None:
    """After the pings between the samples both counters grew. Where the tunnel cannot take pings, that is the next layer's finding."""
    before = flow_of(subject.tunnel, subject.samples, FIRST)
    sent, received = (now.encaps - before.encaps, now.decaps - before.decaps) if before else (now.encaps, now.decaps)
    state = _interface(subject)
    if state is None or (sent > 0 and (received > 0 or _only_pings_fail(subject, state, now))) or _told_by_line(state, now):
        return
    line = f"#pkts encaps: {now.encaps}, #pkts decaps: {now.decaps}"
    code = "KO-HV025" if state.up and sent <= 0 else "KO-HV026"
    raise FailedError(code, line=line, waiting=True, encaps=now.encaps, decaps=now.decaps)


def _interface(subject: Subject) -> Interface | None:
    """The tunnel interface when it is as intended and not shut down; else it is its own layer's finding."""
    try:
        state = state_of(subject)
    except (FailedError, UnreadableError):
        return None
    return state if state.admin == "up" else None


def _only_pings_fail(subject: Subject, state: Interface, flow: Flow) -> bool:
    """Up by keepalives: answers do come back, if not to pings (T13). None need fall between the samples: their period is longer."""
    return state.up and state.keepalive is not None and flow.decaps > 0 and ping.RULE.check(subject).status == FAIL


def _told_by_line(state: Interface, flow: Flow) -> bool:
    """Down although something did come back (T12, T15). ESP that never came back is T09."""
    return not state.up and (flow.decaps > 0 or flow.encaps == 0)


RULE = Rule("ESP", "VC-69", _judge, first=lambda tunnel: [IPSEC_SA], last=lambda tunnel: [IPSEC_SA])
