"""What the readers need of a configuration tree: nodes with a text and children, read by their words."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Interface
from typing import Protocol


class Node(Protocol):
    """A line of the configuration and the lines below it."""

    @property
    def text(self) -> str:
        """The line without indentation, as `show running-config` prints it."""

    @property
    def children(self) -> Sequence[Node]:
        """The lines of its section."""


def words_below(node: Node) -> Iterator[list[str]]:
    """The words of each line of a section."""
    return (child.text.split() for child in node.children)


def after(words: Sequence[str], *keywords: str) -> list[str] | None:
    """The words that follow the keywords, or None when the line does not begin with them."""
    return list(words[len(keywords):]) if tuple(words[:len(keywords)]) == keywords else None


def value_after(node: Node, *keywords: str) -> list[str] | None:
    """The rest of the last line of a section that begins with the keywords, or None."""
    rests = [rest for words in words_below(node) if (rest := after(words, *keywords)) is not None]
    return rests[-1] if rests else None


def sections(root: Node, *keywords: str) -> Iterator[tuple[list[str], Node]]:
    """Each top-level line that begins with the keywords: the words that follow, and the node."""
    prefix = " ".join(keywords)
    for node in root.children:
        if node.text.startswith(prefix) and (rest := after(node.text.split(), *keywords)) is not None:
            yield rest, node


def interface_address(address: str, mask: str) -> IPv4Interface | None:
    """An address with its mask, None when the two make no sense."""
    try:
        return IPv4Interface(f"{address}/{mask}")
    except ValueError:
        return None


def wildcard_mask(wildcard: str) -> str:
    """The netmask of a wildcard: its complement."""
    return str(IPv4Address(int(IPv4Address(wildcard)) ^ 0xFFFFFFFF))
