# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which replies are refusals (IX-03), and of what kind; everything else that begins with % is a note (IX-04)."""

from __future__ import annotations

import re

_ANYWHERE = (  # in the reply to one configuration line, or at the start of a line of a short reply to a command
    r"% ?Error|ERROR:|% ?Bad secret|Bad passwords|invalid input|incomplete command|ambiguous command|connection timed out"
    r"|% ?Invalid|Bad mask|% ?\S+ overlaps with \S+|'[^']+' returned error code: ?\d+|Command rejected:"
    r"|% General session commands not allowed under the address family|% BGP: Error initializing topology"
    r"|% ?Unknown command or computer name|% ?Specify remote-as or peer-group commands first"
)
_REFUSAL = re.compile(rf"(?i){_ANYWHERE}|\S[^\n]* not found(?=[\s.]*$)")
_COMMAND_REFUSAL = re.compile(rf"(?im)^\s*(?:% ?)?(?:{_ANYWHERE})|\A\s*%[^\n]* not found[.\s]*\Z")
_UNAUTHORISED = re.compile(r"(?i)command authorization failed|% ?authorization failed")
_LOCKED = re.compile(r"(?i)configuration mode is locked|locked by (?:process|user|another)|configuration (?:session )?is locked")
_SHORT = 12  # lines: a refusal is never longer, a configuration that quotes one always is


def of_line(reply: str) -> str | None:
    """Message code of a refused configuration line, or None when the line was taken (perhaps with a note)."""
    if not reply:
        return None
    return _special(reply) or ("KO-DV009" if _REFUSAL.search(reply) else None)


def of_command(reply: str) -> str | None:
    """Message code of a refused command, or None. A long reply is output, whatever words it holds (descriptions, logs)."""
    if not reply or reply.count("\n") > _SHORT:
        return None
    return _special(reply) or ("KO-DV014" if _COMMAND_REFUSAL.search(reply) else None)


def _special(reply: str) -> str | None:
    if _UNAUTHORISED.search(reply):
        return "KO-DV010"
    return "KO-DV011" if _LOCKED.search(reply) else None
