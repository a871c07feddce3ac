# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Everything about one Virtual Connect site in one Markdown document: form, picture, design."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..problem import Problem
from .activation_form import activation_form
from .design_sheet import design_sheet
from .markdown import code, heading
from .topology import topology
from .words import words


def site_sheet(intent: Mapping[str, Any], designs: Sequence[Mapping[str, Any]] = (), language: str = "en", problems: Iterable[Problem] = ()) -> str:
    """The activation form; with ``designs`` (of all CPEs of the site, once the intent is complete) also the picture and the design sheet."""
    form = activation_form(intent, language)
    if not designs:
        return form
    picture = topology(intent["virtual_connect_site"], language).splitlines()
    title = heading(2, words(language)["design"]["picture"])
    return f"{form}\n{title}{code(picture, 'mermaid')}{design_sheet(designs, language, problems)}"
