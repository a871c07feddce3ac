# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From what an inventory says of a branch to BIZTEL's neutral rules, for whichever firewall is to have them (BZ-46)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .design.biztel import expand
from .design.packet import check_flags
from .intent import check
from .problem import OnrampError, errors

#: the device that asks least of a site whose rules are wanted, and none of its own
_NO_DEVICE = {"wan": {"kind": "pp", "number": 1, "physical": "lan2"}, "nat_descriptor": 1, "closed_network": {"kind": "tunnel", "number": 1}}


def biztel_rules(site: Any, stateful: bool = False) -> list[dict[str, Any]]:
    """The neutral rules of a ``biztel_site`` as written in an inventory; every problem with it raises ``OnrampError`` (BZ-14).

    They are for any firewall (BZ-46): what the site says of an RTX or a FortiGate is not looked at.
    """
    check_flags(stateful=stateful)
    if isinstance(site, Mapping):
        site = {**{key: value for key, value in site.items() if key not in ("fortios", "name_resolution")}, "rtx": _NO_DEVICE}
    intents, problems = check("biztel", {"": {"biztel_site": site, "biztel_platform": "yamaha_rtx"}})
    wrong = errors(problems)
    if wrong:
        raise OnrampError(wrong)
    return expand(intents[""]["biztel_site"], stateful)
