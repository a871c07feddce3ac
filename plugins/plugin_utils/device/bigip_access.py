# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How to reach a BIG-IP's API: a task's own settings over inventory variables, those of ``httpapi`` or of the login (BP-01, BP-08)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .bigip_login import Account
from .errors import DeviceError
from .rest import Endpoint
from .settings import first, port, seconds, truth, typed

#: setting -> the inventory variables that give it, the first that is there. The port of SSH, ansible_port, is not that of the API
VARIABLES = {
    "host": ("ansible_host",), "port": ("ansible_httpapi_port",), "user": ("ansible_user",),
    "password": ("ansible_httpapi_password", "ansible_password"), "validate_certs": ("ansible_httpapi_validate_certs",),
    "ca_path": ("ansible_httpapi_ca_path",), "timeout": ("ansible_command_timeout",), "login_provider": ("ansible_httpapi_login_provider",),
}  # fmt: skip
NAMES = tuple(name for names in VARIABLES.values() for name in names)


def access(name: str, given: Mapping[str, Any], variables: Mapping[str, Any]) -> tuple[Endpoint, Account]:
    """The API of host ``name``, and who logs in. ``DeviceError`` KO-DV023: a setting cannot be used."""
    settings = {setting: first(given.get(setting), *map(variables.get, names)) for setting, names in VARIABLES.items()}
    for setting in ("user", "password"):
        if not isinstance(settings[setting], str):
            raise DeviceError("KO-DV023", name, setting=setting, reason=f"there is none, and no {VARIABLES[setting][0]}")
    at = Endpoint(
        name, str(settings["host"] or name), typed(name, settings, "port", port, 443), {}, typed(name, settings, "validate_certs", truth, True),
        settings["ca_path"] and str(settings["ca_path"]), typed(name, settings, "timeout", seconds, 30.0),
    )  # fmt: skip
    return at, Account(str(settings["user"]), str(settings["password"]), str(settings["login_provider"] or "tmos"))
