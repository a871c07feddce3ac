# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How to reach a FortiGate's API: a task's own settings over the inventory variables known from ``ansible.netcommon.httpapi`` (FO-01, FO-02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import DeviceError
from .rest import Endpoint
from .settings import first, port, seconds, truth, typed

#: setting -> the inventory variable that gives it. The port of SSH, ansible_port, is not that of the API
VARIABLES = {
    "host": "ansible_host", "port": "ansible_httpapi_port", "access_token": "ansible_httpapi_session_key",
    "validate_certs": "ansible_httpapi_validate_certs", "ca_path": "ansible_httpapi_ca_path", "use_ssl": "ansible_httpapi_use_ssl",
    "timeout": "ansible_command_timeout",
}  # fmt: skip


def endpoint(name: str, given: Mapping[str, Any], variables: Mapping[str, Any]) -> Endpoint:
    """The API of host ``name``; ``given`` are the task's settings by the names of ``VARIABLES``. ``DeviceError`` KO-DV023: one cannot be used."""
    settings = {setting: first(given.get(setting), variables.get(variable)) for setting, variable in VARIABLES.items()}
    if not typed(name, settings, "use_ssl", truth, True):
        raise DeviceError("KO-DV023", name, setting="ansible_httpapi_use_ssl", reason="a token is never sent unencrypted")
    return Endpoint(
        name, str(settings["host"] or name), typed(name, settings, "port", port, 443), {"Authorization": f"Bearer {_token(name, settings)}"},
        typed(name, settings, "validate_certs", truth, True), settings["ca_path"] and str(settings["ca_path"]),
        typed(name, settings, "timeout", seconds, 30.0),
    )  # fmt: skip


def _token(name: str, settings: Mapping[str, Any]) -> str:
    """The token by itself, or as the session key of ``httpapi`` has it."""
    value = settings["access_token"]
    token = value.get("access_token") if isinstance(value, Mapping) else value
    if not isinstance(token, str) or not token.strip():
        reason = "there is none, and no ansible_httpapi_session_key: {access_token: ...}"
        raise DeviceError("KO-DV023", name, setting="access_token", reason=reason)
    return token.strip()
