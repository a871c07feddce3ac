# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Secrets as routers store them: comparable where they can be decoded, opaque where they cannot (IX-36)."""

from __future__ import annotations

_KEY = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"  # the public constant of type 7
OPAQUE = "\0"  #: begins the canonical form of a secret that only the device can read


def decode_type7(text: str) -> str:
    """The clear text of a type 7 string: two decimal digits (the offset, 0-15), then hexadecimal bytes. Raises ValueError for anything else."""
    offset, data = int(text[:2]), bytes.fromhex(text[2:])
    if not 0 <= offset <= 15:
        raise ValueError("the offset of a type 7 secret is 0 to 15")
    return bytes(byte ^ _KEY[(offset + i) % len(_KEY)] for i, byte in enumerate(data)).decode("latin-1")


def canonical_secret(words: str) -> str:
    """``CLEAR``, ``0 CLEAR`` and ``7 HEX`` become the clear text; ``6 STRING`` and what cannot be decoded stay opaque."""
    kind, _space, value = words.partition(" ")
    if not value:
        return words
    if kind == "0":
        return value
    if kind == "7":
        try:
            return decode_type7(value.strip())
        except ValueError:
            return OPAQUE + words
    return OPAQUE + words if kind.isdigit() else words
