"""How the router stores secrets: type 7, type 6, type 9 (IX-36)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from functools import lru_cache

_KEY7 = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_CISCO = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LETTERS = "ABCDEFGHIKLMNOPQ"
_SECRET = re.compile(
    r"(?i)(\b(?:pre-shared-key(?: local| remote)?|pre-share key|password|passwd|secret(?: level \d+)?|key-string|community|md5|authentication text|"
    r"config-key \S+|isakmp key|server-key|authentication-key|(?<=^key)|(?<=\skey)|snmp-server host \S+(?: vrf \S+)?(?: traps| informs)?"
    r"(?: version (?:1|2c|3 \S+))?)\s+(?:hex\s+|level \d+\s+)?(?:[0-9]\s+(?=\S))?)(?!chain\b|generate\b|zeroize\b|encryption\b|config-key\b)\S+.*"
)


def decode_type7(text: str) -> str:
    """Type 7 -> clear text; ValueError when it is not type 7."""
    salt, body = int(text[:2]), bytes.fromhex(text[2:])
    if salt > 15 or not body:
        raise ValueError("not a type 7 string")
    return bytes(byte ^ _KEY7[(salt + index) % 53] for index, byte in enumerate(body)).decode("latin-1")


def encode_type7(text: str, salt: int = 5) -> str:
    """Clear text -> type 7 with the given salt (0-15)."""
    body = bytes(ord(char) ^ _KEY7[(salt + index) % 53] for index, char in enumerate(text))
    return f"{salt:02d}{body.hex().upper()}"


def encode_type6(text: str, salt: bytes) -> str:
    """Clear text -> a type 6 string. The lab's cipher is its own (reversible, so that the head end can compare keys)."""
    body = text.encode()
    stream = _stream(salt, len(body))
    check = hashlib.sha256(salt + body).digest()[:2]
    raw = salt[:4] + check + bytes(a ^ b for a, b in zip(body, stream, strict=True))
    return "".join(_LETTERS[byte >> 4] + _LETTERS[byte & 15] for byte in raw)


def decode_type6(text: str) -> str:
    """Type 6 string of this lab -> clear text, or "" when its master key is gone or it comes from elsewhere."""
    try:
        raw = bytes(_LETTERS.index(a) << 4 | _LETTERS.index(b) for a, b in zip(text[::2], text[1::2], strict=True))
    except ValueError:
        return ""
    salt, check, body = raw[:4], raw[4:6], raw[6:]
    plain = bytes(a ^ b for a, b in zip(body, _stream(salt, len(body)), strict=True))
    return plain.decode("utf-8", "replace") if hashlib.sha256(salt + plain).digest()[:2] == check else ""


def _stream(salt: bytes, length: int) -> bytes:
    return hashlib.shake_256(b"kyoten lab type 6" + salt[:4]).digest(length)


@lru_cache(maxsize=512)
def hash_type9(password: str, salt: str) -> str:
    """`$9$salt$hash`: scrypt with N=16384, r=1, p=1 and Cisco's alphabet."""
    digest = hashlib.scrypt(password.encode(), salt=salt.encode(), n=16384, r=1, p=1, dklen=32)
    encoded = base64.b64encode(digest).decode().rstrip("=").translate(str.maketrans(_STANDARD, _CISCO))
    return f"$9${salt}${encoded}"


def salt_for(*words: str) -> str:
    """A salt that depends on nothing but the words: the same start gives the same text."""
    return base64.b64encode(hashlib.sha256(" ".join(words).encode()).digest()).decode().translate(str.maketrans(_STANDARD, _CISCO))[:14]


def verify(stored: list[str], password: str) -> bool:
    """Whether `password` is the one stored as `[type] string`."""
    kind, text = (stored[0], stored[1]) if len(stored) > 1 else ("0", stored[0])
    if kind == "9":
        return hmac.compare_digest(hash_type9(password, text.split("$")[2]), text)
    return hmac.compare_digest(clear([kind, text]).encode(), password.encode())


def clear(tokens: list[str]) -> str:
    """The clear text of what follows `password` or `pre-shared-key`: `["7", HEX]`, `["6", STRING]`, `["0", TEXT]` or `[TEXT]`."""
    if len(tokens) < 2:
        return tokens[0] if tokens else ""
    kind, text = tokens[0], tokens[1]
    if kind == "7":
        try:
            return decode_type7(text)
        except ValueError:
            return ""
    return decode_type6(text) if kind == "6" else text


def mask(line: str) -> str:
    """The line with its secret replaced by `<secret>`, for the log (IX-55)."""
    return _SECRET.sub(lambda found: f"{found[1]}<secret>", line)
