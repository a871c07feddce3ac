# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Did you mean: the known name that a misspelt one is nearest to (VC-46)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Any

from ..problem import Problem
from .shown import shown
from .spec import walk

_WORD = 0.75  #: likeness from which two words are taken for the same one
_TAIL = 0.8
_LONGEST = 100  #: characters of a name that are worth comparing


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that ``name`` is most like, or None."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    found = get_close_matches(name[:_LONGEST].lower(), by_lower, n=1)
    return by_lower[found[0]] if found else None


def nearest_option(key: str, entries: Mapping[str, Any], root: Mapping[str, Any]) -> str | None:
    """What the unknown ``key`` among ``entries`` was meant to be.

    First an option of that very name further in (``local.asn``), then the nearest neighbour, then that name anywhere (its whole path).
    """
    inside = [found for found, _entry in walk(entries) if found.rpartition(".")[2] == key]
    anywhere = [found for found, _entry in walk(root) if found.rpartition(".")[2] == key]
    candidates = inside or [name for name in [nearest(key, entries)] if name] or anywhere
    return candidates[0] if candidates else None


def misspelt_variables(system: str, host: str, names: Iterable[object], known: Iterable[str]) -> Iterator[Problem]:
    """Variables of a host that look like a role variable and are none: ``virtual_conect_site`` would silently do nothing."""
    options = tuple(known)
    for name in names:
        meant = _meant(system, name, options) if isinstance(name, str) else None
        if meant:
            yield Problem("KO-IN015", shown(str(name)), host=host, details={"near": meant})


@lru_cache(maxsize=4096)
def _meant(system: str, name: str, known: tuple[str, ...]) -> str | None:
    """The option that ``name`` is a misspelling of; every host of a fleet has the same names."""
    if name in known or len(name) > _LONGEST:
        return None
    return next((candidate for candidate in known if _same_words(name, candidate) or _same_tail(name, candidate, f"{system}_")), None)


@lru_cache(maxsize=4096)
def _like(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _same_words(name: str, known: str) -> bool:
    """As many words, each nearly the same; or only the underscores and capitals differ."""
    if name.lower().replace("_", "").replace("-", "") == known.replace("_", ""):
        return True
    words, known_words = name.lower().split("_"), known.split("_")
    return len(words) == len(known_words) and all(_like(a, b) >= _WORD for a, b in zip(words, known_words, strict=True))


def _same_tail(name: str, known: str, prefix: str) -> bool:
    """The role's own prefix, then nearly the same. Short tails do not count: ``virtual_connect_state`` may be somebody's own."""
    if not (name.startswith(prefix) and known.startswith(prefix)) or len(known) < len(prefix) + 8:
        return False
    return _like(name.removeprefix(prefix), known.removeprefix(prefix)) >= _TAIL
