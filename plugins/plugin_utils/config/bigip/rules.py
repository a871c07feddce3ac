# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The texts of the two iRules: rendered from the role's templates, and looked over before anybody logs in (SB-26, SB-42)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...problem import OnrampError
from ...render import written
from ..irule import Facts, lint
from .wire import text


def rules(design: Mapping[str, Any]) -> dict[str, str]:
    """The text of each rule by its full path. Raises with everything that the lint says."""
    irule, virtual = design["irule"], design["virtual"]
    facts = Facts(virtual["address"], virtual["port"], frozenset({design["pool"]}), irule["debug_log"] or irule["strict_guide"])
    texts = {rule["key"]: text(written(design["system"], rule["template"], design)) for rule in design["rules"]}
    problems = [problem for rule in design["rules"] for problem in lint(texts[rule["key"]], facts, rule["path"])]
    if problems:
        raise OnrampError(problems)
    return texts
