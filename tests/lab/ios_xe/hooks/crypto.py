"""IKEv2 and IPsec: notes on creation, combinations that IOS refuses, and keys (IX-04, IX-31, IX-36)."""

from __future__ import annotations

from ..edit import Edit, Incomplete, Rejected, hook

_NEW_MAP = "% NOTE: This new crypto map will remain disabled until a peer\n         and a valid access list have been configured."
_NEW_PROPOSAL = (
    "IKEv2 proposal MUST either have a set of an encryption algorithm other than aes-gcm, "
    "an integrity algorithm and a DH group configured or \n"
    " encryption algorithm aes-gcm, a prf algorithm and a DH group configured"
)
_NEW_PROFILE = (
    "IKEv2 profile MUST have:\n   1. A local and a remote authentication method.\n"
    "   2. A match identity or a match certificate or match any statement."
)


@hook
def note_crypto_map(edit: Edit) -> None:
    """IX-04: two lines that look like an error and are none."""
    if edit.created and "dynamic" not in edit.words():
        edit.note(_NEW_MAP)


@hook
def note_proposal(edit: Edit) -> None:
    """What a new proposal still needs."""
    if edit.created:
        edit.note(_NEW_PROPOSAL)


@hook
def note_policy(edit: Edit) -> None:
    """What a new policy still needs."""
    if edit.created:
        edit.note("IKEv2 policy MUST have atleast one complete proposal attached")


@hook
def note_profile(edit: Edit) -> None:
    """What a new profile still needs."""
    if edit.created:
        edit.note(_NEW_PROFILE)


@hook
def crypto_map_again(edit: Edit) -> None:
    """`crypto map X 10` enters an entry that exists, and removes one after `no`."""
    line = edit.section.lines.get(edit.key)
    if edit.removal:
        edit.drop(edit.key)
    elif line is None:
        raise Incomplete
    else:
        edit.path = (*edit.section.path(), line.key)


@hook
def map_in_use(edit: Edit) -> None:
    """A whole crypto map is not removed while an interface carries it."""
    name = edit.words()[2]
    carriers = [line for line in edit.config.root.starting("interface") if line.section and line.section.text("crypto map") == f"crypto map {name}"]
    holders = [line.text.split()[1] for line in carriers]
    if holders:
        raise Rejected(
            f"% Crypto-map {name} is in use by interface(s): {', '.join(holders)}. Please remove the crypto map from the above interface(s) first"
        )


@hook
def crypto_map_on_tunnel(edit: Edit) -> None:
    """IOS XE takes no crypto map on a tunnel interface."""
    if not edit.removal and "Tunnel" in edit.section.key:
        raise Rejected(
            "% NOTE: crypto map is configured on tunnel interface.\n"
            "         Currently only GDOI crypto map is supported on tunnel interface."
        )


@hook
def isakmp_on(edit: Edit) -> None:
    """The first interface with a crypto map switches ISAKMP on, the last one off."""
    holders = [line for line in edit.config.root.starting("interface") if line.section and "crypto map" in line.section.lines]
    if edit.changed and len(holders) == (0 if edit.removal else 1):
        edit.config.notices.append(f"%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is {'OFF' if edit.removal else 'ON'}")


@hook
def proposal_encryption(edit: Edit) -> None:
    """AES-GCM stands alone, and beside it no integrity (IX-31)."""
    kinds = {"gcm" in word for word in edit.arguments or edit.words()[1:]}
    if edit.removal:
        return
    if len(kinds) > 1:
        raise Rejected("% Invalid combination: AES-GCM cannot be mixed with other encryption algorithms")
    if True in kinds and "integrity" in edit.section.lines:
        raise Rejected("% Invalid combination: remove the integrity algorithm before configuring AES-GCM")


@hook
def proposal_integrity(edit: Edit) -> None:
    """An integrity algorithm with AES-GCM is refused (IX-31)."""
    if not edit.removal and "gcm" in edit.section.text("encryption"):
        raise Rejected("% Invalid integrity algorithm: AES-GCM provides integrity by itself")


@hook
def transforms(edit: Edit) -> None:
    """Combined-mode ciphers take no separate integrity."""
    words = edit.words()
    if not edit.removal and ("esp-gcm" in words or "esp-gmac" in words) and any(word.endswith("-hmac") for word in words):
        raise Rejected("ERROR: Invalid transform combination: esp-gcm and esp-gmac take no authentication transform")
    if not edit.removal and words[4] == "esp-gcm" and len(words) == 5:
        edit.text += " 128"
