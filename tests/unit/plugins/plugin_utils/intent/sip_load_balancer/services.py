"""A valid service, and inventories of mistakes."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.sip_load_balancer import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.unit.plugins.plugin_utils.intent.sites import FIXTURES, change

HOST = "lb1"


def variables(**options: Any) -> dict[str, Any]:
    """The variables of a valid service, changed at the given places (``pool__method="..."``) and options (``state="absent"``)."""
    of_the_role = {f"sip_load_balancer_{name}": options.pop(name) for name in ("state", "adopt", "remove_network") if name in options}
    return change({**_read(), **of_the_role}, {"set": {f"sip_load_balancer.{name.replace('__', '.')}": value for name, value in options.items()}})


def designed(**options: Any) -> dict[str, Any]:
    """The design of a service without errors."""
    intents, problems = check("sip_load_balancer", {HOST: variables(**options)})
    assert not errors(problems), problems
    return design(intents[HOST], HOST)


@cache
def _read() -> dict[str, Any]:
    return yaml.safe_load((FIXTURES / "sip_load_balancer" / "service.yml").read_text(encoding="utf-8"))
