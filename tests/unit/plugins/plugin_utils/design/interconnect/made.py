"""Designs and texts of Interconnect, by way of the intent room."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.interconnect import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from ansible_collections.kyoten.onramp.plugins.plugin_utils.render import render
from tests.unit.plugins.plugin_utils.intent.interconnect.sites import FIRST, inventory, variables

PLACE = "interconnect_site."


def given(base: str = "tokyo", **changes: Any) -> dict[str, Any]:
    """The variables of a site; ``changes`` are ``connections__0__vlan=None``: where below the site, in double underscores, and what."""
    return variables(base, set={PLACE + where.replace("__", "."): value for where, value in changes.items()})


def designed(of: Mapping[str, Any], host: str = FIRST) -> dict[str, Any]:
    """The design on ``host``; whatever is wrong with the site fails the test."""
    intents, problems = check("interconnect", inventory(of))
    assert errors(problems) == []
    return design(intents[host], host)


def rendered(of: Mapping[str, Any], host: str = FIRST) -> str:
    """The text for ``host``."""
    return render("interconnect", "ios_xe", designed(of, host))


def text(base: str = "tokyo", host: str = FIRST, **changes: Any) -> str:
    """The text of a site with changes."""
    return rendered(given(base, **changes), host)


def section(config: str, header: str) -> list[str]:
    """The lines below ``header``, without their indentation."""
    found = re.search(rf"^{re.escape(header)}\n((?: .*\n)*)", config, re.MULTILINE)
    assert found, header
    return [line.strip() for line in found[1].splitlines()]


def rules(config: str, name: str) -> list[str]:
    """The entries of an access list, without their numbers."""
    return [line.partition(" ")[2] for line in section(config, f"ip access-list extended {name}")]
