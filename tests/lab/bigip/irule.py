"""The device's compiler of iRules: what it refuses when a rule is written, in its words (BP-44, BP-50 to BP-54, BP-80)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .refusal import Refusal
from .tcl_words import Command, TclError, Word, commands, substituted

_LONGEST = 65535
_PLAIN_BODY = {"while": (2,), "for": (1, 3, 4), "foreach": (-1,), "catch": (1,), "clientside": (1,), "serverside": (1,), "eval": (1,), "proc": (3,)}
_EXPRESSIONS = {"if": (1,), "while": (1,), "for": (2,), "expr": (1,)}


def compiled(rule: str, text: str, pools: set[str]) -> None:
    """`Refusal` 400 for the first error of the rule; `pools` are those that there are."""
    try:
        if len(text.encode()) > _LONGEST:
            raise TclError(1, "rule is too long", "")
        for command in commands(text):
            _top(command, pools, _procs(text))
    except TclError as error:
        raise Refusal(400, f"01070151:3: Rule [{rule}] error: {rule}:{error.line}: error: [{error.words}][{error.text}]") from None


def events(text: str) -> list[str]:
    """The events that a compiled rule is there for."""
    return [command.words[1].text for command in commands(text) if command.name == "when"]


@cache
def _known() -> dict[str, Any]:
    found = yaml.safe_load((Path(__file__).parent / "commands.yml").read_text(encoding="utf-8"))
    events_of = {name: text.split() for name, text in found.pop("events_of").items()}
    return {**{name: text.split() for name, text in found.items()}, "events_of": events_of}


def _procs(text: str) -> set[str]:
    return {command.words[1].text for command in commands(text) if command.name == "proc" and len(command.words) > 1}


def _top(command: Command, pools: set[str], procs: set[str]) -> None:
    if command.name not in _known()["top"]:
        raise TclError(command.line, "command is not valid in the current scope", command.text)
    if command.name == "proc":
        _arguments(command, 4)
        _body(command.words[3], "", pools, procs)
    if command.name == "when":
        _when(command, pools, procs)


def _when(command: Command, pools: set[str], procs: set[str]) -> None:
    """`when EVENT ?priority N? ?timing on|off? {body}`."""
    words = command.words
    if len(words) < 3 or words[-1].kind != "{" or len(words) % 2 == 0:
        raise TclError(command.line, 'wrong # args: should be "when EVENT {body}"', command.text)
    event = words[1].text
    if event not in (*_known()["events"], *_known()["framework"]):
        raise TclError(command.line, f"unknown event ({event})", command.text)
    if event in _known()["framework"]:
        raise TclError(command.line, f"event {event} is valid only with the message routing framework", command.text)
    _body(words[-1], event, pools, procs)


def _arguments(command: Command, count: int) -> None:
    if len(command.words) < count:
        raise TclError(command.line, f"wrong # args: {command.name}", command.text)


def _body(word: Word, event: str, pools: set[str], procs: set[str]) -> None:
    for command in commands(word.text, word.line):
        _command(command, event, pools, procs)


def _command(command: Command, event: str, pools: set[str], procs: set[str]) -> None:
    """One command, those inside its words, and its bodies."""
    _valid(command, event, procs)
    if command.name == "pool" and len(command.words) > 1 and "$" not in command.words[1].text and "[" not in command.words[1].text:
        name = command.words[1].text
        if (name if name.startswith("/") else f"/Common/{name}") not in pools:
            raise TclError(command.line, f"Unable to find pool ({name}) referenced at line {command.line}:", command.text)
    bodies = list(_bodies(command))
    for body in bodies:
        _body(body, event, pools, procs)
    for number, word in enumerate(command.words):
        if word not in bodies and (word.kind != "{" or number in _EXPRESSIONS.get(command.name, ())):
            for inner in substituted(word):
                _command(inner, event, pools, procs)


def _valid(command: Command, event: str, procs: set[str]) -> None:
    known, name = _known(), command.name.removeprefix("::")
    if name in known["tcl"] or name in known["everywhere"] or name in procs or "$" in name:
        return
    if name not in known["events_of"]:
        raise TclError(command.line, f"undefined procedure: {command.name}", command.text)
    if event and event not in known["events_of"][name]:
        raise TclError(command.line, f"command is not valid in current event context ({event})", command.text)


def _bodies(command: Command) -> Iterator[Word]:
    words = command.words
    if command.name == "if":
        yield from _branches(command)
    elif command.name == "switch":
        yield from _cases(command)
    else:
        for number in _PLAIN_BODY.get(command.name, ()):
            if -1 <= number < len(words) and words[number].kind == "{":
                yield words[number]


def _branches(command: Command) -> Iterator[Word]:
    """`if cond ?then? body ?elseif cond ?then? body?.. ?else? ?body?`."""
    words, at = command.words, 1
    while at < len(words):
        at += 1
        at += at < len(words) and words[at].text == "then"
        if at >= len(words):
            raise TclError(command.line, 'wrong # args: no script following expression in "if"', command.text)
        yield words[at]
        at += 1
        if at < len(words) and words[at].text == "elseif":
            at += 1
            continue
        at += at < len(words) and words[at].text == "else"
        if at < len(words):
            yield words[at]
        if at < len(words) - 1:
            raise TclError(words[at + 1].line, 'wrong # args: extra words after "else" clause in "if" command', command.text)
        return


def _cases(command: Command) -> Iterator[Word]:
    last = command.words[-1]
    if last.kind != "{":
        return
    pairs = [word for each in commands(last.text, last.line) for word in each.words]
    yield from (word for word in pairs[1::2] if word.kind == "{")
