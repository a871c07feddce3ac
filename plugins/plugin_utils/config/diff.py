# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The change to read: a diff of our lines in their sections, and the list of what it touches."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Touch
from .tree import Node


def diff_lines(before: Node, after: Node, depth: int = 0) -> Iterator[str]:
    """``-`` and ``+`` lines, under the headers of the sections in which they stand. Secrets are not masked here."""
    for key, child in before.children.items():
        if key not in after.children and not child.hidden:
            yield from _whole("-", child, depth)
    for key, child in after.children.items():
        there = before.children.get(key)
        if there is None:
            if not (child.hidden and child.section is None and depth):
                yield from _whole("+", child, depth)
        elif child.section is None:
            if child.canon != there.canon:
                yield _line("-", there.text, depth)
                yield _line("+", child.text, depth)
        else:
            yield from _section(there, child, depth)


def _section(there: Node, child: Node, depth: int) -> Iterator[str]:
    """A section that stays: its header, then what differs. Of an ordered list, what leaves, comes or moves."""
    rows = child.section.rows if child.section else None
    flat = bool(child.section and child.section.flat)
    inner = list(_rows(there, child, depth + (not flat)) if rows else diff_lines(there, child, depth + 1))
    if there.canon != child.canon:
        yield _line("-", there.text, depth)
        yield _line("+", child.text, depth)
    elif inner and not flat:
        yield _line(" ", child.text, depth)
    yield from inner


def _rows(there: Node, child: Node, depth: int) -> Iterator[str]:
    if list(there.children) == list(child.children):
        return
    old = [_row(there, row) for row in there.children.values()]
    new = [_row(child, row) for row in child.children.values()]
    yield from (_line("-", text, depth) for text in old if text not in new)
    yield from (_line("+", text, depth) for text in new if text not in old)


def _row(parent: Node, row: Node) -> str:
    rows = parent.section.rows if parent.section else None
    return rows.write(parent.key, row.sequence, row.text) if rows else row.text


def _whole(sign: str, node: Node, depth: int) -> Iterator[str]:
    """A line or section with all that is in it."""
    section = node.section
    if section and section.rows and section.flat:
        yield from (_line(sign, _row(node, row), depth) for row in node.children.values())
        return
    yield _line(sign, node.text, depth)
    for child in node.children.values():
        if section and section.rows:
            yield _line(sign, _row(node, child), depth + 1)
        else:
            yield from _whole(sign, child, depth + 1)


def _line(sign: str, text: str, depth: int) -> str:
    return f"{sign}{' ' * depth}{text}"


def touches(before: Node, after: Node, path: tuple[str, ...] = ()) -> Iterator[Touch]:
    """What the change touches: whole sections that come or go, else the groups of lines in them."""
    groups: dict[str, set[str]] = {}
    for key in [*before.children, *(key for key in after.children if key not in before.children)]:
        old, new = before.children.get(key), after.children.get(key)
        node = new or old
        if node is None:
            continue
        name = (*path, node.key)
        if node.section and old and new:
            inner = list(touches(old, new, name))
            yield from inner
            if old.canon != new.canon and not inner:
                yield Touch(" / ".join(name), "changed")
        elif node.section or not path:
            if not (old and new) or old.canon != new.canon:
                yield Touch(" / ".join(name) if node.section else node.text, _kind(old, new))
        elif _differs(old, new):
            group = node.member if _grouped(before, node) else ""
            groups.setdefault(group, set()).add(_kind(old, new))
    if _moved(before, after):
        groups.setdefault("", set()).add("changed")
    for group, kinds in groups.items():
        yield Touch(" / ".join([*path, group] if group else path), _group_kind(group, kinds, before, after))


def _kind(old: Node | None, new: Node | None) -> str:
    return "added" if old is None else "removed" if new is None else "changed"


def _differs(old: Node | None, new: Node | None) -> bool:
    if old and new:
        return old.canon != new.canon
    node = old or new
    return bool(node and not node.hidden)


def _moved(before: Node, after: Node) -> bool:
    """Entries of an ordered list that changed places only."""
    rows = before.section.rows if before.section else None
    return bool(rows and list(before.children) != list(after.children) and set(before.children) == set(after.children))


def _grouped(parent: Node, line: Node) -> bool:
    return bool(parent.section and parent.section.member and line.member.startswith(f"{parent.section.member} "))


def _group_kind(group: str, kinds: set[str], before: Node, after: Node) -> str:
    """A group of lines comes or goes as a whole, else it is changed; lines of a shared section likewise."""
    if not group:
        return "changed" if len(kinds) > 1 or _any_line(before) else kinds.pop()
    stood = any(child.member == group for child in before.children.values())
    stands = any(child.member == group for child in after.children.values())
    return "changed" if stood and stands else "added" if stands else "removed"


def _any_line(node: Node) -> bool:
    return any(child.section is None for child in node.children.values())
