# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Prompts: told from output by the device's own name, learnt in this session, never by shape alone (IX-02, IX-10)."""

from __future__ import annotations

import re
from typing import NamedTuple

from .screen import clean

_SHAPE = re.compile(r"(?P<stem>[^\s>#()]{1,64})(?P<mode>(?:\([^()\r\n]{1,40}\)){0,3})(?P<mark>[>#]) ?")
_LONGEST = 130  # bytes of a prompt at most
_KEPT = 8  # IOS shortens a long name in configuration mode, but not below this many characters


class Prompt(NamedTuple):
    """A prompt taken apart: ``R1(config-if)#`` is stem R1, mode (config-if), mark #."""

    stem: str
    mode: str
    mark: str

    @property
    def text(self) -> str:
        """As it stands on the terminal, without a trailing blank."""
        return self.stem + self.mode + self.mark


def read_prompt(line: bytes) -> Prompt | None:
    """``line`` (no line end in it) as a prompt, if it has the shape of one and nothing else."""
    if not line or len(line) > _LONGEST or line.rstrip()[-1:] not in (b"#", b">"):
        return None
    match = _SHAPE.fullmatch(clean(line) if b"\x08" in line or b"\x1b" in line else line.decode("utf-8", "replace"))
    return Prompt(*match.groups()) if match else None


def prompt_before(line: bytes) -> Prompt | None:
    """The prompt that ``line`` begins with, whatever was typed behind it."""
    match = _SHAPE.match(line.decode("utf-8", "replace"))
    return Prompt(*match.groups()) if match else None


class Names:
    """The names that this device has been seen to use in its prompt."""

    def __init__(self) -> None:
        self._stems: set[str] = set()

    def add(self, stem: str) -> None:
        """``stem`` is the device's: it stood before our own echo, came back when asked again, or we set it."""
        self._stems.add(stem)

    def own(self, prompt: Prompt | None) -> bool:
        """Whether this prompt is the device's: its name, or the beginning of it where the device shortens."""
        if prompt is None:
            return False
        return prompt.stem in self._stems or (len(prompt.stem) >= _KEPT and any(stem.startswith(prompt.stem) for stem in self._stems))
