# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Data inside Markdown, HTML and Mermaid: it stays text, wherever it is put, and nothing of it is invisible.

Names and messages stand in code, so that no ``@name``, ``#12`` or address in them becomes a mention or a link on a forge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_PLAIN = re.compile(r"[^`|\\<&]+")  #: fit for backticks, also in a table
_SPECIAL = re.compile(r"[^\w .,()/+=-]|_")
_LABEL = re.compile(r"[^\w .,…()/+-]")
# Controls, half characters, and what changes the direction of text: a diff is to be read as it will be sent.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_TICKS = re.compile("`+")


def seen(text: str) -> str:
    r"""``text`` with what nobody would see spelt out (``\u202e``); line breaks are ``\n``."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))


def short(value: object, most: int = 80) -> str:
    """On one line, of ``most`` characters at most."""
    text = seen(" ".join(str(value).split()))
    return text if len(text) <= most else f"{text[: most - 1]}…"


def code(value: object, most: int = 80) -> str:
    """Inline code for Markdown, in tables too."""
    text = short(value, most)
    if not text:
        return "–"
    return f"`{text}`" if _PLAIN.fullmatch(text) else f"<code>{_entities(text)}</code>"


def html(value: object, most: int = 80) -> str:
    """Inline code for a line of HTML."""
    return f"<code>{escape(short(value, most))}</code>"


def fenced(text: str, language: str = "") -> str:
    """A fenced block with its closing blank line; the fence is longer than any in the text."""
    text = seen(text).rstrip("\n")
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}\n\n"


def label(*lines: object) -> str:
    """Quoted for Mermaid, one line each; all that Mermaid or HTML could read as markup becomes an entity, and no ``$$`` begins a formula."""
    texts = (short(line, 48).replace("$", "\uff04") for line in lines)
    return '"' + "<br/>".join(_LABEL.sub(lambda found: f"#{ord(found[0])};", text) for text in texts) + '"'


def names(values: Iterable[object], most: int, more: str) -> str:
    """As many of ``values`` as inline code as fit in ``most`` characters, at least one; ``more`` says ``number`` of the others."""
    shown: list[str] = []
    every = list(values)
    for value in every:
        name = code(value)
        most -= len(name) + 2
        if shown and most < 0:
            break
        shown.append(name)
    rest = len(every) - len(shown)
    return ", ".join(shown) + (more.format(number=rest) if rest else "")


def _entities(text: str) -> str:
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", text)
