# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""SORACOM's API, read only: the Virtual Private Gateway at the far end of Door (AZ-82)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from .rest import Answer, Rest


class Soracom:
    """One login. Every method raises ``DeviceError``."""

    def __init__(self, rest: Rest, key_id: str, key: str) -> None:
        self._rest, self._key_id, self._key = rest, key_id, key
        self._headers: dict[str, str] = {}
        rest.hide(key)

    def vpg(self, vpg_id: str) -> dict[str, Any] | None:
        """The VPG, or None where SORACOM knows none of this id."""
        path = f"/v1/virtual_private_gateways/{quote(vpg_id, safe='')}"
        answer = self._rest.get(path, None, self._headers or self._login())
        if answer.status == 404:
            return None
        return self._checked(f"GET {path}", answer)

    def close(self) -> None:
        """End the connection; never raises."""
        self._rest.close()

    def _login(self) -> dict[str, str]:
        body = {"authKeyId": self._key_id, "authKey": self._key, "tokenTimeoutSeconds": 3600}
        data = self._checked("POST /v1/auth", self._rest.send("POST", "/v1/auth", body=body))
        self._headers = {"X-Soracom-API-Key": str(data.get("apiKey", "")), "X-Soracom-Token": str(data.get("token", ""))}
        self._rest.hide(*filter(None, self._headers.values()))
        return self._headers

    def _checked(self, line: str, answer: Answer) -> dict[str, Any]:
        data = answer.data if isinstance(answer.data, dict) else {}
        if answer.status >= 300:
            raise self._rest.error("KO-DV089", line, reason=f"HTTP {answer.status} {data.get('code', '')} {data.get('message', '')}".strip())
        return data
