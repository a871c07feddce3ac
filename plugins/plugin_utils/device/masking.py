# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The last net under every text that leaves the device room: no secret in messages, whatever the caller forgot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ..problem import SECRET

Mask = Callable[[str], str]

_AFTER_WORD = re.compile(r"(?i)\b(pre-shared-key|password|secret|community|key-string|config-key \S+|key)\s+\S.*")


def mask_words(text: str) -> str:
    """Hide what follows a word that introduces a secret on an IOS line (IX-36), to the end of the line."""
    return _AFTER_WORD.sub(rf"\1 {SECRET}", text)


def mask_values(mask: Mask, values: Iterable[str | None]) -> Mask:
    """``mask``, and besides it every one of ``values`` (login passwords) wherever it stands."""
    known = sorted({value for value in values if value}, key=len, reverse=True)

    def masked(text: str) -> str:
        """``text`` without any known value, the longest first, and then masked by ``mask``."""
        for value in known:
            text = text.replace(value, SECRET)
        return mask(text)

    return masked


def mask_reply(mask: Mask, line: str, reply: str) -> str:
    """The device's ``reply`` to ``line``, masked, and without the secret of that line: some refusals quote it."""
    head, hidden, tail = mask(line).partition(SECRET)
    value = line[len(head) : len(line) - len(tail)].strip() if hidden else ""
    return mask_values(mask, [value, *value.split()[-1:]])(reply)
