# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A function of a room as a Jinja filter or test: problems become one ``AnsibleFilterError`` in the words of the message table, or "no"."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ansible.errors import AnsibleFilterError

from ..message_table import listing
from ..problem import OnrampError

_NO_SWITCH = "KO-SZ015"


def filter_of(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` with the same arguments; arguments that it does not take are refused as Python words it."""

    @wraps(function)
    def filtered(*args: Any, **kwargs: Any) -> Any:
        """``function`` as Jinja calls it: its problems become Ansible's filter errors."""
        try:
            return function(*args, **kwargs)
        except OnrampError as error:
            raise AnsibleFilterError(listing(error.problems)) from None
        except TypeError as error:
            raise AnsibleFilterError(str(error)) from None

    return filtered


def test_of(function: Callable[..., Any]) -> Callable[..., bool]:
    """Whether ``function`` accepts the value: its problems are the answer no. A switch that is neither true nor false is no question at all, and
    arguments that it does not take are refused as Python words it.
    """

    @wraps(function)
    def tested(*args: Any, **kwargs: Any) -> bool:
        """``function`` as Jinja calls it: an answer, never the value."""
        try:
            function(*args, **kwargs)
        except OnrampError as error:
            if any(problem.code == _NO_SWITCH for problem in error.problems):
                raise AnsibleFilterError(listing(error.problems)) from None
            return False
        except TypeError as error:
            raise AnsibleFilterError(str(error)) from None
        return True

    return tested
