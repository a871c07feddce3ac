# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""IKE and IPsec parameters (VC-27, VC-28, VC-42). The allowed names are data: ``crypto.yml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ... import data_file
from ...problem import Problem
from ..shown import shown
from ..view import Absent, Rule, View

_IKEV2 = 2


@cache
def allowed() -> dict[str, dict[str, list[Any]]]:
    """``{encryption|hash|group: {strong: [..], weak: [..]}}`` (VC-42)."""
    return data_file.read(Path(__file__).with_name("crypto.yml"))


def ike_version(site: View) -> Iterator[Problem]:
    """VC-27."""
    if site["crypto.ike.version"] != _IKEV2:
        yield site.problem("KO-VC027", "crypto.ike.version", value=shown(site["crypto.ike.version"]))


def keywords(kind: str, key: str) -> Rule:
    """VC-42: a rule for the option ``key``: every keyword is known, and strong unless weak ones are allowed."""

    def _rule(site: View) -> Iterator[Problem]:
        yield from _keywords(site, kind, key, site[key])

    return _rule


def _keywords(site: View, kind: str, key: str, given: Any) -> Iterator[Problem]:
    names, allow_weak = allowed()[kind], site["crypto.allow_weak"]
    places = enumerate(given) if isinstance(given, list) else [(None, given)]
    for position, value in places:
        where = key if position is None else f"{key}[{position}]"
        if value is None or value in names["strong"]:
            continue
        if value not in names["weak"]:
            yield site.problem("KO-VC042", where, value=shown(value), allowed=_listed(names["strong"]))
        elif allow_weak:
            yield site.warning("KO-VC042D", where, value=value)
        else:
            yield site.problem("KO-VC042B", where, value=value, allowed=_listed(names["strong"]))


def _listed(names: Iterable[object]) -> str:
    return ", ".join(map(str, names))


def _modes(names: Iterable[str]) -> set[str]:
    """``gcm``, ``cbc`` or both; an unknown keyword, which has been told, ends the rule."""
    known = {name for strength in allowed()["encryption"].values() for name in strength}
    if not known.issuperset(names):
        raise Absent("encryption")
    return {"gcm" if "gcm" in name else "cbc" for name in names}


def gcm_is_not_mixed(site: View) -> Iterator[Problem]:
    """VC-42: one proposal is either GCM or CBC, because GCM excludes an integrity algorithm."""
    given = site["crypto.ike.encryption"]
    if len(_modes(given)) > 1:
        yield site.problem("KO-VC042E", "crypto.ike.encryption", value=_listed(given))


def ike_integrity(site: View) -> Iterator[Problem]:
    """VC-28: none with GCM, one without."""
    given = site["crypto.ike.encryption"]
    if len(_modes(given)) == 1:
        yield from _integrity(site, "crypto.ike.integrity", given[0])


def ipsec_integrity(site: View) -> Iterator[Problem]:
    """VC-28, as ``ike_integrity``."""
    yield from _integrity(site, "crypto.ipsec.integrity", site["crypto.ipsec.encryption"])


def _integrity(site: View, key: str, encryption: str) -> Iterator[Problem]:
    given, gcm = site[key], "gcm" in _modes([encryption])
    if gcm and given is not None:
        yield site.problem("KO-VC028B", key, encryption=encryption)
    elif not gcm and given is None:
        yield site.problem("KO-VC028", key)


SITE = [
    ike_version,
    keywords("encryption", "crypto.ike.encryption"),
    keywords("hash", "crypto.ike.integrity"),
    keywords("hash", "crypto.ike.prf"),
    keywords("group", "crypto.ike.dh_group"),
    keywords("encryption", "crypto.ipsec.encryption"),
    keywords("hash", "crypto.ipsec.integrity"),
    keywords("group", "crypto.ipsec.pfs_group"),
    gcm_is_not_mixed,
    ike_integrity,
    ipsec_integrity,
]
