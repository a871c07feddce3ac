"""What the tests of the arithmetic share: tables of vectors as text, and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError, Problem


def rows(table: str) -> list[list[list[str]]]:
    """Each line as its cells between bars, each cell as its words."""
    return [[cell.split() for cell in row.split("|")] for row in table.strip().splitlines()]


def refused(function: Any, *args: Any, **kwargs: Any) -> Problem:
    """The one problem that the call is refused with."""
    with pytest.raises(OnrampError) as caught:
        function(*args, **kwargs)
    (problem,) = caught.value.problems
    return problem
