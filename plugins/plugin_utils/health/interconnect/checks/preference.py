# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""TI-52 PREF: both directions prefer the same connection, by local preference inwards and by AS path outwards (X08)."""

from __future__ import annotations

from typing import Any

from ....problem import Problem
from ...parsers import route_map
from ...rule import FailedError, Part, Rule
from .. import commands
from ..subject import Subject


def _judge(subject: Subject) -> list[Problem]:
    connection = subject.connection
    wanted = (
        (connection["names"]["route_map_in"], "local-preference", connection["local_preference"]),
        (connection["names"]["route_map_out"], "as-path prepend", connection["prepend"]),
    )
    for name, keyword, value in wanted:
        command = commands.route_map(name)
        entries = subject.samples.read(command, route_map.parse)
        found = {words.removeprefix(keyword).strip() for entry in entries for words in entry.sets if words.startswith(keyword)}
        if found != ({str(value)} if value is not None else set()):
            shown, expected = ", ".join(sorted(found)) or "-", "-" if value is None else value
            facts: dict[str, Any] = {"command": command, "line": f"{name}: {keyword} {shown}", "carries": True}
            raise FailedError("KO-HV257", shown, name=name, keyword=keyword, expected=expected, **facts)
    return []


def _applies(connection: Part) -> bool:
    return bool(connection["local_preference"] or connection["prepend"])


def _commands(connection: Part) -> list[str]:
    return [commands.route_map(connection["names"][name]) for name in ("route_map_in", "route_map_out")]


RULE = Rule("PREF", "TI-52", _judge, last=_commands, applies=_applies)
