# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Writes as lines to read: a difference per object, and one line for each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import ndiff
from typing import Any

from .model import Operation

_SIGNS = {"create": "+", "update": " ", "delete": "-", "move": " "}


def lines(operations: Iterable[Operation]) -> list[str]:
    """One line for each write, such as ``update firewall/policy 4101 {"nat": "enable"}``."""
    return [_joined(each.verb, each.table, each.key, json.dumps(each.body, ensure_ascii=False) if each.body else "") for each in operations]


def diff(operations: Iterable[Operation]) -> str:
    """The difference, like YAML: fields that go with ``-``, fields that come with ``+``."""
    return "\n".join(line for operation in operations for line in _object(operation))


def _object(operation: Operation) -> Iterator[str]:
    head = f"{_SIGNS[operation.verb]} {_joined(operation.table, operation.key)}"
    if operation.verb == "move":
        (place,) = operation.body.items()
        yield f"{head}: moved {' '.join(map(str, place))}"
        return
    yield f"{head}:" if operation.body else head
    yield from _fields(operation.body, operation.former or {}, "    ")


def _fields(body: Mapping[str, Any], former: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in body.items():
        was = former.get(name)
        if isinstance(value, Mapping):
            yield f"  {indent}{name}:"
            yield from _fields(value, was if isinstance(was, Mapping) else {}, indent + "  ")
            continue
        if isinstance(value, str) and "\n" in value:
            yield f"  {indent}{name}: |"
            yield from _lines(str(was or ""), value, indent + "  ")
            continue
        if name in former:
            yield f"- {indent}{name}: {_text(was)}"
        yield f"+ {indent}{name}: {_text(value)}"


def _lines(was: str, now: str, indent: str) -> Iterator[str]:
    """A text of many lines, line by line."""
    for line in ndiff(was.splitlines(), now.splitlines()):
        if not line.startswith("?"):
            yield f"{line[:2]}{indent}{line[2:]}"


def _text(value: Any) -> str:
    """Members that are only names as a list of names."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_text(each) for each in value)}]"
    if isinstance(value, Mapping):
        kept = {name: each for name, each in value.items() if name != "q_origin_key"}
        return str(kept["name"]) if list(kept) == ["name"] else "{" + ", ".join(f"{name}: {_text(each)}" for name, each in kept.items()) + "}"
    return str(value) if value not in (None, "") else "''"


def _joined(*words: Any) -> str:
    """What there is of them; a singleton has no key."""
    return " ".join(str(word) for word in words if word != "")
