# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The configuration of a box: what it accepts and refuses, keeps and prints (RX-21..RX-23, RX-28, RX-68, RX-69)."""

from __future__ import annotations

from dataclasses import dataclass

from .blocks import ANONYMOUS, NOWHERE, Blocks, Context
from .grammar import Line, Unknown, find
from .models import Model
from .texts import say
from .values import Bad, number
from .words import split
from .written import Spelling

__all__ = ["ANONYMOUS", "NOWHERE", "Config", "Context", "Refusal"]
_SELECTS = (["pp", "select"], ["tunnel", "select"])
_LIMITS = {"pp": "pp_numbers", "tunnel": "tunnels"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a line is refused: a key of `texts.yml`."""

    key: str

    def text(self, language: str) -> str:
        """What is printed after `Error: ` (RX-23)."""
        return say(self.key, language)


class Config:
    """One configuration. `spelling`: how the box writes its filters."""

    def __init__(self, model: Model, spelling: Spelling | None = None) -> None:
        self.model, self.spelling = model, spelling or Spelling()
        self._blocks = Blocks(self.spelling)

    # --- changing ------------------------------------------------------------------------------------------------------

    def execute(self, line: str, context: Context, administrator: bool) -> Refusal | None:
        """One command, or its `no` form, at a console in a context; the refusal, or None when it is done."""
        words = split(line)
        removing = words[:1] != [] and words[0].lower() == "no"
        try:
            found = find(words[removing:], self.model, removing)
        except Unknown as unknown:
            hidden = unknown.key != "invalid_name" and not administrator and not unknown.user
            return Refusal("administrator_only" if hidden else unknown.key)
        if not administrator and not found.entry.user:
            return Refusal("administrator_only")
        where = _where(found, context)
        if where is None:
            return Refusal(f"select_{found.kind}")
        self._set(found, where, removing)
        return None

    def _set(self, line: Line, context: Context, removing: bool) -> None:
        if removing or line.entry.removes:
            self._blocks.drop(context, tuple(line.entry.removes.split()) or line.names)
        else:
            self._blocks.put(context, line)

    def select(self, line: str) -> Context | Refusal:
        """`pp select N|none|anonymous`, `tunnel select N|none` and their `no` forms (RX-25)."""
        words = line.lower().split()
        if words[:1] == ["no"]:
            return NOWHERE
        if len(words) != 3:
            return Refusal("count")
        kind, _form, wanted = words
        if wanted == "none":
            return NOWHERE
        if (kind, wanted) == ("pp", "anonymous"):
            return Context("pp", ANONYMOUS)
        try:
            return Context(kind, number(wanted, 1, self.model.limit(_LIMITS[kind])))
        except Bad as bad:
            return Refusal(bad.key)

    def load(self, lines: list[str]) -> list[str]:
        """Every line of a file; those that were refused. `#` begins a comment."""
        context, refused = NOWHERE, []
        for line in (line.strip() for line in lines):
            if not line or line.startswith("#"):
                continue
            if line.lower().removeprefix("no ").split()[:2] in _SELECTS:
                found = self.select(line)
                context = found if isinstance(found, Context) else context
                refused += [line] if isinstance(found, Refusal) else []
            elif self.execute(line, context, True) is not None:
                refused.append(line)
        return refused

    def copy(self) -> Config:
        """Another with the same lines."""
        other = Config(self.model, self.spelling)
        other._blocks = self._blocks.copy()
        return other

    # --- reading -------------------------------------------------------------------------------------------------------

    def body(self, context: Context | None = None) -> list[str]:
        """What `show config` prints below its header, or of one block, secrets as `*` (RX-28, RX-31)."""
        return self._blocks.all(False) if context is None else self._blocks.block(context, False)

    def script(self) -> list[str]:
        """Every line, secrets as they are: what a file holds."""
        return self._blocks.all(True)

    def lines(self, context: Context = NOWHERE) -> list[Line]:
        """The lines of a block in the device's order."""
        return self._blocks.lines(context)

    def line(self, key: str, context: Context = NOWHERE) -> Line | None:
        """The line with a key, e.g. `ip filter 1`."""
        return self._blocks.get(tuple(key.split()), context)

    def contexts(self) -> list[Context]:
        """The blocks that have lines."""
        return self._blocks.contexts()

    def differences(self, other: Config) -> list[str]:
        """The commands that make `other` of this one, with the blanks of `show config` (RX-43)."""
        return self._blocks.differences(other._blocks)


def _where(line: Line, context: Context) -> Context | None:
    """The block of a line: the one that it names itself, or the selected one; None when there is none selected."""
    if line.kind == "none":
        return NOWHERE
    if line.entry.numbered and line.rest:
        return Context(line.kind, int(line.rest[0].text) if line.rest[0].place else ANONYMOUS)
    return context if context.kind == line.kind else None
