# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Templates of an inventory, which are the same for every host of a fleet: compiled once, and the simplest not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from ansible.template import is_trusted_as_template

HARD = object()  #: stands for what only the templar can evaluate
_PIECE = re.compile(r"\{\{ *([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*) *\}\}", re.ASCII)


def remembering(templar: Any) -> Any:
    """``templar`` with a memory: Ansible's compiles a template each time it meets it.

    Of an Ansible whose templar is built otherwise it comes back as it is: slower, no different.
    """
    environment = getattr(getattr(templar, "_engine", None), "environment", None)
    if environment is not None:
        environment.__class__ = _remembering(type(environment))
    return templar


def _remembering(kind: type) -> type:
    """The environment's class, with compiled templates kept by their text. An overlay (other delimiters) has no part in it."""
    kept: dict[str, Any] = {}

    class Remembering(kind):
        """See above."""

        def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
            """The compiled template."""
            if self.overlayed or args or kwargs or not isinstance(source, str):
                return super().from_string(source, *args, **kwargs)
            if source not in kept:
                kept[source] = super().from_string(source)
            return kept[source]

    return Remembering


def simple(template: str, variables: Mapping[str, Any]) -> Any:
    """What the templar makes of text in which nothing stands but names of plain values (``{{ branch.lan }}.1``); ``HARD`` for anything else.

    Most templates of an inventory are such, and looking them up costs a thirtieth of evaluating them. A mapping or list that stands alone
    (``{{ branch.wan }}``) comes as it is when no template is in it.
    """
    pieces = _PIECE.split(template)
    if any(mark in text for text in pieces[::2] for mark in "{}#\n") or not is_trusted_as_template(template):
        return HARD
    values = [_found(variables, path.split(".")) for path in pieces[1::2]]
    if len(pieces) == 3 and not pieces[0] and not pieces[2]:
        return values[0]
    if any(value is HARD or isinstance(value, (dict, list)) for value in values):
        return HARD
    return "".join(text + str(value) for text, value in zip_longest(pieces[::2], values, fillvalue=""))


def _found(variables: Mapping[str, Any], path: list[str]) -> Any:
    """What is at the end of the path, unless it could be a template or anything else that is not yet what it will be."""
    found: Any = variables
    for name in path:
        if not isinstance(found, dict) or name not in found or (found is not variables and hasattr(dict, name)):
            return HARD
        found = found[name]
    if isinstance(found, bool) or not isinstance(found, (str, int, dict, list)):
        return HARD
    return HARD if _may_be_template(found) else found


def _may_be_template(value: Any) -> bool:
    """Whether anything in ``value`` is yet to be evaluated."""
    if isinstance(value, str):
        return "{" in value
    if isinstance(value, dict):
        return any(map(_may_be_template, value.values()))
    return any(map(_may_be_template, value)) if isinstance(value, (list, tuple)) else False
