"""Classes of traffic and policies as configured, and which class takes a packet (TI-54)."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...ios_xe.kinds import DSCP, PRECEDENCE
from .filters import AclEntry
from .lines import Node, sections, words_below
from .packets import Packet, first_match

DEFAULT = "class-default"
Acls = dict[str, tuple[bool, list[AclEntry]]]


@dataclass(frozen=True)
class ClassMap:
    """What belongs to a class: one of the matches, or all of them; each is the words after `match`."""

    name: str
    any: bool
    matches: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PolicyClass:
    """One class of a policy with its actions, as lines."""

    name: str
    lines: tuple[str, ...]

    def after(self, words: str) -> list[str] | None:
        """What follows these words in the class's line that begins with them, None without one."""
        return next((line.removeprefix(words).split() for line in self.lines if f"{line} ".startswith(words + " ")), None)

    @property
    def child(self) -> str | None:
        """The policy nested in the class."""
        found = self.after("service-policy")
        return found[0] if found else None

    @property
    def shaped(self) -> int | None:
        """Bits per second that the class is shaped to."""
        found = self.after("shape average")
        return int(found[0]) if found and found[0].isdigit() else None

    @property
    def priority_percent(self) -> int | None:
        """The share of the level's rate that has priority."""
        found = self.after("priority percent")
        return int(found[0]) if found else None


def read_class_maps(root: Node) -> dict[str, ClassMap]:
    """Class-maps by name."""
    found = {}
    for rest, node in sections(root, "class-map"):
        matches = tuple(tuple(words[1:]) for words in words_below(node) if words[0] == "match")
        found[rest[-1]] = ClassMap(rest[-1], rest[0] == "match-any", matches)
    return found


def read_policy_maps(root: Node) -> dict[str, list[PolicyClass]]:
    """Policies by name, their classes in order."""
    return {
        rest[0]: [PolicyClass(child.text.split()[1], tuple(line.text.strip() for line in child.children)) for child in node.children
                  if child.text.startswith("class ")]
        for rest, node in sections(root, "policy-map")
    }  # fmt: skip


def belongs(maps: dict[str, ClassMap], acls: Acls, name: str, packet: Packet) -> bool:
    """Whether a packet is of a class; everything is of class-default."""
    if name == DEFAULT:
        return True
    item = maps.get(name)
    verdicts = [_matches(maps, acls, words, packet) for words in item.matches] if item else []
    return bool(verdicts) and (any if item and item.any else all)(verdicts)


def _matches(maps: dict[str, ClassMap], acls: Acls, words: Sequence[str], packet: Packet) -> bool:
    if words[0] == "not":
        return not _matches(maps, acls, words[1:], packet)
    match [word for word in words if word != "ip"]:
        case ["any"]:
            return True
        case ["access-group", *rest]:
            extended, entries = acls.get(rest[-1], (True, []))
            entry = first_match(entries, packet, extended)
            return entry is not None and entry.permit
        case ["dscp", *values]:
            return packet.dscp in {DSCP.get(value, value if not value.isdigit() else int(value)) for value in values}
        case ["precedence", *values]:
            return packet.dscp >> 3 in {PRECEDENCE.get(value, value if not value.isdigit() else int(value)) for value in values}
        case ["class-map", name]:
            return belongs(maps, acls, name, packet)
    return False
