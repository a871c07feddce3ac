# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A configuration as lines in their contexts, whether the device shows it or a template wrote it (RX-27, RX-28)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .forms import Kind, understood

_SELECT = re.compile(r"(pp|tunnel) select (\d+|anonymous|none)\Z", re.IGNORECASE)
_OWN_CONTEXT = re.compile(r"(?:no )?(?:ip|queue) (pp|tunnel) ", re.IGNORECASE)
_INSIDE = re.compile(r"(?:no )?(?:(?:ip|ipv6|queue) (?:pp|tunnel) |pp |ppp |pppoe |tunnel )", re.IGNORECASE)

FORMS = ("filter", "class_filter")  #: of lines that lists name by their numbers
Key = tuple[str, str]  #: context (``pp 1``, ``tunnel 3`` or nothing) and what identifies the line in it


@dataclass(slots=True)
class Line:
    """One line: ``text`` as it stands, ``head`` the words that ``no`` takes, ``canon`` its value in one spelling (empty: as if it did not stand),
    ``kind`` from ``forms.yml``."""

    key: Key
    text: str
    head: str
    canon: str
    kind: Kind

    @property
    def removal(self) -> str:
        """What takes it away."""
        return f"no {self.head}"

    @property
    def form(self) -> str:
        """``filter``, ``class_filter``, ``list``, … or nothing."""
        form: str = self.kind["form"]
        return form

    @property
    def number(self) -> str:
        """Of a numbered filter."""
        return self.key[1].rpartition(" ")[2]

    @property
    def interface(self) -> str:
        """Of a list: ``pp 1``, ``lan2``."""
        return self.key[0] or self.key[1].split()[1]


Lines = Mapping[Key, Line]


def in_contexts(text: str) -> Iterator[tuple[str, str]]:
    """``(context, line)`` without header, comments and blanks; the lines of ``select`` themselves are left out.

    The device indents what stands in a context; a line typed there without indentation says so by its own words.
    """
    context = ""
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if not line or line[0] == "#":
            continue
        chosen = _SELECT.match(line) if line[0] in "pPtT" else None
        if chosen:
            context = "" if chosen[2].lower() == "none" else f"{chosen[1].lower()} {chosen[2].lower()}"
        else:
            yield context if context and (raw[0] in " \t" or _INSIDE.match(line)) else "", line


def read(text: str) -> dict[Key, Line]:
    """The lines that we know, by key; a later one replaces an earlier (RX-22). ``no X`` stands for X's absence."""
    return known(in_contexts(text))


def known(lines: Iterable[tuple[str, str]]) -> dict[Key, Line]:
    """Those of ``(context, line)`` that we know."""
    found: dict[Key, Line] = {}
    for context, line in lines:
        negative = line[:3].lower() == "no "
        meaning = understood(f"{line[3:]} " if negative else line)
        if meaning:
            name, head, canon, kind = meaning
            key = (context if _OWN_CONTEXT.match(name) else "", name)
            found[key] = Line(key, line, head, "" if negative else canon, kind)
    return found


def numbered(lines: Lines) -> dict[str, dict[str, Line]]:
    """Filters and class filters by form and number."""
    found: dict[str, dict[str, Line]] = {form: {} for form in FORMS}
    for line in lines.values():
        if line.form in found:
            found[line.form][line.number] = line
    return found


def sent(lines: Iterable[tuple[str, str]]) -> list[str]:
    """``(context, command)`` as typed: contexts selected before and left after (RX-25)."""
    typed: list[str] = []
    current = ""
    for context, command in lines:
        if context != current:
            if current:
                typed.append(f"{current.split()[0]} select none")
            if context:
                kind, number = context.split()
                typed.append(f"{kind} select {number}")
            current = context
        typed.append(command)
    return [*typed, f"{current.split()[0]} select none"] if current else typed
