"""What a user is told: the greeting, and what is wrong with a line (IX-09, IX-11)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .match import Refused

if TYPE_CHECKING:
    from .router import Router


def greeting(router: Router) -> str:
    """The banners after login, and the extra line of a fault (IX-67)."""
    texts = [router.config.root.text(f"banner {kind}") for kind in ("motd", "exec")]
    shown = ["\n" + text.partition("^C")[2].removesuffix("^C").strip("\n") + "\n" for text in texts if text]
    extra = router.faults.banner_line + "\n" if router.faults.banner_line else ""
    return "".join(shown) + extra + "\n"


def shaped_prompt(style: str, name: str, mark: str, line: int) -> str:
    """The prompt that the command `prompt` describes: %h name, %p mark, %s space, %t tab, %n number of the line, %% percent."""
    meaning = {"h": name, "p": mark, "s": " ", "t": "\t", "n": str(line), "%": "%"}
    return re.sub(r"%(.)", lambda found: meaning.get(found[1], found[0]), style)


def explain(refused: Refused, line: str, column: int, host_possible: bool, lookup: bool) -> str:
    """The refusal of a line, the marker at `column`; a single unknown word may be taken for a host, and be looked up."""
    words = line.split()
    if refused.reason == "incomplete":
        return "% Incomplete command.\n\n"
    if refused.reason == "ambiguous":
        return f'% Ambiguous command:  "{line.strip()}"\n'
    if host_possible and len(words) == 1 and refused.offset < len(words[0]) and words[0][0].isalnum():
        translating = f'Translating "{words[0]}"...domain server (255.255.255.255)\n' if lookup else ""
        return f"{translating}% Unknown command or computer name, or unable to find computer address\n"
    return f"{' ' * column}^\n% Invalid input detected at '^' marker.\n\n"
