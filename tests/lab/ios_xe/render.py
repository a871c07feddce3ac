"""The text of `show running-config` with IOS's separators, spaces and closing lines (IX-30..IX-34)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .config import Configuration, shown
from .faults import Faults
from .tree import Line

VERSION = "17.9"


def running_text(config: Configuration, faults: Faults | None = None) -> str:
    """The whole configuration from `version` to `end`, each line ending in a line feed."""
    lines = ["!", f"version {VERSION}", *_top(config, faults or Faults()), "!", "end"]
    return "\n".join(lines) + "\n"


def section_text(config: Configuration, key: str, faults: Faults | None = None) -> list[str]:
    """The lines of one top-level section, as `show running-config interface X` prints them."""
    line = config.root.lines.get(key)
    return list(_block(line, 0, faults or Faults())) if line else []


def _top(config: Configuration, faults: Faults) -> Iterator[str]:
    before: Line | None = None
    for line in shown(config.root):
        if before is None or _separated(before, line):
            yield "!"
        yield from _block(line, 0, faults)
        before = line


def _separated(before: Line, line: Line) -> bool:
    if before.rule is line.rule and (line.rule.joined or line.section is None):
        return False
    return line.section is not None or before.section is not None or before.text.split(" ")[0] != line.text.split(" ")[0]


def _block(line: Line, depth: int, faults: Faults) -> Iterator[str]:
    indent = " " * depth
    if line.rule.opening:
        yield f"{indent}!"
    text = line.text
    if faults.acl_sequence_hidden and line.rule.do == "acl_entry":
        text = re.sub(r"^\d+ ", "", text)
    if faults.sip_port_named and line.rule.do == "acl_entry":
        text = named_sip(text)
    yield f"{indent}{text} " if line.rule.trail else f"{indent}{text}"
    if line.section is not None:
        children = shown(line.section)
        if faults.local_authentication_first and line.rule.mode == "ikev2-profile":
            children = _local_first(children)
        for child in children:
            yield from _block(child, depth + 1, faults)
            if child.rule.separate:
                yield f"{indent} !"
    if line.rule.closing:
        yield f"{indent}{line.rule.closing}"


def named_sip(text: str) -> str:
    """An entry with port 5060 by its name."""
    return re.sub(r"(?<= )5060(?= |$)", "sip", text) if re.search(r"\b(tcp|udp)\b", text) else text


def _local_first(lines: list[Line]) -> list[Line]:
    """The order of some releases (IX-31, IX-72)."""
    places = [index for index, line in enumerate(lines) if line.text.startswith("authentication")]
    ordered = sorted((lines[index] for index in places), key=lambda line: not line.text.startswith("authentication local"))
    shuffled = list(lines)
    for index, line in zip(places, ordered, strict=True):
        shuffled[index] = line
    return shuffled
