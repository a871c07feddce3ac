# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The running configuration, split at its top level at once, and read further only where somebody asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from .driver import Driver, Object, Section
from .tree import OTHER, Node, blocks, fill, line, section_node, squeeze


class Item:
    """A top-level line or section as it stands in the text. A flat section (prefix-list) has several places."""

    __slots__ = ("_driver", "_node", "groups", "header", "key", "places", "section")

    def __init__(self, driver: Driver, key: str, header: str, section: Section | None, groups: list[str]) -> None:
        self._driver = driver
        self._node: Node | None = None
        self.key = key
        self.header = header
        self.section = section
        self.groups = groups
        self.places: list[tuple[str, str]] = []

    def mentions(self, word: str) -> bool:
        """Whether ``word`` occurs anywhere in it."""
        return any(word in body or word in header for header, body in self.places)

    def node(self) -> Node:
        """Read in full."""
        if self._node is None:
            self._node = self._read()
        return self._node

    def _read(self) -> Node:
        header, body = self.places[0]
        if self.section is None:
            node = line(self._driver.root, header)
            if body.strip():
                node.section = OTHER
                fill(self._driver, node, body)
            return node
        node = section_node(header, self.section, self.groups)
        for text, below in self.places:
            if self.section.flat:
                node.read_row(text)
            fill(self._driver, node, below)
        return node


class Running:
    """The items of a running configuration by key, in order; foreign kinds that nobody asks for are passed over.

    ``wanted`` are the intended trees: single lines are kept where such a one is wanted or ``named`` (patterns of what is owned) speaks of it.
    """

    def __init__(self, driver: Driver, text: str, wanted: Sequence[Node], named: Sequence[re.Pattern[str]] = ()) -> None:
        self.driver = driver
        self._text = text
        self.items: dict[str, Item] = {}
        children = [child for root in wanted for child in root.children.values()]
        self._wanted = tuple(child.key for child in children)
        self._named = named
        self._lines = tuple(f"{begin} " for begin in {*driver.root.lines, *_flat(driver)})
        self._words = {child.key.partition(" ")[0] for child in children} | {begin.partition(" ")[0] for begin in driver.root.sections} | {"no"}
        for header, body in blocks(driver, text):
            if self._concerns(header):
                self._take(squeeze(header), body)

    def _concerns(self, header: str) -> bool:
        """Whether anybody can ask for it. Single lines of foreign kinds and names, often the most of a text, are passed over without being read."""
        if header.startswith(self._lines):
            return header.startswith(self._wanted) or any(pattern.match(header) for pattern in self._named)
        return header.partition(" ")[0] in self._words

    def _take(self, header: str, body: str) -> None:
        key, section, groups = self._identity(header)
        item = self.items.get(key)
        if item is None:
            item = self.items[key] = Item(self.driver, key, header, section, groups)
        item.places.append((header, body))

    def _identity(self, header: str) -> tuple[str, Section | None, list[str]]:
        root = self.driver.root
        found = root.section(header)
        return (found[0].header.key_of(found[1]), *found) if found else (line(root, header).key, None, [header])

    def key_of(self, header: str) -> str:
        """What identifies a top-level line."""
        return self._identity(squeeze(header))[0]

    def mentioning(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, list[str]]]:
        """The lines of the whole text that the pattern finds, by the top-level line that they stand under."""
        for header, body in blocks(self.driver, self._text):
            if pattern.search(header) or pattern.search(body):
                yield header, [squeeze(text.strip()) for text in (header, *body.split("\n")) if pattern.search(text)]

    def node(self, key: str) -> Node | None:
        """The section or line of that key."""
        item = self.items.get(key)
        return item.node() if item else None

    @cached_property
    def objects(self) -> set[Object]:
        """Everything that is defined."""
        return {(kind, item.groups[group]) for item in self.items.values() if item.section for kind, group in item.section.defines}

    def users(self, names: set[str]) -> Iterator[tuple[Item, Node]]:
        """Every line that refers to an object of one of these names, with the item that it stands in."""
        for item in self.items.values():
            if any(item.mentions(name) for name in names):
                for node in item.node().walk():
                    if any(name in names for _kind, name in node.uses()):
                        yield item, node


def _flat(driver: Driver) -> set[str]:
    """What the lines of flat sections begin with."""
    return {begin for begin, found in driver.root.sections.items() if any(section.flat for section in found)}


def truncated(driver: Driver, text: str) -> bool:
    """True for a running configuration whose beginning is there and whose end is not: it was cut on the way (IX-68)."""
    head, tail = driver.complete
    return bool(head.search(text)) and not tail.search(text.replace("\r", ""))
