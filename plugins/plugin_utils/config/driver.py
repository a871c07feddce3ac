# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A platform's configuration language as frozen data, read from ``drivers/<platform>.yml``.

A *rule* recognises a line (``match``, a regular expression over the whole line without indentation) and says, with ``{n}`` standing for group n:
``key`` what identifies it among its siblings (default: the whole line; two lines with one key replace each other), ``canon`` its one spelling
(default: as it stands), ``normal`` the functions of ``canonical.py`` by group, ``fill`` values of groups that are left out, ``default`` the
canonical form that the device hides, ``negate`` how to take it away (default ``no`` + line), ``uses`` the objects referred to ({kind: group}),
``claims`` a resource that only one line may hold, ``wipes`` keys whose lines the device drops with it, ``replace: remove_first``,
``words`` its possible first words where the pattern does not begin with a plain one.

A *section* is a rule for a line with lines below it, and adds: ``lines`` and ``sections`` inside, ``defines`` ({kind: group}), ``rows`` (an ordered
list: entries with sequence numbers), ``flat`` (rows stand at the level above), ``member``/``anchor`` (lines beginning ``neighbor X`` go together;
where the anchor, ``neighbor X remote-as``, stands is their home, and ``no neighbor X`` there removes all), ``exit`` (the word that closes it),
``exit_before`` (global commands that would be misread inside), ``hoist`` (lines that belong to a subsection although written above it), ``keep``
(never removed on its own).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from .. import data_file
from ..problem import SECRET
from .canonical import Normaliser, normalisers
from .model import Language

_DRIVERS = Path(__file__).with_name("drivers")
_REMEMBERED = 8192  # lines
_PLAIN_WORDS = re.compile(r"[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*(?= ))?")

Object = tuple[str, str]  #: kind and name of something that lines refer to, such as ("acl", "VC-GRE-DC1")


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of line is read. See the module's text."""

    match: re.Pattern[str]
    key: str = ""
    canon: str = ""
    normal: tuple[tuple[int, Normaliser], ...] = ()
    whole: Normaliser | None = None
    fill: tuple[tuple[int, str], ...] = ()
    default: str = ""
    negate: str = ""
    uses: tuple[tuple[str, int], ...] = ()
    claims: str = ""
    wipes: tuple[str, ...] = ()
    remove_first: bool = False

    def groups(self, text: str) -> list[str] | None:
        """The groups of a line of this kind, normalised, counted from 1; None for another line."""
        found = self.match.fullmatch(text)
        if found is None:
            return None
        groups = [text, *(value or "" for value in found.groups())]
        for number, value in self.fill:
            groups[number] = groups[number] or value
        for number, function in self.normal:
            groups[number] = function(groups[number])
        return groups

    def key_of(self, groups: list[str]) -> str:
        """What identifies the line among its siblings."""
        return self.key.format(*groups) if self.key else self.canon_of(groups)

    def canon_of(self, groups: list[str]) -> str:
        """The line's one spelling."""
        if self.whole:
            return self.whole(groups[0])
        return self.canon.format(*groups).rstrip() if self.canon else groups[0]


@dataclass(frozen=True, slots=True)
class Rows:
    """The entries of an ordered list: ``match`` gives number (or None) and entry; ``text`` (``bare`` without a number) and ``remove`` write them."""

    match: re.Pattern[str]
    text: str
    bare: str
    remove: str
    normal: Normaliser

    def write(self, key: str, sequence: int | None, entry: str) -> str:
        """The line of an entry of the list ``key``."""
        return (self.bare if sequence is None else self.text).format(key=key, seq=sequence, entry=entry)

    def take_away(self, key: str, sequence: int | None, entry: str) -> str:
        """The command that removes the entry."""
        return f"no {self.bare.format(key=key, entry=entry)}" if sequence is None else self.remove.format(key=key, seq=sequence, entry=entry)


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A kind of section. See the module's text. What lines mean is remembered: a fleet's routers have most of theirs in common."""

    name: str
    header: Rule
    lines: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    sections: Mapping[str, tuple[Section, ...]] = field(default_factory=dict)
    defines: tuple[tuple[str, int], ...] = ()
    remove: str = ""
    rows: Rows | None = None
    flat: bool = False
    member: str = ""
    anchor: str = ""
    exit: str = ""
    exit_before: re.Pattern[str] | None = None
    hoist: tuple[str, re.Pattern[str]] | None = None
    keep: bool = False

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 -- sections live as long as the process
    def line(self, text: str) -> tuple[Rule, list[str]] | None:
        """The rule and groups of a line inside, None where no rule speaks of it."""
        for rule in _candidates(self.lines, text):
            groups = rule.groups(text)
            if groups:
                return rule, groups
        return None

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 -- sections live as long as the process
    def section(self, text: str) -> tuple[Section, list[str]] | None:
        """The kind of section that a line opens, None for an ordinary line."""
        for section in _candidates(self.sections, text):
            groups = section.header.groups(text)
            if groups:
                return section, groups
        return None


@dataclass(frozen=True, slots=True)
class Driver:
    """One platform. ``root`` is the whole configuration as a section."""

    platform: str
    root: Section
    exits: frozenset[str]
    free_text: tuple[re.Pattern[str], ...]
    secrets: re.Pattern[str]
    removals: tuple[re.Pattern[str], ...]
    required: frozenset[str]
    complete: tuple[re.Pattern[str], re.Pattern[str]]
    mentioned: Mapping[str, str]

    def mask(self, text: str) -> str:
        """``text`` with every secret, up to the end of its line, as ``<secret>`` (IX-36)."""
        return self.secrets.sub(rf"\1\2 {SECRET}", text)

    def mentions(self, kind: str, name: str) -> re.Pattern[str] | None:
        """What finds every line that refers to an object; None for a kind of object whose name no certain word comes before."""
        pattern = self.mentioned.get(kind)
        return re.compile(pattern.format(name=re.escape(name)), re.MULTILINE) if pattern else None

    def removal_rank(self, line: str) -> int:
        """Where references leave the choice, removals go in this order (VC-52); -1: no removal that goes first.

        ``line`` is the first line of a section, or ``section / line`` for a line inside one that stays.
        """
        ranks = (rank for rank, pattern in enumerate(self.removals) if (" / " in pattern.pattern) == (" / " in line) and pattern.match(line))
        return next(ranks, -1)


def load_driver(platform: str) -> Language:
    """The language of a platform, such as ``ios_xe``. Raises FileNotFoundError for a platform without one."""
    if platform != "yamaha_rtx":
        return load_tree_driver(platform)
    from .yamaha_rtx.plan import ready

    return ready()


@cache
def load_tree_driver(platform: str) -> Driver:
    """The language of a platform whose configuration is a tree of sections."""
    data = data_file.read(_DRIVERS / f"{platform}.yml")
    named = normalisers(data)
    complete = data["complete"]
    return Driver(
        platform=platform,
        root=_section({"name": "root", "match": "", **{part: data[part] for part in ("lines", "sections")}}, named),
        exits=frozenset(data["exits"]),
        free_text=tuple(re.compile(pattern, re.MULTILINE | re.DOTALL) for pattern in data["free_text"]),
        secrets=re.compile(data["secrets"], re.IGNORECASE),
        removals=tuple(re.compile(pattern) for pattern in data["removals"]),
        required=frozenset(data["required"]),
        mentioned=data["mentioned"],
        complete=(re.compile(complete["head"], re.MULTILINE), re.compile(complete["tail"], re.MULTILINE)),
    )


@cache
def acl_spelling(platform: str) -> Normaliser:
    """The one spelling of an entry of an access list, whatever a release prints (IX-35)."""
    return normalisers(data_file.read(_DRIVERS / f"{platform}.yml"))["acl_entry"]


def _section(data: Mapping[str, Any], named: Mapping[str, Normaliser]) -> Section:
    rows, hoist = data.get("rows"), data.get("hoist")
    return Section(
        name=data["name"],
        header=_rule(data, named),
        lines=_by_word((_words(line), _rule(line, named)) for line in data.get("lines", ())),
        sections=_by_word((_words(section), _section(section, named)) for section in data.get("sections", ())),
        defines=tuple(data.get("defines", {}).items()),
        remove=data.get("remove", ""),
        rows=Rows(re.compile(rows["match"]), rows["text"], rows["bare"], rows["remove"], named[rows["normal"]]) if rows else None,
        flat=data.get("flat", False),
        member=data.get("member", ""),
        anchor=data.get("anchor", ""),
        exit=data.get("exit", ""),
        exit_before=re.compile(data["exit_before"]) if "exit_before" in data else None,
        hoist=(hoist["into"], re.compile(hoist["match"], re.VERBOSE)) if hoist else None,
        keep=data.get("keep", False),
    )


def _rule(data: Mapping[str, Any], named: Mapping[str, Normaliser]) -> Rule:
    return Rule(
        match=re.compile(data["match"]),
        key=data.get("key", ""),
        canon=data.get("canon", ""),
        normal=tuple((number, named[name]) for number, name in data.get("normal", {}).items()),
        whole=named[data["whole"]] if "whole" in data else None,
        fill=tuple((number, str(value)) for number, value in data.get("fill", {}).items()),
        default=data.get("default", ""),
        negate=data.get("negate", ""),
        uses=tuple(data.get("uses", {}).items()),
        claims=data.get("claims", ""),
        wipes=tuple(data.get("wipes", ())),
        remove_first=data.get("replace") == "remove_first",
    )


def _by_word(rules: Iterable[tuple[list[str], Any]]) -> dict[str, tuple[Any, ...]]:
    """Rules by the first word or two of their lines, so that a line meets few of them."""
    table: dict[str, list[Any]] = {}
    for words, rule in rules:
        for word in words:
            table.setdefault(word, []).append(rule)
    return {word: tuple(found) for word, found in table.items()}


def _words(data: Mapping[str, Any]) -> list[str]:
    """What lines of a rule can begin with: given as ``words``, or the one or two plain words that its pattern begins with."""
    plain = _PLAIN_WORDS.match(data["match"])
    return data.get("words") or [plain[0] if plain else ""]


def _candidates(table: Mapping[str, tuple[Any, ...]], text: str) -> tuple[Any, ...]:
    """The rules that a line may belong to: those for its first two words, then those for its first."""
    first, _space, rest = text.partition(" ")
    two = table.get(f"{first} {rest.partition(' ')[0]}", ())
    one = table.get(first, ())
    return (*two, *one) if two and one else two or one
