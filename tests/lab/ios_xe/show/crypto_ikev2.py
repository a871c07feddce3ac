"""`show crypto ikev2 sa|proposal|policy|profile` (IX-17, IX-20)."""
from __future__ import annotations

from ...head_end.derive.ike import DEFAULT_PROPOSAL, proposal
from ...head_end.derive.records import Flow, View
from ...head_end.model import HeadEnd
from ...head_end.read import Config, Proposal
from .common import Args, Handler, Router, number, state

HEADING = "\nTunnel-id Local                 Remote                fvrf/ivrf            Status "
OVERLAP = 3.0      # seconds for which the old SA stays beside the new one after a rekey (IX-69)
GROUPS = {"1": "768_MODP", "2": "1024_MODP", "5": "1536_MODP", "14": "2048_MODP", "15": "3072_MODP", "16": "4096_MODP",
          "19": "256_ECP", "20": "384_ECP", "21": "521_ECP", "24": "2048_256_MODP"}


def sa(router: Router, args: Args) -> str:
    """`show crypto ikev2 sa [detail] [remote A]`: nothing at all without an SA."""
    known = state(router)
    view, now = known.view(), router.clock.now()
    rows: list[str] = []
    for flow in _peers(view):
        if args.get("remote") in (None, flow.entry.peer):
            for age in _ages(flow, now):
                status = "READY" if flow.ike.ready(now) else "IN-NEG"
                detail = _detail(view.config, flow, age, status) if "detail" in args else ""
                rows.append(_row(len(rows) + 1, view.config, flow, age, status) + detail)
    if not rows:
        return ""
    return " IPv4 Crypto IKEv2  SA \n" + "".join(f"{HEADING}\n{row}\n" for row in rows) + "\n IPv6 Crypto IKEv2  SA \n"


def _peers(view: View) -> list[Flow]:
    """One flow per pair of IKE peers: several crypto ACL lines share one IKE SA."""
    found: dict[tuple[str, str | None], Flow] = {}
    for flow in view.flows:
        if flow.ike.status:
            found.setdefault((flow.local, flow.entry.peer), flow)
    return list(found.values())


def _ages(flow: Flow, now: float) -> list[float]:
    """The Active Times of the SA and, just after a rekey, of its predecessor."""
    age = max(0.0, now - flow.ike.since)
    if not flow.ike.ready(now):
        return [age % 10.0]
    turn = flow.ike.cycle or float(flow.ike.lifetime)
    young = age % turn
    return [young, young + turn] if age >= turn and young < OVERLAP and flow.ike.cycle is None else [young]


def _row(index: int, config: Config, flow: Flow, age: float, status: str) -> str:
    port, vrf = flow.ike.port, flow.vrf or "none"
    return (f"{index:<10}{f'{flow.local}/{port}':<22}{f'{flow.entry.peer}/{port}':<22}{f'{vrf}/{vrf}':<21}{status} \n"
            f"      {_suite(config, flow, status)}\n"
            f"      Life/Active Time: {flow.ike.lifetime}/{int(age)} sec")


def _suite(config: Config, flow: Flow, status: str) -> str:
    head_end = flow.head_end
    offer = proposal(config, flow, head_end) if head_end and status == "READY" else None
    if head_end is None or offer is None:
        return "Encr: Unknown - 0, PRF: Unknown - 0, Hash: None, DH Grp:0, Auth sign: Unknown - 0, Auth verify: Unknown - 0"
    return f"{_agreed(head_end)}, DH Grp:{head_end.ike.group}, Auth sign: PSK, Auth verify: PSK"


def _agreed(head_end: HeadEnd) -> str:
    ike = head_end.ike
    kind, mode, size = ike.encryption.split("-")
    gcm = mode == "gcm"
    name = "AES-GCM" if gcm else f"{kind}-{mode}".upper()
    hashed = "None" if gcm else _hash(ike.integrity)
    return f"Encr: {name}, keysize: {size}, PRF: {_hash(ike.prf or ike.integrity)}, Hash: {hashed}"


def _hash(word: str | None) -> str:
    return {"sha1": "SHA96", "md5": "MD596"}.get(word or "", (word or "none").upper())


def _detail(config: Config, flow: Flow, age: float, status: str) -> str:
    profile = config.profiles.get(flow.entry.profile or "")
    head_end, key = flow.head_end, (flow.local, flow.entry.peer, flow.ike.since, int(age) // max(1, int(flow.ike.lifetime)))
    requests = 2 + int(age / 10)
    interval, retry = profile.dpd if profile and profile.dpd else (0, 0)
    identity = (head_end.identity or head_end.ipsec_address) if head_end and status == "READY" else ""
    rows = [
        f"CE id: 0, Session-id: {flow.entry.sequence}",
        f"Local spi: {number(key, 'local', bits=64):016X}       Remote spi: {number(key, 'remote', bits=64) if identity else 0:016X}",
        f"Status Description: {'Negotiation done' if status == 'READY' else 'Initiator waiting for AUTH response'}",
        f"Local id: {(profile.identity if profile else None) or flow.local}", f"Remote id: {identity}",
        f"Local req msg id:  {requests:<14} Remote req msg id:  {requests - 2}",
        f"Local next msg id: {requests:<14} Remote next msg id: {requests - 2}",
        f"Local req queued:  {requests:<14} Remote req queued:  {requests - 2}",
        "Local window:      5              Remote window:      5",
        f"DPD configured for {interval} seconds, retry {retry}", "Fragmentation not  configured.", "Dynamic Route Update: enabled",
        "Extended Authentication not configured.", f"NAT-T is {'detected inside' if flow.ike.port == 4500 else 'not detected'}",
        "Cisco Trust Security SGT is disabled", f"Initiator of SA : {'Yes' if flow.asked_at is not None else 'No'}"]
    return "".join(f"\n      {row}" for row in rows)


def show_proposal(router: Router, args: Args) -> str:
    """`show crypto ikev2 proposal [NAME]`, the built-in one included."""
    found = [*state(router).view().config.proposals.values(), DEFAULT_PROPOSAL]
    return "\n".join(_proposal(entry) for entry in found if args.get("proposal", "proposal") in ("proposal", entry.name))


def _proposal(entry: Proposal) -> str:
    gcm = any("gcm" in word for word in entry.encryption)
    groups = " ".join(f"DH_GROUP_{GROUPS.get(word, word)}/Group {word}" for word in entry.group)
    return (f" IKEv2 proposal: {entry.name}{' ' if entry.name != 'default' else ''}\n"
            f"     Encryption : {' '.join(word.upper() for word in entry.encryption)}\n"
            f"     Integrity  : {'none' if gcm else ' '.join(map(_hash, entry.integrity))}\n"
            f"     PRF        : {' '.join(map(_hash, entry.prf or entry.integrity))}\n"
            f"     DH Group   : {groups}")


def show_policy(router: Router, args: Args) -> str:
    """`show crypto ikev2 policy [NAME]`."""
    config = state(router).view().config
    rows = [(policy.name, policy.fvrf or "global", policy.local or ("any",), policy.proposals) for policy in config.policies.values()]
    rows.append(("default", "any", ("any",), ("default",)))
    return "\n\n".join("\n".join([f" IKEv2 policy : {name}", f"      Match fvrf : {fvrf}",
                                  *(f"      Match address local : {address}" for address in local),
                                  *(f"      Proposal    : {used}" for used in proposals)])
                       for name, fvrf, local, proposals in rows if args.get("policy", "policy") in ("policy", name))


def show_profile(router: Router, args: Args) -> str:
    """`show crypto ikev2 profile [NAME]`."""
    return "\n".join(
        f"\nIKEv2 profile: {profile.name}\n Ref Count: 4\n Match criteria: \n  Fvrf: {profile.fvrf or 'global'}\n"
        "  Local address/interface: none\n  Identities: \n"
        + "".join(f"   address {network.network_address} {network.netmask} \n" for network in profile.match_remote)
        + "  Certificate maps: none\n"
        f" Local identity: {'address ' + profile.identity if profile.identity else 'none'}\n Remote identity: none\n"
        f" Local authentication method: {profile.local_auth or 'none'}\n Remote authentication method(s): {profile.remote_auth or 'none'}\n"
        f" EAP options: none\n Keyring: {profile.keyring or 'none'}\n Trustpoint(s): none\n Lifetime: {profile.lifetime} seconds\n"
        f" DPD: {f'interval {profile.dpd[0]}, retry-interval {profile.dpd[1]}, periodic' if profile.dpd else 'disabled'}\n"
        " NAT-keepalive: disabled\n Ivrf: none\n Virtual-template: none"
        for profile in state(router).view().config.profiles.values() if args.get("profile", "profile") in ("profile", profile.name))


COMMANDS: list[tuple[str, Handler]] = [
    ("show crypto ikev2 sa [detail] [remote A.B.C.D]", sa),
    ("show crypto ikev2 proposal [WORD]", show_proposal),
    ("show crypto ikev2 policy [WORD]", show_policy),
    ("show crypto ikev2 profile [WORD]", show_profile),
]
