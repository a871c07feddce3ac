# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Answers of the Azure Resource Manager taken apart (AR-20 to AR-53). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .rest import Answer

NETWORK_VERSION, GROUP_VERSION = "2024-05-01", "2022-09-01"
Row = dict[str, Any]


@dataclass(frozen=True)
class Accepted:
    """A write that was taken: the object as answered, and where its operation is followed (``""``: by the object itself)."""

    row: Row
    operation: str = ""
    retry_after: float = 0.0


def version_of(path: str) -> str:
    """The version of the API for an id."""
    return NETWORK_VERSION if "/providers/" in path else GROUP_VERSION


def row_of(answer: Answer) -> Row:
    """The object of an answer, empty where it holds none."""
    return answer.data if isinstance(answer.data, dict) else {}


def error_of(answer: Answer) -> dict[str, Any]:
    """The error of an answer, of a refusal or of an operation, empty where it holds none."""
    found = row_of(answer).get("error")
    return found if isinstance(found, dict) else {}


def words_of(found: Mapping[str, Any]) -> str:
    """Code and message, and those of the details."""
    every = [each for each in (found, *(found.get("details") or ())) if isinstance(each, Mapping) and each.get("code")]
    said = [f"{each['code']}: {each.get('message', '')}" for each in every]
    return "; ".join(" ".join(each.split()) for each in said)[:1000]
