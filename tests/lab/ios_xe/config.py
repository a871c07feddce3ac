"""The running configuration: lines go in, one tree comes out (IX-50)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from .edit import BadArgument, Edit, Incomplete, Rejected
from .hooks import HOOKS
from .match import Parsed, Refused
from .rules import Grammar, Mode, Rule, grammar
from .tree import Line, Node, Section, natural

Path = tuple[str, ...]


@dataclass(slots=True)
class Answer:
    """What a configuration line led to: where the session now is, what is printed, and whether the line was refused."""

    path: Path
    text: str = ""
    refused: Refused | None = None
    error: bool = False
    changed: bool = False


@dataclass(eq=False)
class Configuration:
    """One tree and the hardware that it may name. `version` grows with each change; `master_key` is never shown.

    `loading`: a stored configuration is being read, whose lines were checked when they were typed.
    """

    interfaces: tuple[str, ...] = ()
    version: int = 0
    master_key: str = ""
    encrypt6: bool = False
    loading: bool = False
    notices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.grammar: Grammar = grammar()
        self.root = Section(self.grammar.modes["global"])
        self.serial = itertools.count()
        self._tree: tuple[int, Node] | None = None
        for name in self.interfaces:
            self.enter(("interface " + name,), "interface " + name)

    # --- reading -------------------------------------------------------------------------------------------------------

    def section(self, path: Path) -> Section | None:
        """The section that the keys lead to, or None when it is gone."""
        section = self.root
        for key in path:
            line = section.lines.get(key)
            if line is None or line.section is None:
                return None
            section = line.section
        return section

    @property
    def tree(self) -> Node:
        """The canonical configuration; the same object as long as nothing changes."""
        if self._tree is None or self._tree[0] != self.version:
            self._tree = (self.version, Node("", _nodes(self.root)))
        return self._tree[1]

    def hostname(self) -> str:
        """The host name, `Router` when none is configured."""
        return self.root.text("hostname").partition(" ")[2] or "Router"

    def exists(self, kind: str, name: str) -> bool:
        """Whether an object of this class is defined (or built in)."""
        item = self.grammar.objects.get(kind)
        if item is None or name in item.get("builtin", ()):
            return True
        for template in item["keys"]:
            key = template.format(name=name)
            if key.endswith(" *"):
                if self.root.starting(key[:-2]):
                    return True
            elif key in self.root.lines:
                return True
        return False

    def users_of(self, kind: str, name: str) -> list[Line]:
        """The lines that refer to an object."""
        return [line for _section, line in self.root.walk() if (kind, name) in line.references]

    # --- writing -------------------------------------------------------------------------------------------------------

    def enter(self, path: Path, line: str) -> Answer:
        """Apply one line in the section at `path` (a global line in a sub-mode leaves it). Never raises for what was typed."""
        text = line.strip()
        if not text or text.startswith("!"):
            return Answer(path)
        shift = len(line) - len(line.lstrip())
        removal, reset, body, offset = _negation(text)
        section = self.section(path) or self.root
        place, parsed = self._understand(section, body, removal or reset, shift + offset)
        if isinstance(parsed, Refused):
            return Answer(path, refused=parsed, error=True)
        missing = self._missing_interface(parsed, shift + offset)
        if missing is not None:
            return Answer(path, refused=missing, error=True)
        if place is not section and section.mode.strict and place is section.parent and not parsed.rule.mode:
            return Answer(path, section.mode.strict, error=True)
        edit = Edit(self, place, parsed, removal, reset, path)
        try:
            edit.run(HOOKS)
        except BadArgument as bad:
            words = [word for word in parsed.words if word.step.canonical]
            return Answer(path, refused=Refused("invalid", shift + offset + words[bad.index].offset), error=True)
        except Incomplete:
            return Answer(path, refused=Refused("incomplete"), error=True)
        except Rejected as refusal:
            self.version += edit.changed
            return Answer(path, str(refusal), error=True, changed=edit.changed)
        if edit.changed:
            self.version += 1
        return Answer(edit.path if edit.path is not None else place.path(), "\n".join(edit.notes), changed=edit.changed)

    def load(self, lines: Iterable[str]) -> list[tuple[str, str]]:
        """Apply the lines of a stored configuration; returns the refused ones with the reason."""
        path: Path = ()
        refused = []
        self.loading = True
        for line in gather_banners(lines):
            if line.strip() == "end":
                break
            if line.strip() and not line.startswith((" ", "!")):
                path = ()
            answer = self.enter(path, line)
            path = answer.path
            if answer.error:
                refused.append((line.strip(), answer.text or (answer.refused.reason if answer.refused else "")))
        self.loading = False
        return refused

    def open(self, key: str, section: Section | None = None) -> Section:
        """The section under the line with this key, made when it is not there yet (without its hooks)."""
        section = section or self.root
        line = section.lines.get(key)
        if line is None or line.section is None:
            parsed = section.mode.yes.match(key)
            if isinstance(parsed, Refused):
                raise KeyError(key)
            line = self.new_line(section, parsed.rule, key, key)
            line.section = Section(self.mode(parsed.rule.mode), section, key)
            section.lines[key] = line
        return line.section

    def type6(self) -> bool:
        """Whether new pre-shared keys are stored as type 6 (IX-36, IX-72)."""
        return self.encrypt6 or (bool(self.master_key) and "password encryption aes" in self.root.lines)

    def _understand(self, section: Section, body: str, removal: bool, shift: int) -> tuple[Section, Parsed | Refused]:
        place: Section | None = section
        best: Refused | None = None
        while place is not None:
            matcher = place.mode.no if removal else place.mode.yes
            parsed = matcher.match(body, removal, shift)
            if isinstance(parsed, Parsed):
                return place, parsed
            if best is None or parsed.offset > best.offset or (best.reason == "invalid" and parsed.offset == best.offset):
                best = parsed
            place = place.parent
        return section, best or Refused("invalid", shift)

    def _missing_interface(self, parsed: Parsed, shift: int) -> Refused | None:
        for word in parsed.words:
            if word.step.name == "INTERFACE" and word.text != "Null0" and f"interface {word.text}" not in self.root.lines:
                return Refused("invalid", shift + word.offset)
        return None

    def new_line(self, section: Section, rule: Rule, key: str, text: str, references: tuple[tuple[str, str], ...] = ()) -> Line:
        """A line with its place among its neighbours; the section below it is opened by `mode_of`."""
        return Line(rule, key, text, _order(rule, key, next(self.serial)), references)

    def mode(self, name: str) -> Mode:
        """A mode by name."""
        return self.grammar.modes[name]


def shown(section: Section) -> list[Line]:
    """The lines in the order of `show running-config`, with those that say that something is absent (`no ip address`)."""
    absent = [Line(rule, rule.absent, rule.absent, (rule.rank, (), 0, ())) for rule in section.mode.shown_when_absent if _lacks(section, rule)]
    return sorted([*section.lines.values(), *absent], key=lambda line: line.order)


def _lacks(section: Section, rule: Rule) -> bool:
    stored = section.lines
    key = rule.pattern.split(" =")[0]
    return not any(name in stored for name in (key, rule.absent, f"no {rule.absent}")) and (key != "ip address" or "ip unnumbered" not in stored)


def gather_banners(lines: Iterable[str]) -> list[str]:
    """Join the lines of a multi-line banner (`banner motd ^C` … `^C`) into one line with line breaks."""
    found: list[str] = []
    closing = ""
    for line in lines:
        if closing:
            found[-1] += "\n" + line
            closing = "" if closing in line else closing
            continue
        found.append(line)
        words = line.split(None, 2)
        if len(words) == 3 and words[0] == "banner":
            closing = banner_delimiter(words[2])
            closing = "" if closing in words[2][len(closing):] else closing
    return found


def banner_delimiter(text: str) -> str:
    """The delimiter that a banner text begins with: `^C` counts as one character."""
    return "^C" if text.startswith("^C") else text[:1]


def _negation(text: str) -> tuple[bool, bool, str, int]:
    """Split `no `/`default ` off: (removal, reset to default, the rest, its offset)."""
    first, _space, rest = text.partition(" ")
    body = rest.lstrip()
    offset = len(text) - len(body)
    folded = first.lower()
    if folded == "no" and body:
        return True, False, body, offset
    if len(folded) >= 4 and "default".startswith(folded) and body and body.split()[0].lower() not in ("originate",):
        return False, True, body, offset
    return False, False, text, 0


def _order(rule: Rule, key: str, serial: int) -> tuple[object, ...]:
    own: tuple[object, ...] = (serial,) if rule.order == "entered" else natural(key)
    if rule.order == "interface":
        own = _interface_order(key)
    if not rule.grouped:
        return (rule.rank, (), 0, own)
    words = key.split(" ")
    name = words[2] if words[0] == "ip" else words[1]
    return (rule.rank, (not name[:1].isalpha(), natural(name)), rule.subrank, own)


def _interface_order(key: str) -> tuple[object, ...]:
    name = key.split(" ")[1]
    ranks = ("Loopback", "Port-channel", "Tunnel")
    rank = next((index for index, kind in enumerate(ranks) if name.startswith(kind)), len(ranks))
    return (rank, natural(name))


def _nodes(section: Section) -> list[Node]:
    return [Node(line.text, _nodes(line.section) if line.section else []) for line in shown(section)]
