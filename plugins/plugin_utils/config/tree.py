# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Configuration text as a tree of lines that know what identifies them and how they compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .driver import Driver, Object, Rule, Section
from .secrets import OPAQUE

_BLOCK = re.compile(r"^([^\s!][^\n]*)((?:\n(?:[ \t][^\n]*)?)*)", re.MULTILINE)
_NO = "no "
OTHER = Section("other", Rule(re.compile(".*")))  #: a section of which the driver knows nothing


class Node:
    """A line, or a section with the lines below it.

    ``text`` is what is sent, ``key`` identifies it among its siblings, ``canon`` is equal where two lines mean the same; ``children`` are by key, in
    order. ``sequence``: the number of an entry of an ordered list; of a list that we share, the last number that is ours. Its ``repr`` shows no text,
    since lines hold secrets.
    """

    __slots__ = ("canon", "children", "groups", "key", "rule", "section", "sequence", "text")

    def __init__(self, text: str, key: str, canon: str, rule: Rule | None, groups: list[str], section: Section | None = None) -> None:
        self.text = text
        self.key = key
        self.canon = canon
        self.rule = rule
        self.groups = groups
        self.section = section
        self.sequence: int | None = None
        self.children: dict[str, Node] = {}

    @property
    def hidden(self) -> bool:
        """True for the explicit form of a default that devices do not show."""
        return bool(self.rule and self.rule.default and self.canon == self.rule.default.format(*self.groups))

    @property
    def opaque(self) -> bool:
        """True for a secret that cannot be compared (type 6, IX-36)."""
        return OPAQUE in self.canon

    @property
    def member(self) -> str:
        """The group that the line belongs to where lines go together: its first two words (``neighbor 100.64.10.1``)."""
        words = self.text.removeprefix(_NO).split(" ", 2)
        return " ".join(words[:2])

    def uses(self) -> Iterator[Object]:
        """The objects that this line (or section header) refers to."""
        if self.rule and not self.text.startswith(_NO):
            for kind, group in self.rule.uses:
                for name in self.groups[group].split():
                    yield kind, name

    def defines(self) -> Iterator[Object]:
        """The object that this section is, or is an entry of."""
        if self.section:
            for kind, group in self.section.defines:
                yield kind, self.groups[group]

    def empty(self) -> Node:
        """The same section without its lines."""
        return Node(self.text, self.key, self.canon, self.rule, self.groups, self.section)

    def put(self, child: Node) -> Node:
        """Take a child in; a later line replaces an earlier one of the same key."""
        self.children[child.key] = child
        return child

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in order."""
        left = [self]
        while left:
            node = left.pop()
            yield node
            left += reversed(node.children.values())

    def read(self, text: str) -> Node:
        """Take in a line of this section: a row, a subsection or an ordinary line."""
        section = self.section
        if section is None or (section.rows and not section.flat):
            return self.read_row(text)
        inner = section.section(text)
        if inner is None:
            return self.put(line(section, text))
        node = section_node(text, *inner)
        known = self.children.get(node.key)
        if known is None:
            known = self.put(node)
        known.text, known.canon, known.groups = node.text, node.canon, node.groups
        if inner[0].flat:
            known.read_row(text)
        return known

    def read_row(self, text: str) -> Node:
        """An entry of an ordered list; its key is its content, so that order and content compare, never numbers (IX-32)."""
        rows = self.section.rows if self.section else None
        found = rows.match.fullmatch(text) if rows else None
        if rows is None or found is None:
            return self.put(Node(text, text, text, None, [text]))
        canon = rows.normal(found[2])
        while canon in self.children:
            canon += " "
        node = Node(found[2], canon, canon, None, [text])
        node.sequence = int(found[1]) if found[1] else None
        return self.put(node)


def line(section: Section, text: str) -> Node:
    """An ordinary line of a section. ``no X`` shares the key of ``X``, so that one replaces the other."""
    return Node(text, *_meaning(section, text))


@lru_cache(maxsize=8192)
def _meaning(section: Section, text: str) -> tuple[str, str, Rule | None, list[str]]:
    """Key, canonical form, rule and groups of a line."""
    found = section.line(text)
    if found:
        rule, groups = found
        return rule.key_of(groups), rule.canon_of(groups), rule, groups
    if not text.startswith(_NO):
        return text, text, None, [text]
    bare = text[len(_NO) :]
    found = section.line(bare)
    if found is None:
        return bare, text, None, [bare]
    key = found[0].key_of(found[1])
    return key, _NO + key, found[0], found[1]


def section_node(text: str, section: Section, groups: list[str]) -> Node:
    """A section's header, with nothing below it yet."""
    key = section.header.key_of(groups)
    canon = key if section.flat else section.header.canon_of(groups)
    return Node(key if section.flat else text, key, canon, section.header, groups, section)


def clean(driver: Driver, text: str) -> str:
    """Without carriage returns and free text such as banners, whose lines could look like configuration."""
    text = text.replace("\r", "")
    for pattern in driver.free_text:
        if "^C" in text or "\nbanner " in text or text.startswith("banner "):
            text = pattern.sub("!", text)
    return text


def blocks(driver: Driver, text: str) -> Iterator[tuple[str, str]]:
    """Top-level lines, each with the text of what stands below it. A closing word without indentation stays with its section (IX-34)."""
    header = body = ""
    for found in _BLOCK.finditer(clean(driver, text)):
        name = found[1].rstrip()
        if name in driver.exits:
            body += f"\n{name}{found[2]}"
            continue
        if header:
            yield header, body
        header, body = name, found[2]
    if header:
        yield header, body


def fill(driver: Driver, node: Node, body: str) -> Node:
    """Read the lines below a section's header into its node, by their indentation."""
    stack: list[tuple[int, Node]] = [(-1, node)]
    last = (1 << 30, node)
    for raw in body.split("\n"):
        text = raw.strip()
        if not text or text[0] == "!":
            continue
        if text in driver.exits:
            _close(stack, text)
            continue
        indent = len(raw) - len(raw.lstrip())
        while len(stack) > 1 and indent <= stack[-1][0]:
            stack.pop()
        if indent > last[0] and len(stack[-1][1].children) and last[1].section is None:
            last[1].section = OTHER
            stack.append(last)
        child = stack[-1][1].read(squeeze(text))
        last = (indent, child)
        if child.section:
            stack.append(last)
    _hoist(node)
    return node


def squeeze(text: str) -> str:
    """Single spaces between words, except in descriptions, whose spaces are content."""
    return " ".join(text.split()) if "  " in text and "description" not in text else text


def parse(driver: Driver, text: str) -> Node:
    """The whole text as a tree."""
    root = Node("", "", "", None, [], driver.root)
    for header, body in blocks(driver, text):
        child = root.read(squeeze(header))
        if body.strip():
            child.section = child.section or OTHER
            fill(driver, child, body)
    return root


def _close(stack: list[tuple[int, Node]], word: str) -> None:
    """Leave the innermost section that ``word`` closes."""
    for depth in range(len(stack) - 1, 0, -1):
        section = stack[depth][1].section
        if section and section.exit == word:
            del stack[depth:]
            return


def _hoist(node: Node) -> None:
    """Lines written flat that belong to a subsection (IX-33)."""
    section = node.section
    if section is None or section.hoist is None:
        return
    into, pattern = section.hoist
    flat = [child for child in node.children.values() if child.section is None and pattern.match(child.text)]
    if flat:
        home = node.children.get(into) or node.read(into)
        for child in flat:
            del node.children[child.key]
            home.children.setdefault(child.key, child)
