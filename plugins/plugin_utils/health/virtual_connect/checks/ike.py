# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-68 IKE: a READY SA between the IPsec addresses that stays, with the negotiated values of the intent."""

from __future__ import annotations

from ....problem import Problem
from ...parsers import ikev2_sa
from ...parsers.ikev2_sa import IkeSa
from ...rule import FailedError, Rule
from ...samples import FIRST, LAST, Samples
from ..commands import IKE_SA, Tunnel
from ..subject import Subject

SETTLED_SECONDS = 10  #: an SA that is older does not bounce (VC-68)
_NAT_T = 4500


def sas_of(tunnel: Tunnel, samples: Samples, sample: int) -> list[IkeSa]:
    """The SAs between this tunnel's IPsec addresses; during a rekey there are two (IX-69)."""
    ends = (tunnel["local"]["ipsec_address"], tunnel["remote"]["ipsec_address"])
    return [sa for sa in samples.read(IKE_SA, ikev2_sa.parse, sample) if (sa.local, sa.remote) == ends]


def age(subject: Subject) -> int:
    """Seconds that the tunnel's SA is ready; -1 without one."""
    found = _oldest(sas_of(subject.tunnel, subject.samples, LAST))
    return -1 if found is None else found.active or 0


def _judge(subject: Subject) -> list[Problem]:
    before, now = (sas_of(subject.tunnel, subject.samples, sample) for sample in (FIRST, LAST))
    ends = {"local": subject.tunnel["local"]["ipsec_address"], "remote": subject.tunnel["remote"]["ipsec_address"]}
    old, new = _oldest(before), _oldest(now)
    if new is None and old is not None:
        raise FailedError("KO-HV013", "-", before=old.active or 0, waiting=True)
    if new is None and now:
        raise FailedError("KO-HV011", now[0].status, line=_row(now[0]), waiting=True, **ends)
    if new is None:
        raise FailedError("KO-HV010", waiting=True, **ends)
    _must_last(old, new)
    _must_match(subject, new)
    return []


def _oldest(sas: list[IkeSa]) -> IkeSa | None:
    return max((sa for sa in sas if sa.ready), key=lambda sa: sa.active or 0, default=None)


def _must_last(old: IkeSa | None, new: IkeSa) -> None:
    """Two samples: the Active Time grows and exceeds 10 s. A young SA after an old one is a rekey, not a failure alone (IX-69, T07)."""
    before, after = old.active or 0 if old else 0, new.active or 0
    if old is not None and _same(old, new) and after <= before:
        raise FailedError("KO-HV013", after, before=before, line=_life(new), waiting=True)
    if after > SETTLED_SECONDS or before > SETTLED_SECONDS:
        return
    if old is not None and after <= before:
        raise FailedError("KO-HV013", after, before=before, line=_life(new), waiting=True)
    raise FailedError("KO-HV012", after, line=_life(new), waiting=True)


def _same(old: IkeSa, new: IkeSa) -> bool:
    if old.local_spi and new.local_spi:
        return (old.local_spi, old.remote_spi) == (new.local_spi, new.remote_spi)
    return (old.tunnel_id, old.active) == (new.tunnel_id, new.active)


def _must_match(subject: Subject, sa: IkeSa) -> None:
    ike = subject.design["crypto"]["ike"]
    wanted = (
        ("encryption", sa.encryption, ike["encryption"]),
        ("integrity", sa.integrity, ike["integrity"] or [None]),
        ("prf", sa.prf, ike.get("prf") or ike["integrity"] or [sa.prf]),
        ("dh_group", sa.dh_group, ike["dh_group"]),
        ("lifetime", sa.lifetime, [ike["lifetime"]]),
    )
    for name, actual, allowed in wanted:
        if actual not in allowed:
            expected = ", ".join(str(value) for value in allowed)
            raise FailedError("KO-HV014", str(actual), name=name, expected=expected, line=_values(sa))
    nat = bool(subject.design["nat_in_path"])
    if (_NAT_T in (sa.local_port, sa.remote_port)) != nat:
        raise FailedError("KO-HV015", sa.local_port, expected=_NAT_T if nat else 500, line=_row(sa))


def _row(sa: IkeSa) -> str:
    return f"{sa.local}/{sa.local_port} {sa.remote}/{sa.remote_port} {sa.status}"


def _life(sa: IkeSa) -> str:
    return f"Life/Active Time: {sa.lifetime}/{sa.active} sec"


def _values(sa: IkeSa) -> str:
    return f"Encr: {sa.encryption}, PRF: {sa.prf}, Hash: {sa.integrity}, DH Grp: {sa.dh_group}, Life: {sa.lifetime}"


RULE = Rule("IKE", "VC-68", _judge, first=lambda tunnel: [IKE_SA], last=lambda tunnel: [IKE_SA])
