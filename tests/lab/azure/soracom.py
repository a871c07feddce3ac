"""SORACOM's API, as far as it tells of a virtual private gateway (AR-104, AZ-82)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from .exchange import Answer, Request
from .far_end import Door
from .refusal import Refusal

if TYPE_CHECKING:
    from .cloud import Cloud

KEY_ID, KEY = "keyId-lab-azure-0123456789", "secret-lab-azure-0123456789"
_LONGEST, _USUAL = 172800, 86400
_MADE = 1700000000000


class Soracom:
    """Who has logged in, and until when."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._tokens: dict[str, tuple[str, float]] = {}

    def answer(self, request: Request) -> Answer:
        """One request; what is refused has `code` and `message`."""
        if self._cloud.faults.taken("soracom_fail", ""):
            return _refused(500, "GWE0001", "Internal server error.")
        parts = request.segments[1:]
        if parts == ["auth"] and request.method == "POST":
            return self._log_in(request)
        if len(parts) not in (1, 2) or parts[0] != "virtual_private_gateways" or request.method != "GET":
            return _refused(404, "GWE0003", "No such path.")
        if not self._known(request):
            return _refused(401, "AUM0006", "Invalid api key or token.")
        found = [self._shown(door) for door in self._cloud.doors.values()]
        if len(parts) == 1:
            return Answer(200, found)
        one = next((each for each in found if each["vpgId"] == parts[1]), None)
        return Answer(200, one) if one else _refused(404, "VPG0001", f"Virtual private gateway {parts[1]} was not found.")

    def _log_in(self, request: Request) -> Answer:
        try:
            given = request.json()
        except Refusal:
            return _refused(400, "AUM0002", "The request body is not valid.")
        life = given.get("tokenTimeoutSeconds", _USUAL)
        if not isinstance(life, int) or not 0 < life <= _LONGEST:
            return _refused(400, "AUM0005", f"tokenTimeoutSeconds must be at most {_LONGEST}.")
        if (given.get("authKeyId"), given.get("authKey")) != (KEY_ID, KEY):
            return _refused(401, "AUM0001", "Invalid auth key.")
        key, token = f"api-{secrets.token_hex(16)}", secrets.token_hex(32)
        self._tokens[key] = (token, self._cloud.now() + life)
        return Answer(200, {"apiKey": key, "token": token, "operatorId": self._operator()})

    def _operator(self) -> str:
        return next((door.operator for door in self._cloud.doors.values()), "")

    def _known(self, request: Request) -> bool:
        token, ends = self._tokens.get(request.headers.get("x-soracom-api-key", ""), ("", 0.0))
        return bool(token) and token == request.headers.get("x-soracom-token") and self._cloud.now() < ends

    @staticmethod
    def _shown(door: Door) -> dict[str, Any]:
        vpn = {door.connection: {"id": door.connection, "bgpAsn": str(door.asn), "useDynamicRouting": door.dynamic}} if door.provisioned else {}
        return {
            "vpgId": door.vpg, "operatorId": door.operator, "type": door.type, "status": door.status, "vpgSubnetCidrRange": door.space,
            "ueSubnetCidrRange": door.devices, "deviceSubnetCidrRange": door.devices, "useInternetGateway": False, "gateOpened": False,
            "routingFilterEntries": [{"action": "deny", "ipRange": prefix} for prefix in door.denied], "vpcPeeringConnections": {},
            "virtualInterfaces": {}, "vpnConnections": vpn, "tags": {"name": door.name}, "createdTime": _MADE, "lastModifiedTime": _MADE,
        }  # fmt: skip


def _refused(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"code": code, "message": message})
