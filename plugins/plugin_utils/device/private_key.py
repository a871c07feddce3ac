# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The public half of a private key file, for the one type that libssh2 must be told about.

libssh2 1.11 picks the signature of an RSA key from the server's list into a buffer that is too small when the list names one twice: it
kills the process. Told the public key under the name of the signature (``rsa-sha2-512``), it does not look at that list.
"""

from __future__ import annotations

import base64
import struct

_BEGIN, _END = b"-----BEGIN OPENSSH PRIVATE KEY-----", b"-----END OPENSSH PRIVATE KEY-----"
_MAGIC = b"openssh-key-v1\0"


def rsa_blob(data: bytes, passphrase: str | None) -> str | None:
    """The public key in base64 if this is an RSA key, None for another type; ``ValueError`` when the file cannot be read."""
    kind, text = _openssh(data) if _BEGIN in data else _pem(data, passphrase)
    return text if kind == "ssh-rsa" else None


def _openssh(data: bytes) -> tuple[str, str]:
    """The format of ssh-keygen has the public key unencrypted."""
    body = base64.b64decode(data.partition(_BEGIN)[2].partition(_END)[0])
    if not body.startswith(_MAGIC):
        raise ValueError("no key")
    at = len(_MAGIC)
    for _part in ("cipher", "derivation", "its options"):
        at += 4 + _length(body, at)
    at += 4  # number of keys
    blob = body[at + 4:at + 4 + _length(body, at)]
    return blob[4:4 + _length(blob, 0)].decode("ascii", "replace"), base64.b64encode(blob).decode()


def _length(data: bytes, at: int) -> int:
    try:
        return int(struct.unpack_from(">I", data, at)[0])
    except struct.error:
        raise ValueError("no key") from None


def _pem(data: bytes, passphrase: str | None) -> tuple[str, str]:
    """The older formats; read by what Ansible itself needs to run."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        key = serialization.load_pem_private_key(data, passphrase.encode() if passphrase else None)
        line = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("no key, or another passphrase") from error
    kind, _blank, text = line.decode().partition(" ")
    return kind, text.split()[0]
