# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The text for Twilio's onboarding contact and the steps around the extranet agreement, of whatever the inventory holds (TI-10, TI-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...design.interconnect.published import published
from ...message_table import line
from ...problem import Problem
from ..given import at, each
from ..markdown import bullets, heading
from ..safe import fenced, short
from ..words import words

_SITE = "interconnect_site"
_STEPS = ("extranet_agreement", "routes_announced", "bandwidth_told")  #: of preflight, in the order of TI-12
_LONGEST = 2000  #: characters of one value
_TRANSPORTS = {"mpls": "MPLS-VPN", "crossconnect": "Cross Connect"}
Words = Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """One line of the text: ``word`` names it; ``values`` stand at ``path`` in the inventory, None where there is none; ``number`` of several."""

    word: str
    path: str
    values: Mapping[str, Any]
    number: int = 0

    def missing(self) -> list[str]:
        """The paths of values that are not there."""
        return [f"{self.path}.{name}" for name, value in self.values.items() if value in (None, "", [])]

    def text(self, say: Words) -> str:
        """As it is sent."""
        shown = {name: _shown(value) or say["missing_value"] for name, value in self.values.items()}
        said = next(iter(shown.values())) if len(shown) == 1 else say[f"{self.word}_value"].format(**shown)
        return f"{self.label(say)}: {said}"

    def label(self, say: Words) -> str:
        """What it is."""
        return say[self.word].format(number=self.number)


def handoff(given: Mapping[str, Any], language: str = "en", wrong: Sequence[Problem] = ()) -> str:
    """Markdown for ``{"interconnect_site": {...}}``, complete or not; ``wrong`` are the errors of the intent room."""
    site, say = at(given, _SITE), words(language)["interconnect"]
    found = entries(site)
    letter = [say["greeting"], "", *(entry.text(say) for entry in found), "", *_requests(site, say)]
    parts = heading(2, say["letter"]), fenced("\n".join(letter), "text"), _missing(found, wrong, language, say), _steps(site, say)
    return "".join(parts)


def entries(site: Any) -> list[Entry]:
    """Every field that Twilio asks for (TI-12)."""
    simple = ["name", "contact", "transport", *([] if _crossconnect(site) else ["carrier", "vpn_id"]), "customer_routes", "edges"]
    found = [Entry(key, _SITE, {key: _TITLES.get(key, _same)(at(site, key))}) for key in simple]
    found.append(Entry("concurrent_calls", f"{_SITE}.sizing", {"concurrent_calls": at(site, "sizing", "concurrent_calls")}))
    found += _several(site, "connections", ("location", "mbps", "asn"))
    return [*found, *_several(site, "border_devices", ("name", "address", "media_ports"))]


def _same(value: Any) -> Any:
    return value


def _transport(value: Any) -> Any:
    return _TRANSPORTS.get(value or "mpls", value) if isinstance(value or "", str) else value


def _carrier(value: Any) -> Any:
    """As people know it, where we do."""
    return next((known["title"] for known in published(None)["carriers"]["values"] if known["name"] == value), value)


_TITLES: dict[str, Callable[[Any], Any]] = {"transport": _transport, "carrier": _carrier}


def _several(site: Any, key: str, names: Sequence[str]) -> Iterator[Entry]:
    """One entry for each element of a list, or one that says that there is none."""
    elements = each(site, key)
    if not elements:
        yield Entry(f"no_{key}", _SITE, {key: None})
    for number, element in enumerate(elements, start=1):
        yield Entry(key, f"{_SITE}.{key}[{number - 1}]", {name: at(element, name) for name in names}, number)


def _shown(value: Any) -> str:
    return ", ".join(map(_shown, value)) if isinstance(value, list) else "" if value is None else short(value, _LONGEST)


def _crossconnect(site: Any) -> bool:
    return at(site, "transport") == "crossconnect"


def _requests(site: Any, say: Words) -> list[str]:
    """What we ask of Twilio: the extranet agreement until it is signed, its prefixes until we have them (TI-05, TI-10)."""
    wanted = [] if _crossconnect(site) or _done(site, "extranet_agreement") else ["ask_agreement"]
    wanted += [] if each(site, "twilio_routes") else ["ask_routes"]
    return [say["please"], *(f"- {say[key]}" for key in [*wanted, "ask_confirm"])]


def _missing(found: Sequence[Entry], wrong: Sequence[Problem], language: str, say: Words) -> str:
    """Each path once: what the intent room says of it, else that the text lacks it."""
    told = {problem.path for problem in wrong}
    lacking = [f"`{path}`: {entry.label(say)}" for entry in found for path in entry.missing() if path not in told]
    lines = [*lacking, *(line(problem, language) for problem in wrong)]
    title = heading(2, say["missing_title"].format(count=len(lines)))
    return title + (bullets(lines) if lines else f"{say['missing_none']}\n\n")


def _steps(site: Any, say: Words) -> str:
    """The checklist, with the state that preflight has; what has no state in the inventory follows."""
    first = say["no_agreement"] if _crossconnect(site) else _step(site, "extranet_agreement", say)
    steps = [first, *(_step(site, name, say) for name in _STEPS[1:])]
    return heading(2, say["steps"]) + bullets([*steps, *(f"[ ] {say[key]}" for key in ("step_trunk", "step_call"))]) + f"{say['steps_note']}\n\n"


def _step(site: Any, name: str, say: Words) -> str:
    return f"[{'x' if _done(site, name) else ' '}] {say[f'step_{name}']} (`{_SITE}.preflight.{name}`)"


def _done(site: Any, name: str) -> bool:
    return at(site, "preflight", name) is True
