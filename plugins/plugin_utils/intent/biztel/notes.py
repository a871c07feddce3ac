# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the user must be told whatever the site is like (BZ-75..BZ-79): statements for the report, not problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...problem import Problem


def notes(intent: Mapping[str, Any], host: str = "") -> Iterator[Problem]:
    """The statements that hold for one host, of level ``note``; their words are in the message table. ``intent`` as ``check`` gives it."""
    fortios = intent["biztel_platform"] == "fortios"
    site = intent["biztel_site"]
    alg = fortios and site["fortios"]["disable_sip_alg"]
    holds = {"KO-BZ075": True, "KO-BZ076": True, "KO-BZ077": True, "KO-BZ078": alg, "KO-BZ079": alg or intent["biztel_disable_router_sip"]}
    return (Problem(code, host=host, level="note") for code, told in holds.items() if told)
