# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the cursor stands, and where lines break: in the middle of words, at `console columns` (RX-15)."""

from __future__ import annotations

from unicodedata import east_asian_width


def width(text: str) -> int:
    """Columns that the text takes: a Japanese character takes two."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(each) in "WF") for each in text)


class Screen:
    """`column` is the cursor's, from 0."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.column = 0

    def laid(self, text: str) -> str:
        """The text as it goes to the wire: CR LF at line ends and where a line is full."""
        lines = []
        for number, line in enumerate(text.split("\n")):
            if number:
                self.column = 0
            lines.append(self._filled(line))
        return "\r\n".join(lines)

    def rows(self, text: str) -> list[str]:
        """The rows that complete lines take, from the left edge."""
        self.column = 0
        rows = self.laid(text.removesuffix("\n")).split("\r\n")
        self.column = 0
        return rows

    def erased(self, columns: int) -> str:
        """One character less."""
        self.column = max(0, self.column - columns)
        return "\b" * columns + " " * columns + "\b" * columns

    def _filled(self, line: str) -> str:
        if line.isascii() and self.column + len(line) <= self.columns:
            self.column += len(line)
            return line
        parts = []
        for character in line:
            size = width(character)
            if self.column + size > self.columns:
                parts.append("\r\n")
                self.column = 0
            parts.append(character)
            self.column += size
        return "".join(parts)
