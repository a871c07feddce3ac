# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the running configuration says about consoles, users and services: its own lines, read for the box itself."""

from __future__ import annotations

from collections.abc import Iterable

_CHARACTERS = ("ja.sjis", "ja.euc", "ja.utf8", "en.ascii", "sjis", "euc", "ascii")


class Settings:
    """Made from the lines of a configuration, those of pp and tunnel blocks do not count; `default`: the character set without a setting."""

    def __init__(self, lines: Iterable[str], default: str = "ja.sjis") -> None:
        self._default = default
        self._lines = [line.split() for line in lines if line[:1].strip()]

    def value(self, key: str) -> str | None:
        """What stands behind the words of a key, e.g. `ja.sjis` behind `console character`; None without such a line."""
        words = key.split()
        return next((" ".join(line[len(words):]) for line in self._lines if line[:len(words)] == words), None)

    @property
    def character(self) -> str:
        """`console character` (RX-13)."""
        value = self.value("console character")
        return value if value in _CHARACTERS else self._default

    @property
    def columns(self) -> int:
        """`console columns`."""
        return int(self.value("console columns") or 80)

    @property
    def lines(self) -> int | None:
        """`console lines`; None with `infinity`."""
        value = self.value("console lines") or "24"
        return int(value) if value.isdecimal() else None

    @property
    def prompt(self) -> str:
        """`console prompt` without its quotes."""
        value = self.value("console prompt") or ""
        return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value

    @property
    def info(self) -> bool:
        """`console info on`."""
        return self.value("console info") == "on"

    @property
    def users(self) -> dict[str, str]:
        """What stands behind `login user NAME`, by name."""
        return {line[2]: " ".join(line[3:]) for line in self._lines if line[:2] == ["login", "user"]}

    def attribute(self, user: str, key: str) -> str | None:
        """One value of `user attribute`: the user's own, else that of all users (`*`), the anonymous one among them."""
        for name in filter(None, (user, "*")):
            pairs = dict(pair.partition("=")[::2] for pair in (self.value(f"user attribute {name}") or "").split())
            if key in pairs:
                return pairs[key]
        return None
