# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What must not stand in the log of received lines."""

from __future__ import annotations

import re

_SECRETS = re.compile(
    r"((?:login|administrator) password(?: encrypted)?|login user \S+(?: encrypted)?|pp auth (?:username \S+|myname \S+)|pre-shared-key \S+ text|"
    r"sshd host key generate) (?!password|encrypted)\S+(.*)", re.IGNORECASE,
)


def masked(line: str) -> str:
    """The line with `*` for its secret."""
    return _SECRETS.sub(r"\1 *", line)


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one that a line keeps; without a line only the empty one is."""
    return (kept or "") == password
