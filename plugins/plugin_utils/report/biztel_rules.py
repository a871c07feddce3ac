# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""BIZTEL's rules for firewalls that no role drives: CSV, JSON, text to read, and PAN-OS set-commands (BZ-46, biztel.md section 6)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from .biztel_panos import as_panos
from .words import words

Rule = Mapping[str, Any]
_COLUMNS = ("ids", "row", "name", "dir", "proto", "src", "sport", "dst", "dst_before_nat", "dport", "via", "nat_timer", "qos", "stateful_reply")
_GLOBAL = "router_global_ip"


def export(rules: Sequence[Rule], language: str = "en") -> dict[str, str]:
    """``{file name: text}`` of every form."""
    forms = {"csv": as_csv(rules), "json": as_json(rules), "txt": as_text(rules, language), "panos": as_panos(rules)}
    return {f"biztel-rules.{ending}": text for ending, text in forms.items()}


def _exported(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """With ``dst_before_nat``: ``router_global_ip`` where the page names that as the destination (BZ-24)."""
    return [{**rule, "dst_before_nat": _GLOBAL if (rule["dir"], rule["via"]) == ("in", "internet") else None} for rule in rules]


def as_csv(rules: Sequence[Rule]) -> str:
    """One line a rule; lists with blanks between."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_plain(rule[column]) for column in _COLUMNS] for rule in _exported(rules))
    return text.getvalue()


def as_json(rules: Sequence[Rule]) -> str:
    """The rules as data."""
    return json.dumps(_exported(rules), indent=2, ensure_ascii=False) + "\n"


def as_text(rules: Sequence[Rule], language: str = "en") -> str:
    """Sentences for whoever sets a firewall by hand."""
    say = words(language)["biztel_rules"]
    head = [say["title"], "", say["trust"], ""]
    return "\n".join([*head, *(_sentence(rule, say) for rule in _exported(rules)), ""])


def _sentence(rule: Rule, say: Mapping[str, str]) -> str:
    facts = {column: _plain(rule[column]) for column in _COLUMNS}
    facts |= {side: say["any_port"] if rule[side] == "any" else say["port"].format(port=rule[side]) for side in ("sport", "dport")}
    facts["via"] = say[rule["via"]]
    timer = f" {say['timer'].format(seconds=rule['nat_timer'])}" if rule["nat_timer"] else ""
    mark = f" {say[rule['qos']]}" if rule["qos"] else ""
    answers = f" {say['answers']}" if rule["stateful_reply"] else ""
    before = f" {say['before_nat']}" if rule["dst_before_nat"] else ""
    return say["rule"].format(direction=say[rule["dir"]], **facts) + before + answers + timer + mark


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
