# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Everything about one site of Twilio Interconnect in one Markdown document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...design.interconnect.size import undecided
from ...problem import Problem, errors, warnings
from ..given import at
from ..markdown import bullets, code, heading
from ..words import words
from .design_sheet import design_sheet
from .handoff import handoff
from .picture import picture
from .sbc import sbc_sheet

_SITE = "interconnect_site"
_TOLD = "abcdefgh"  #: the statements of TI-80


def asked(variables: Mapping[str, Any]) -> dict[str, Any]:
    """A host's variables as if the extranet agreement were signed and every port large enough: the sheet is written on the way there."""
    changed = undecided(variables)
    site = changed.get(_SITE)
    if not isinstance(site, Mapping) or not isinstance(site.get("preflight", {}), Mapping):
        return changed
    return {**changed, _SITE: {**site, "preflight": {**site.get("preflight", {}), "extranet_agreement": True}}}


def site_sheet(
    given: Mapping[str, Any], intent: Mapping[str, Any] | None = None, designs: Sequence[Mapping[str, Any]] = (), language: str = "en",
    problems: Sequence[Problem] = (),
) -> str:  # fmt: skip
    """``given``: the variables as written, complete or not. ``intent`` and ``designs`` (of all CEs): once the intent is sound.

    ``problems``: what the intent room found; errors are listed as missing, warnings at the end.
    """
    say = words(language)["interconnect"]
    title = heading(1, say["title"].format(site=at(given, _SITE, "name") or say["missing"]))
    if at(given, _SITE, "state") == "absent":
        return f"{title}{say['absent']}\n"
    found = title + say["intro"] + "\n\n" + handoff(given, language, errors(problems))
    if intent:
        drawn = heading(2, say["picture"]) + code(picture(intent[_SITE], designs, language).splitlines(), "mermaid")
        found += sbc_sheet(intent, language) + drawn + design_sheet(intent, designs, language, warnings(problems))
    return found + heading(2, say["told"]) + bullets(f"**({letter})** {say[f'told_{letter}']}" for letter in _TOLD)
