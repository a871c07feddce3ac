# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The crypto parameters of the form in the words of IOS (VC-28, VC-42). No value is invented: all come from the intent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..sizing import suite_of

_CIPHERS = {
    "aes-gcm-128": "esp-gcm",
    "aes-gcm-256": "esp-gcm 256",
    "aes-cbc-128": "esp-aes",
    "aes-cbc-192": "esp-aes 192",
    "aes-cbc-256": "esp-aes 256",
    "3des": "esp-3des",
    "des": "esp-des",
}  #: 128 bits is the default of IOS, which it does not show
_HASHES = {hash_: f"esp-{hash_}-hmac" for hash_ in ("md5", "sha256", "sha384", "sha512")} | {"sha1": "esp-sha-hmac"}


def transform(encryption: str, integrity: str | None) -> str:
    """The transforms of a transform-set, e.g. ``esp-aes 256 esp-sha256-hmac``; GCM brings its own integrity."""
    words = [_CIPHERS[encryption]]
    if suite_of(encryption, integrity) != "gcm":
        words.append(_HASHES[str(integrity)])
    return " ".join(words)


def crypto(given: Mapping[str, Any]) -> dict[str, Any]:
    """``{suite, ike: {encryption, integrity, prf, dh_group, lifetime}, ipsec: {encryption, integrity, pfs_group, lifetime, transform}, dpd}``.

    ``ike``'s algorithms are lists (``integrity`` null with GCM), lifetimes are seconds.
    """
    ike, ipsec = given["ike"], given["ipsec"]
    encryption, integrity = ipsec["encryption"], ipsec.get("integrity")
    return {
        "suite": suite_of(encryption, integrity),
        "ike": {
            **{key: _several(ike[key]) for key in ("encryption", "prf", "dh_group")},
            "integrity": _several(ike["integrity"]) if ike.get("integrity") else None,
            "lifetime": ike["lifetime"],
        },
        "ipsec": {
            "encryption": encryption,
            "integrity": integrity,
            "pfs_group": ipsec.get("pfs_group"),
            "lifetime": ipsec["lifetime"],
            "transform": transform(encryption, integrity),
        },
        "dpd": dict(given["dpd"]),
    }


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
