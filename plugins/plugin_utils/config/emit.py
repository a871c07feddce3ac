# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ordered operations as the lines to send, with the lines that enter and leave sections."""

from __future__ import annotations

from collections.abc import Sequence

from .operations import Operation, Path
from .tree import Node


def commands(operations: Sequence[Operation]) -> list[str]:
    """The lines in the order to send, indented as a configuration is read (devices ignore the indentation)."""
    writer = _Writer()
    for operation in operations:
        writer.go(operation.path, operation.lines)
        for line in operation.lines:
            writer.write(line, len(operation.path))
    writer.leave(0)
    return writer.lines


class _Writer:
    """Knows the section that the device is in."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.inside: list[Node] = []

    def write(self, line: str, depth: int) -> None:
        """Add one line, indented by ``depth``."""
        self.lines.append(" " * depth + line)

    def go(self, path: Path, lines: Sequence[str]) -> None:
        """Enter the section of ``path``. A global command leaves all sections (IX-10), unless the section would read it as its own."""
        same = _common(self.inside, path)
        if same < len(self.inside) and not same:
            following = path[0].text if path else lines[0]
            self.leave(0, following)
        elif same < len(self.inside):
            self.leave(same, up=same == len(path))
        for depth in range(same, len(path)):
            self.write(path[depth].text, depth)
            self.inside.append(path[depth])

    def leave(self, depth: int, following: str = "", up: bool = False) -> None:
        """Leave down to ``depth`` sections: by the section's own closing word, by ``exit`` where the next line would be misread."""
        while len(self.inside) > depth:
            node = self.inside.pop()
            section, level = node.section, len(self.inside)
            if section and section.exit:
                self.write(section.exit, level)
            elif up or (section and section.exit_before and section.exit_before.match(following)):
                self.write("exit", level + 1)


def _common(inside: Sequence[Node], path: Path) -> int:
    """How many sections of ``path`` the device is in already."""
    same = 0
    for here, there in zip(inside, path, strict=False):
        if here.key != there.key or here.text != there.text:
            break
        same += 1
    return same
