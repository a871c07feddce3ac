"""Access lists, prefix-lists and routes: sequence numbers, duplicates, canonical addresses (IX-32)."""

from __future__ import annotations

import re
from functools import lru_cache

from ..edit import Edit, Rejected, hook
from ..kinds import bits, dotted, mask_length
from ..rules import Mode, Rule
from ..tree import Section
from .vrf import require_ipv4

_STANDARD = [(1, 99), (1300, 1999)]
_EXTENDED = [(100, 199), (2000, 2699)]
_HIGHEST = "highest"
_PAIR = re.compile(r"(?<!host )\b(?<!\.)(\d+\.\d+\.\d+\.\d+) (\d+\.\d+\.\d+\.\d+)")  # what follows a host is no wildcard


@hook
def acl_name(edit: Edit) -> None:
    """A number must suit the type, and a name has one type only."""
    kind, name = edit.words()[2], edit.arguments[0]
    other = "standard" if kind == "extended" else "extended"
    if not edit.removal and f"ip access-list {other} {name}" in edit.section.lines:
        raise Rejected("% A named IP access list with this name already exists")
    ranges = _STANDARD if kind == "standard" else _EXTENDED
    if name.isdigit() and not any(low <= int(name) <= high for low, high in ranges):
        raise Rejected("% Invalid access list name.")


@hook
def acl_entry(edit: Edit) -> None:
    """An entry, with or without its number; the number is part of the stored text."""
    words = edit.words()
    number = int(words.pop(0)) if words[0].isdigit() else None
    body = canonical_entry(" ".join(words), edit.section.key.split()[2] == "standard")
    if edit.removal:
        _remove_entry(edit, number, body)
    else:
        _add_entry(edit, edit.section, number, body)


@hook
def remove_acl_entry(edit: Edit) -> None:
    """`no 10`."""
    if edit.arguments[0] not in edit.section.lines:
        raise Rejected("% Specified access-list entry does not exist")
    edit.drop(edit.arguments[0])
    edit.section.bodies = None


@hook
def numbered_acl(edit: Edit) -> None:
    """`access-list 10 permit ...` is kept as an entry of `ip access-list standard 10`, as IOS XE 17 shows it."""
    _verb, name, *words = edit.words()
    if edit.removal:
        remove_numbered_acl(edit)
        return
    standard = any(low <= int(name) <= high for low, high in _STANDARD)
    key = f"ip access-list {'standard' if standard else 'extended'} {name}"
    section = edit.config.open(key)
    edit.changed = True
    _add_entry(edit, section, None, canonical_entry(" ".join(words), standard))


@hook
def remove_numbered_acl(edit: Edit) -> None:
    """`no access-list 10` takes the whole list away, whatever else was typed."""
    name = edit.words()[1]
    for kind in ("standard", "extended"):
        edit.drop(f"ip access-list {kind} {name}", edit.config.root)


@hook
def resequence(edit: Edit) -> None:
    """`ip access-list resequence NAME START STEP`."""
    name, start, step = edit.arguments[0], int(edit.arguments[1]), int(edit.arguments[2])
    line = edit.section.lines.get(f"ip access-list extended {name}") or edit.section.lines.get(f"ip access-list standard {name}")
    if line is None or line.section is None:
        raise Rejected(f"% Access-list {name} does not exist")
    entries = sorted(line.section.lines.values(), key=lambda entry: entry.order)
    line.section.lines.clear()
    for place, entry in enumerate(entries):
        number = start + place * step
        body = entry.text.partition(" ")[2]
        line.section.bodies = None
        line.section.lines[str(number)] = edit.config.new_line(line.section, entry.rule, str(number), f"{number} {body}")
    edit.changed = True


def canonical_entry(body: str, standard: bool) -> str:
    """Wildcards as IOS keeps them: `A 0.0.0.0` is a host, all ones is `any`, bits under the wildcard are cleared."""
    if body.startswith("remark "):
        return body
    body = _PAIR.sub(_wildcard, body)
    return re.sub(r"\bhost (\d+\.\d+\.\d+\.\d+)", r"\1", body) if standard else body


def _wildcard(found: re.Match[str]) -> str:
    base, wild = bits(found[1]), bits(found[2])
    if wild == 0xFFFFFFFF:
        return "any"
    return f"host {found[1]}" if wild == 0 else f"{dotted(base & ~wild & 0xFFFFFFFF)} {found[2]}"


def _add_entry(edit: Edit, section: Section, number: int | None, body: str) -> None:
    bodies = _bodies(section)
    if number is None:
        if body in bodies and not body.startswith("remark"):
            edit.note(f"% Duplicate {body.split()[0]} statement ignored.")
            return
        number = int(bodies[_HIGHEST]) // 10 * 10 + 10
    key = str(number)
    old = section.lines.get(key)
    if old is not None and old.text != f"{key} {body}":
        raise Rejected("% Duplicate sequence number")
    if old is None:
        rule = _entry_rule(section.mode, "[<1-2147483647>]")
        section.lines[key] = edit.config.new_line(section, rule, key, f"{key} {body}")
        bodies[body] = key
        bodies[_HIGHEST] = str(max(number, int(bodies[_HIGHEST])))
        edit.changed = True


def _bodies(section: Section) -> dict[str, str]:
    """The entries without their numbers, and the highest number."""
    if section.bodies is None:
        section.bodies = {line.text.partition(" ")[2]: key for key, line in section.lines.items()}
        section.bodies[_HIGHEST] = str(max((int(key) for key in section.lines), default=0))
    return section.bodies


def _remove_entry(edit: Edit, number: int | None, body: str) -> None:
    for key, line in list(edit.section.lines.items()):
        if line.text.partition(" ")[2] == body and number in (None, int(key)):
            edit.drop(key)
            edit.section.bodies = None
            return
    raise Rejected("% Specified access-list entry does not exist")


@hook
def prefix_list(edit: Edit) -> None:
    """Entries of a prefix-list; without `seq` they are numbered 5, 10, 15 …"""
    words = edit.words()
    head = f"ip prefix-list {words[2]} seq"
    seq, body = (words[4], words[5:]) if words[3] == "seq" else ("", words[3:])
    text = " ".join(body)
    if edit.removal:
        _remove_prefix(edit, head, seq, text)
        return
    _check_range(body)
    entries = edit.section.starting(head)
    same = next((line for line in entries if line.text.endswith(text) and line.text == f"{line.key} {text}"), None)
    if same is not None and seq in ("", same.key.split()[-1]):
        return
    if seq and f"{head} {seq}" in edit.section.lines:
        raise Rejected("%Insertion failed - seq # exists in configuration.")
    if same is not None:
        raise Rejected("%Insertion failed - prefix-list entry exists.")
    key = f"{head} {seq or max((int(line.key.rpartition(' ')[2]) for line in entries), default=0) // 5 * 5 + 5}"
    edit.store(f"{key} {text}", key, _entry_rule(edit.section.mode, "ip prefix-list WORD seq"))


@lru_cache(maxsize=16)
def _entry_rule(mode: Mode, start: str) -> Rule:
    """The first rule of the mode whose pattern begins so."""
    return next(rule for rule in mode.rules if rule.pattern.startswith(start))


def _remove_prefix(edit: Edit, head: str, seq: str, body: str) -> None:
    for line in edit.section.starting(head):
        number = line.key.split()[-1]
        if seq in ("", number) and (not body or line.text == f"{line.key} {body}"):
            edit.drop(line.key)
            return
    raise Rejected(f"%Can't find prefix-list entry in {head.split()[2]}")


def _check_range(body: list[str]) -> None:
    length = int(body[1].partition("/")[2])
    low = int(body[body.index("ge") + 1]) if "ge" in body else None
    high = int(body[body.index("le") + 1]) if "le" in body else None
    if (low is not None and low <= length) or (high is not None and high <= max(length, (low or 0) - 1)):
        raise Rejected(f"% Invalid prefix range for {body[1]}, make sure: len < ge-value <= le-value")


@hook
def route(edit: Edit) -> None:
    """Address and mask of a static route must agree; the next hop is not this router."""
    words = edit.words()
    at = 4 if words[2] == "vrf" else 2
    vrf, base, mask, hop = (words[3] if at == 4 else ""), words[at], words[at + 1], words[at + 2]
    require_ipv4(edit, vrf)
    if mask_length(mask) is None or bits(base) & ~bits(mask) & 0xFFFFFFFF:
        raise Rejected("%Inconsistent address and mask")
    if not edit.removal and not edit.config.loading and own_address(edit.section, hop, vrf):
        raise Rejected("%Invalid next hop address (it's this router)")


def own_address(root: Section, address: str, vrf: str) -> bool:
    """Whether an interface of this VRF ("": the global table) has the address."""
    for line in root.starting("interface"):
        section = line.section
        if section is None or section.text("vrf forwarding").partition("forwarding ")[2] != vrf:
            continue
        if any(own.text.split()[2:3] == [address] for own in section.starting("ip address")):
            return True
    return False
