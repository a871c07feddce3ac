"""One line being applied: storing, replacing, removing, and what IOS refuses on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .tree import Line, Section

if TYPE_CHECKING:
    from .config import Configuration, Path
    from .match import Parsed
    from .rules import Rule

Hook = Callable[["Edit"], None]


def hook(function: Hook) -> Hook:
    """Mark a function as one that the grammar may name."""
    function.is_hook = True  # type: ignore[attr-defined]
    return function


class BadArgument(Exception):
    """The argument of this index is not possible: IOS answers with its marker."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


class Incomplete(Exception):
    """More words are needed here."""


class Rejected(Exception):
    """The line is refused; the text is what the router prints."""


class Edit:
    """The line, the section where it applies, and the ways to change it. `path` is where the session stands afterwards."""

    def __init__(self, config: Configuration, section: Section, parsed: Parsed, removal: bool, reset: bool, came_from: Path) -> None:
        self.config = config
        self.section = section
        self.parsed = parsed
        self.rule: Rule = parsed.rule
        self.removal = removal or (reset and not self.rule.negative)
        self.reset = reset
        self.came_from = came_from
        self.path: Path | None = None
        self.notes: list[str] = []
        self.changed = False
        self.created = False
        self.mode = self.rule.mode
        self.key = parsed.key
        self.text = _filled(parsed.text, self.rule.fill)
        self.arguments = parsed.arguments()

    def run(self, hooks: Mapping[str, Hook]) -> None:
        """Checks, then the change (generic or the rule's own), then what follows from it."""
        if self.rule.flat:
            hooks["flat_line"](self)
        if not self.removal and not self.reset and not self.config.loading:
            self._require_references()
        for name in self.rule.check:
            hooks[name](self)
        if self.rule.do:
            hooks[self.rule.do](self)
        else:
            self.apply()
        for name in self.rule.then:
            hooks[name](self)

    def apply(self) -> None:
        """The generic change."""
        rule = self.rule
        if not rule.store:
            if rule.sweep:
                self.sweep()
            return
        if rule.sweep:
            self.sweep()
        elif rule.negative:
            self._toggle()
        elif self.removal:
            self.remove()
        else:
            self.store()

    def store(self, text: str | None = None, key: str | None = None, rule: Rule | None = None) -> Line:
        """Put a line, replacing the one with the same key; a line that says the default removes it instead."""
        rule = rule or self.rule
        key, text = key or self.key, text or self.text
        old = self.section.lines.get(key)
        if text in rule.default:
            self.drop(key)
            return self.config.new_line(self.section, rule, key, text)
        if old is not None and old.text == text:
            self._descend(old)
            return old
        self.section.lines.pop(f"no {key}", None)
        line = self.config.new_line(self.section, rule, key, text, self._references())
        if old is not None:
            line.order, line.section = old.order, old.section
        self.section.lines[key] = line
        self.changed = True
        self.created = old is None
        self._descend(line)
        return line

    def remove(self) -> None:
        """`no` of a line: refused while another line needs the object (IX-37)."""
        line = self.section.lines.get(self.key)
        if line is None:
            if self.rule.missing:
                raise Rejected(self.rule.missing)
            return
        self.refuse_in_use(line.rule)
        self.drop(self.key)

    def sweep(self) -> None:
        """Remove every line whose key begins with the typed words."""
        found = self.section.starting(self.parsed.text)
        if not found and self.rule.missing:
            raise Rejected(self.rule.missing)
        for line in found:
            self.drop(line.key)

    def drop(self, key: str, section: Section | None = None) -> None:
        """Take a line away, if it is there."""
        if (section or self.section).lines.pop(key, None) is not None:
            self.changed = True

    def refuse_in_use(self, rule: Rule) -> None:
        """IX-37: an object in use stays."""
        if rule.in_use and self.config.users_of(rule.defines, self.arguments[0]):
            raise Rejected(rule.in_use.format(name=self.arguments[0]))

    def note(self, text: str) -> None:
        """Print a line that is no refusal (IX-04)."""
        self.notes.append(text)

    def words(self) -> list[str]:
        """The canonical words of the line."""
        return self.text.split(" ")

    def _toggle(self) -> None:
        positive, negative = self.parsed.text, f"no {self.parsed.text}"
        self.drop(negative if not self.removal or self.reset else positive)
        if self.reset or (not self.removal and self.rule.negative == "hidden"):
            return
        self.store(negative if self.removal else positive, negative if self.removal else positive)

    def _descend(self, line: Line) -> None:
        if not self.mode:
            return
        if line.section is None:
            line.section = Section(self.config.mode(self.mode), self.section, line.key)
        self.path = (*self.section.path(), line.key)

    def _references(self) -> tuple[tuple[str, str], ...]:
        return tuple((word.step.reference, word.text) for word in self.parsed.words if word.step.reference)

    def _require_references(self) -> None:
        for word in self.parsed.words:
            if word.step.required and not self.config.exists(word.step.reference, word.text):
                raise Rejected(self.config.grammar.objects[word.step.reference]["missing"].format(name=word.text))


def _filled(text: str, template: str) -> str:
    """Append the words of the template that the text lacks at its end."""
    if not template:
        return text
    words, model = text.split(" "), template.split(" ")
    return " ".join(words + model[len(words):])
