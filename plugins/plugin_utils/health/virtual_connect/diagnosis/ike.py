# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""IKE layer: T01..T07. First our own router, then what the log tells (never by its exact words), then what the counters leave."""

from __future__ import annotations

from collections.abc import Iterator

from ...parsers.ikev2_sa import IkeSa
from ...samples import LAST
from ...verdict import Finding
from .. import commands
from ..checks.bgp import neighbor_of
from ..checks.ike import sas_of
from ..checks.tun import interface_of
from . import own, tunnel
from .case import Case

_PROPOSAL_WORDS = r"proposal|matching policy|no policy|ike policy"
_IDENTITY_WORDS = r"auth\w*.*(fail|error|abort)|fail\w*.*auth|pre-?shared|\bpsk\b|identity|\bkeyring\b|profile"
_ABOUT_IKE = r"ikev2|isakmp|crypto"


def bouncing(case: Case) -> Iterator[Finding]:
    """The SA is young in both samples (T07)."""
    if case.code in ("KO-HV012", "KO-HV013"):
        yield case.finding("T07", "KO-HV107", "customer")


def nat(case: Case) -> Iterator[Finding]:
    """UDP 4500 or 500 against what the intent says about NAT."""
    if case.code == "KO-HV015":
        code = "KO-HV154" if not case.design["nat_in_path"] else "KO-HV155"
        yield case.finding("T05", code, "customer", case.value)


def refused(case: Case) -> Iterator[Finding]:
    """What the log says last about this peer: proposals (T04), or key and identity (T04)."""
    peer = case.tunnel["remote"]["ipsec_address"]
    proposal, identity = (case.log(f"(?:{_ABOUT_IKE}).*(?:{words})", peer) for words in (_PROPOSAL_WORDS, _IDENTITY_WORDS))
    log = case.evidence.get(commands.LOGGING, "")
    if identity and log.rfind(identity) >= log.rfind(proposal or "\0"):
        yield case.finding("T04", "KO-HV157", "customer", peer, commands.LOGGING, identity)
    elif proposal:
        yield case.finding("T04", "KO-HV156", "customer", peer, commands.LOGGING, proposal)


def negotiating(case: Case) -> Iterator[Finding]:
    """An SA that never got an answer has no remote SPI: UDP is blocked (T05); one that did fails at the values, the key or the identity (T04)."""
    sas = case.sampled(lambda subject: sas_of(subject.tunnel, subject.samples, LAST)) or []
    peer = case.tunnel["remote"]["ipsec_address"]
    if sas and not any(sa.ready for sa in sas):
        answered = any(_answered(sa) for sa in sas)
        line = f"{sas[0].status}, remote spi {sas[0].remote_spi or '-'}"
        yield case.finding("T04" if answered else "T05", "KO-HV104" if answered else "KO-HV105", "customer", peer, commands.IKE_SA, line)


def _answered(sa: IkeSa) -> bool:
    return sa.remote_spi is None or bool(sa.remote_spi.strip("0"))


def no_traffic(case: Case) -> Iterator[Finding]:
    """Nothing asks for the tunnel: no hit on the ACL, no keepalive, no BGP neighbour (T01)."""
    state = case.sampled(interface_of)
    silent = state is not None and state.keepalive is None and case.sampled(neighbor_of) is None
    name = case.tunnel["names"]["acl"]
    if silent and not own.acl_hits(case):
        yield case.finding("T01", "KO-HV101", "customer", name, commands.access_list(name), "no match, no keepalive, no BGP neighbor")


def unanswered(case: Case) -> Iterator[Finding]:
    """There is no SA: packets meet the ACL and nothing comes back, UDP 500/4500 is blocked (T05). No hit, no log: IKE was never triggered (T06)."""
    if case.code != "KO-HV010":
        return
    peer, name = case.tunnel["remote"]["ipsec_address"], case.tunnel["names"]["acl"]
    hits = own.acl_hits(case)
    if hits or (hits is None and case.log(_ABOUT_IKE, peer)):
        yield case.finding("T05", "KO-HV105", "customer", peer, commands.access_list(name), f"{hits or 0} matches, no IKEv2 SA")
    else:
        yield case.finding("T06", "KO-HV106", "customer", peer, commands.access_list(name), f"{hits or 0} matches, no IKEv2 SA")


CAUSES = (
    bouncing, nat, own.shut_down, own.recursion, own.ways, own.crypto_map_entry, own.crypto_acl, own.transport_vrf, own.tunnel_settings,
    tunnel.transport_wrong, own.ike_proposal, own.ike_policy, own.ike_profile, refused, negotiating, no_traffic, unanswered,
)  # fmt: skip
