"""Secrets as they are stored: type 9 hashes, type 7, type 6 (IX-36)."""

from __future__ import annotations

from ..edit import Edit, Rejected, hook
from ..secrets import decode_type6, decode_type7, encode_type6, encode_type7, hash_type9, salt_for
from ..tree import Line

_PASSWORDS = (" password ", "password ")


@hook
def hash_secret(edit: Edit) -> None:
    """`enable secret CLEAR` is kept as type 9."""
    line = edit.section.lines.get(edit.key)
    if line is not None and not edit.removal:
        head, _word, tail = line.text.rpartition("secret ")
        level, value = _level(tail)
        line.text = f"{head}secret {level}{stored_secret(value, 'enable')}"


def _level(text: str) -> tuple[str, list[str]]:
    """Split `level N ` off what follows the keyword."""
    words = text.split()
    return (" ".join(words[:2]) + " ", words[2:]) if text.startswith("level") else ("", words)


@hook
def username(edit: Edit) -> None:
    """One line per user: a later `privilege` or `secret` is merged into it."""
    words = edit.words()
    if edit.removal:
        edit.drop(edit.key)
        return
    old = edit.section.text(edit.key).split()[2:]
    fields = {**_fields(old), **_fields(words[2:])}
    if "secret" in words:
        fields.pop("password", None)
        fields["secret"] = stored_secret(fields["secret"].split(), words[1])
    elif "password" in words:
        if fields.pop("secret", None):
            raise Rejected("ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other.")
        fields["password"] = _type7(edit, fields["password"].split())
    if fields.get("privilege") == "1":
        del fields["privilege"]
    order = [name for name in ("privilege", "view", "nopassword", "secret", "password") if name in fields]
    edit.store(" ".join(["username", words[1], *(f"{name} {fields[name]}".strip() for name in order)]))


def _fields(words: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    while words:
        name = words.pop(0)
        size = 0 if name == "nopassword" else len(words) if name in ("secret", "password") else 1
        found[name] = " ".join(words[:size])
        del words[:size]
    return found


def stored_secret(value: list[str], owner: str) -> str:
    """`[0] CLEAR` -> `9 $9$...`; hashes stay as they are."""
    kind, text = (value[0], value[1]) if len(value) > 1 else ("0", value[0])
    if kind == "0":
        return f"9 {hash_type9(text, salt_for(owner, text))}"
    if kind == "9" and text.count("$") != 3:
        raise Rejected("ERROR: The secret you entered is not a valid encrypted secret.")
    return f"{kind} {text}"


@hook
def type7(edit: Edit) -> None:
    """A type 7 string that is none is refused before it takes the place of what is stored."""
    _level_words, value = _level(edit.text.rpartition("password ")[2])
    if not edit.removal and value[0] == "7" and len(value) > 1:
        _check_type7(value[1])


@hook
def encrypt_passwords(edit: Edit) -> None:
    """With `service password-encryption` clear passwords become type 7 (never back); `0` is dropped without it."""
    if edit.removal:
        return
    lines = [line for _section, line in edit.config.root.walk()] if edit.rule.pattern.startswith("service") else [edit.section.lines.get(edit.key)]
    for line in lines:
        if line is not None:
            _encrypt_line(edit, line)


def _encrypt_line(edit: Edit, line: Line) -> None:
    if line.key.startswith(("neighbor", "username", "password", "enable password")) and any(word in line.text for word in _PASSWORDS):
        head, word, tail = line.text.rpartition("password ")
        level, rest = _level(tail)
        line.text = f"{head}{word}{level}{_type7(edit, rest)}"


def _type7(edit: Edit, value: list[str]) -> str:
    kind, text = (value[0], value[1]) if len(value) > 1 else ("0", value[0])
    if kind == "7":
        _check_type7(text)
    if kind != "0":
        return f"{kind} {text}"
    return f"7 {encode_type7(text)}" if "service password-encryption" in edit.config.root.lines else text


def _check_type7(text: str) -> None:
    try:
        decode_type7(text)
    except ValueError:
        raise Rejected(f"Invalid encrypted password: {text}") from None


@hook
def ikev2_key(edit: Edit) -> None:
    """A pre-shared key: `0` is dropped, with a master key it is stored as type 6; `service password-encryption` does not touch it."""
    if edit.removal:
        edit.drop(edit.key)
        return
    value = edit.text[len(edit.key) + 1:].split()
    if value[0] == "0" and len(value) > 1:
        value = value[1:]
    if len(value) == 1 and edit.config.type6():
        old = edit.section.text(edit.key).split()
        if old[-2:-1] == ["6"] and decode_type6(old[-1]) == value[0]:
            return
        value = ["6", encode_type6(value[0], _fresh_salt(edit))]
    edit.store(f"{edit.key} {' '.join(value)}")


def _fresh_salt(edit: Edit) -> bytes:
    return salt_for(edit.section.key, str(edit.config.version), edit.config.hostname()).encode()[:4]


@hook
def encrypt_aes(edit: Edit) -> None:
    """`password encryption aes` with a master key turns the stored pre-shared keys into type 6."""
    if edit.removal or not edit.config.type6():
        return
    for section, line in edit.config.root.walk():
        words = line.text.split()
        if line.key.startswith("pre-shared-key") and len(words) == len(line.key.split()) + 1:
            line.text = f"{line.key} 6 {encode_type6(words[-1], salt_for(section.key, str(edit.config.version)).encode()[:4])}"


@hook
def master_key(edit: Edit) -> None:
    """The master key is never shown; without it the type 6 secrets are of no use any more."""
    if not edit.removal:
        if not edit.arguments or len(edit.arguments[0]) < 8:
            raise Rejected("% Invalid master key: at least 8 characters")
        edit.config.master_key = edit.arguments[0]
        encrypt_aes(edit)
        edit.changed = True
        return
    edit.config.master_key = ""
    edit.note("WARNING: All type 6 encrypted keys will become unusable")
    for _section, line in edit.config.root.walk():
        words = line.text.split()
        if words[-2:-1] == ["6"] and decode_type6(words[-1]):
            line.text = " ".join([*words[:-1], words[-1][:8] + "QQQQ" + words[-1][12:]])
    edit.changed = True
