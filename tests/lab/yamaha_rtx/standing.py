# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a box shows of filters, NAT and queues: what its configuration has brought about (RX-70)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path

import yaml

from .config import NOWHERE, Config, Context
from .nat import descriptors, where
from .packets import filters
from .written import written

_RANGES = "60000-64095, 49152-59999, 44096-49151"


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("states.yml").read_text(encoding="utf-8"))
    return found


def _say(language: str, key: str, **values: object) -> str:
    return _texts()[key][language].format(**values)


def interfaces(config: Config) -> list[str]:
    """Every interface of which anything is said, as `lan1`, `pp 1`, `tunnel 3`."""
    named = {taken.text for line in config.lines() for taken in line.key if taken.place == "if"}
    return [*sorted(named), *(f"{each.kind} {each.number}" for each in config.contexts())]


def _title(interface: str) -> str:
    """`LAN1`, `PP[01]`, `TUNNEL[3]`."""
    kind, _blank, number = interface.partition(" ")
    shown = number.zfill(2) if kind == "pp" and number.isdecimal() else number
    return kind.upper() + (f"[{shown}]" if number else "")


def filter_text(config: Config, interface: str, directions: list[str], language: str) -> str:
    """The filters of an interface, by direction, as they are applied; a number without a filter stands alone."""
    say, rows = partial(_say, language), []
    for direction in directions:
        rows.append(say("filter_list", interface=_title(interface), direction=direction.upper()))
        lists = filters(config, direction, interface)
        if lists is None:
            rows.append(say("filter_none"))
            continue
        for prefix, numbers in zip(("ip filter", "ip filter dynamic"), lists, strict=True):
            lines = [(number, config.line(f"{prefix} {number}")) for number in numbers]
            rows += [say("filter_line", line=written(line, config.spelling) if line else f"{prefix} {number}") for number, line in lines]
    return _joined(rows)


def nat_text(config: Config, wanted: str, language: str) -> str:
    """The tables of every masquerading descriptor in use, or of one (`wanted`)."""
    say, rows, count = partial(_say, language), [], 0
    for interface in interfaces(config):
        for number in descriptors(config, interface):
            if wanted in ("", number):
                rows += [say("nat_title", number=number, interface=_title(interface)), *_table(config, number, language)]
                count += 1
    return _joined([*rows, say("nat_end", count=count)])


def _table(config: Config, number: str, language: str) -> Iterator[str]:
    outer, ports = config.line(f"nat descriptor address outer {number}"), config.line(f"nat descriptor masquerade port range {number}")
    yield _say(language, "nat_masquerade")
    yield _say(language, "nat_outer", address=outer.rest[0].text if outer else "ipcp")
    yield _say(language, "nat_range", ports=", ".join(taken.text for taken in ports.rest) if ports else _RANGES)
    for line in config.lines():
        if line.names[:5] == ("nat", "descriptor", "masquerade", "static", number):
            yield _say(language, "nat_static", entry=" ".join(taken.text for taken in line.rest))


def qos_text(config: Config, interface: str, language: str) -> str:
    """The queues of an interface, or of all that have any (`interface` is "")."""
    rows = [row for each in ([interface] if interface else interfaces(config)) for row in _queue(config, each, language)]
    return _joined(rows)


def _queue(config: Config, interface: str, language: str) -> Iterator[str]:
    kind, context = where(interface)
    say = partial(_say, language)
    lines = [line for line in config.lines(context) if line.names[:2] == ("queue", kind)]
    if lines:
        yield say("qos_interface", interface=_title(interface))
        yield say("qos_type", type=_value(config, f"queue {kind} type", context) or "fifo")
        yield say("qos_speed", speed=_value(config, f"speed {kind}") or "-")
        yield say("qos_default", number=_value(config, f"queue {kind} default class", context) or "2")
        yield say("qos_filters", numbers=_value(config, f"queue {kind} class filter list", context) or "-")
    for line in lines:
        if line.names[2:4] == ("class", "property"):
            yield say("qos_class", number=line.names[4], words=" ".join(taken.text for taken in line.rest))


def _value(config: Config, key: str, context: Context = NOWHERE) -> str:
    line = config.line(key, context)
    return " ".join(taken.text for taken in line.rest) if line else ""


def _joined(rows: list[str]) -> str:
    return "".join(row + "\n" for row in rows)
