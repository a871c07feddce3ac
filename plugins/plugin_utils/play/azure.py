# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The Azure behind a host of the play: resource manager and login, from the role's settings and the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..device.arm import Arm
from ..device.azure_access import access, endpoint, through_proxy
from ..device.azure_token import Tokens
from ..device.rest import Rest
from ..device.soracom import Soracom


def own_azure(design: Mapping[str, Any]) -> tuple[Arm, str]:
    """The resource manager of a design, and the key of its journal: subscription, group and gateway."""
    manager, login = access(design["host"], design["api"], os.environ)
    group, _slash, gateway = design["gateway"].partition("/providers/")
    key = f"{group.rpartition('/')[2]}_{gateway.rpartition('/')[2]}@{design['subscription_id']}"
    return Arm(Rest(manager), Tokens(login), design["api"]["poll_interval"]), key


def own_soracom(design: Mapping[str, Any]) -> Soracom | None:
    """SORACOM's API of a design, where a key is given for it."""
    given = design["soracom"]
    if not given["auth_key_id"] or not given["auth_key"]:
        return None
    at = through_proxy(endpoint(design["host"], given["url"], given, given["ca_path"]), os.environ)
    return Soracom(Rest(at), given["auth_key_id"], given["auth_key"])
