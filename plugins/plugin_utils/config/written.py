# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A tree as the configuration text that it was read from."""

from __future__ import annotations

from collections.abc import Iterator

from .tree import Node


def written(node: Node) -> str:
    """The lines below ``node``, indented as a device shows them; reading them again gives the same tree."""
    return "".join(f"{line}\n" for line in _lines(node, 0))


def _lines(node: Node, depth: int) -> Iterator[str]:
    indent = " " * depth
    for child in node.children.values():
        section = child.section
        rows = section.rows if section else None
        if not (section and section.flat):
            yield indent + child.text
        if rows and section:
            inner = indent if section.flat else indent + " "
            yield from (inner + rows.write(child.key, row.sequence, row.text) for row in child.children.values())
        elif section:
            yield from _lines(child, depth + 1)
            if section.exit:
                yield indent + section.exit
