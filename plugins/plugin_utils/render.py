# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The render room: a design becomes device text, and the text is looked over once more before anyone may send it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .problem import SECRET, OnrampError, Problem

_ROLES = Path(__file__).parents[2] / "roles"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  #: a line break in a value would be a line of its own on the device
_LONGEST_LINE = {"ios_xe": 253, "yamaha_rtx": 4095}  #: characters that a command line holds (RX-19)
_ACL_HEAD = "ip access-list extended "
_PERMIT_IP = re.compile(r"(?:\d+ )?permit ip\b")
_HOST_MASK = "255.255.255.255"


def render(system: str, platform: str, design: Mapping[str, Any]) -> str:
    """The text of ``roles/<system>/templates/<platform>.j2`` for ``design``, in send order, each line ended by a newline; empty if nothing is wanted.

    Raises ``OnrampError`` when a value holds a control character or is null where the device needs one (KO-RN001, KO-RN002), or when the text
    fails the self-check of VC-30 (KO-RN003 to KO-RN005). No error shows a value: it may be a secret.
    """
    text = written(system, f"{platform}.j2", design)
    _refuse(check(text, platform))
    return text


def written(system: str, template: str, design: Mapping[str, Any]) -> str:
    """The text of ``roles/<system>/templates/<template>``; KO-RN001 and KO-RN002 as above."""
    _refuse(unprintable(design))
    return _environment(system).get_template(template).render(**design)


def prepare(system: str) -> list[str]:
    """Compile every template of ``system`` for whoever forks afterwards; the platforms that they are for."""
    environment = _environment(system)
    names = environment.list_templates()
    for name in names:
        environment.get_template(name)
    return [name.removesuffix(".j2") for name in names if "/" not in name]


def unprintable(value: Mapping[Any, Any] | Sequence[Any], path: str = "design") -> Iterator[Problem]:
    """Every string anywhere in ``value``, a mapping or list, that holds a control character or a line break; never its text."""
    todo: deque[tuple[str, Any]] = deque([(path, value)])
    while todo:
        where, whole = todo.popleft()
        keyed = isinstance(whole, dict)
        for key, part in whole.items() if keyed else enumerate(whole):
            if isinstance(part, str):
                if _CONTROL.search(part):
                    yield Problem("KO-RN001", _below(where, key, keyed), SECRET)
            elif isinstance(part, (dict, list, tuple)):
                todo.append((_below(where, key, keyed), part))


def _below(path: str, key: Any, keyed: bool) -> str:
    return f"{path}.{key}" if keyed else f"{path}[{key}]"


def check(text: str, platform: str = "ios_xe") -> Iterator[Problem]:
    """What must never be sent (VC-30): an access list that permits ``ip`` or takes a netmask for a wildcard, an overlong or unprintable line."""
    in_acl = False
    for number, line in enumerate(text.split("\n"), start=1):
        in_acl = line.startswith(_ACL_HEAD) or (in_acl and line.startswith(" "))
        place = f"line {number}"
        if _CONTROL.search(line):  # from the template itself: the values have been looked at
            yield Problem("KO-RN001", place, SECRET)
        if len(line) > _LONGEST_LINE[platform]:
            yield Problem("KO-RN003", place, len(line), details={"most": _LONGEST_LINE[platform]})
        if in_acl and _PERMIT_IP.match(line.strip()):
            yield Problem("KO-RN004", place, line.strip())
        if in_acl and _HOST_MASK in line:
            yield Problem("KO-RN005", place, line.strip())


def _refuse(problems: Iterator[Problem]) -> None:
    found = list(problems)
    if found:
        raise OnrampError(found)


def _present(value: Any) -> Any:
    """Every value on its way into the text (Jinja's ``finalize``): the word ``None`` is never what a device should read."""
    if value is None:
        raise OnrampError([Problem("KO-RN002")])
    return value


class _Environment(Environment):
    """Designs are mappings: ``tunnel.number`` is its item, whatever methods a mapping has, and is looked for there first."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The item, or as Jinja does it."""
        return obj[attribute] if isinstance(obj, dict) and attribute in obj else super().getattr(obj, attribute)


@cache
def _environment(system: str) -> Environment:
    loader = FileSystemLoader(_ROLES / system / "templates")
    return _Environment(
        loader=loader, undefined=StrictUndefined, finalize=_present, auto_reload=False, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )
