# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Structure: plain data against the options of an argument spec, without Ansible. Every problem is told, nothing raises."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from ..problem import SECRET, Problem
from .near import nearest_option
from .shown import first_unprintable, shown
from .spec import is_optional_group

_INDEX = re.compile(r"\[\d+\]")
_REFUSED = object()  #: stands for a value that was told to be wrong and is left out of the result
Entry = Mapping[str, Any]


@dataclass
class Schema:
    """``options`` as an argument spec has them; ``must_be_written`` are paths (``[]`` for any item) of options that may be null but not left out."""

    options: Entry
    must_be_written: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    _meant: set[str] = field(default_factory=set)  # paths that misspelt keys were meant for: not told to be missing, too

    def check(self, data: Mapping[str, object]) -> dict[str, Any]:
        """``data`` as new plain data with defaults filled in; a value with a problem is left out, the problem stands in ``problems``."""
        known = {name: _spoken(value, self.options[name]) for name, value in data.items() if name in self.options}
        return self._options(known, self.options, "")

    def tell(self, code: str, path: str, value: object = None, **details: object) -> object:
        """Note a problem; the answer stands for the refused value."""
        self.problems.append(Problem(code, path, value, details=details))
        return _REFUSED

    def value(self, value: object, entry: Entry, path: str) -> Any:
        """``value`` of one option, checked and copied."""
        secret = bool(entry.get("no_log"))
        checked = _CHECKS[entry.get("type", "str")](self, value, entry, path)
        if checked is _REFUSED or "choices" not in entry or checked in entry["choices"]:
            return checked
        choices = ", ".join(map(shown, entry["choices"]))
        return self.tell("KO-IN011", path, SECRET if secret else shown(value), choices=choices)

    def _options(self, data: Mapping[Any, object], entries: Entry, path: str) -> dict[str, Any]:
        self._unknown(data, entries, path)
        result = {}
        for name, entry in entries.items():
            value = self._option(data, name, entry, f"{path}.{name}" if path else name)
            if value is not _REFUSED:
                result[name] = value
        return result

    def _option(self, data: Mapping[Any, object], name: str, entry: Entry, path: str) -> Any:
        value = data.get(name)
        if value is not None:
            return self.value(value, entry, path)
        if entry.get("required") or (name not in data and _INDEX.sub("[]", path) in self.must_be_written):
            return _REFUSED if path in self._meant else self.tell("KO-IN003", path)
        if is_optional_group(entry):
            return self._options({}, entry["options"], path)
        return entry.get("default")

    def _unknown(self, data: Mapping[Any, object], entries: Entry, path: str) -> None:
        for key in data:
            if key in entries:
                continue
            near = nearest_option(key, entries, self.options) if isinstance(key, str) else None
            if near:
                self._meant.add(f"{path}.{near}")
                self.tell("KO-IN001", path, key=shown(key), near=near)
            else:
                self.tell("KO-IN002", path, key=shown(key), known=", ".join(entries))


_SPOKEN = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _spoken(value: object, entry: Entry) -> object:
    """A whole variable from the command line: ``-e name=value`` always gives a text, also for true and 7."""
    if isinstance(value, str) and entry["type"] == "bool":
        return _SPOKEN.get(value.lower(), value)
    if isinstance(value, str) and entry["type"] == "int" and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value


def _text(schema: Schema, value: object, entry: Entry, path: str) -> Any:
    secret = bool(entry.get("no_log"))
    if not isinstance(value, str):
        return schema.tell("KO-IN004", path, SECRET if secret else shown(value))
    if not value:
        return schema.tell("KO-IN013", path)
    bad = first_unprintable(value)
    if bad:
        return schema.tell("KO-IN014", path, position=bad[0], character=bad[1])
    return str(value)


def _whole(schema: Schema, value: object, _entry: Entry, path: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        return _no_number(schema, value, "KO-IN005", path)
    return int(value)


def _number(schema: Schema, value: object, _entry: Entry, path: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not (isinstance(value, int) or isfinite(value)):
        return _no_number(schema, value, "KO-IN007", path)
    return int(value) if isinstance(value, int) else float(value)


def _no_number(schema: Schema, value: object, code: str, path: str) -> object:
    """Numeric text is refused, but kindly (SZ-05)."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().removeprefix("-").replace(".", "", 1).isdigit():
        return schema.tell("KO-IN006", path, shown(value), number=shown(value.strip()))
    return schema.tell(code, path, shown(value))


def _flag(schema: Schema, value: object, _entry: Entry, path: str) -> Any:
    if isinstance(value, bool):
        return bool(value)
    return schema.tell("KO-IN008", path, f"'{shown(value)}'" if isinstance(value, str) else shown(value))


def _list(schema: Schema, value: object, entry: Entry, path: str) -> Any:
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        return schema.tell("KO-IN009", path, shown(value))
    if not value and entry.get("default") != []:
        return schema.tell("KO-IN013", path)
    element = {"type": entry.get("elements", "str"), "no_log": entry.get("no_log", False), "options": entry.get("options", {})}
    items = [schema.value(item, element, f"{path}[{position}]") for position, item in enumerate(value)]
    return _REFUSED if _REFUSED in items else items


def _mapping(schema: Schema, value: object, entry: Entry, path: str) -> Any:
    if not isinstance(value, Mapping):
        return schema.tell("KO-IN010", path, _outline(value), known=", ".join(entry.get("options", ())))
    if "options" in entry:
        return schema._options(value, entry["options"], path)
    texts = {str(name): schema.value(text, {"type": "str"}, f"{path}.{name}") for name, text in value.items()}
    return _REFUSED if _REFUSED in texts.values() else texts


def _outline(value: object) -> str:
    """What stands where a mapping belongs, without its words: it may be a secret that slipped a line up."""
    return "'...'" if isinstance(value, str) else shown(value)


_CHECKS: dict[str, Callable[[Schema, object, Entry, str], Any]] = {
    "str": _text, "path": _text, "int": _whole, "float": _number, "bool": _flag, "list": _list, "dict": _mapping,
}  # fmt: skip
