"""A very small Azure: tokens, objects with etags, operations that end after some looks, keys, and a far end that knows its own keys."""

from __future__ import annotations

import copy
import re
from typing import Any
from urllib.parse import parse_qs

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.masking import mask_values
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Answer, Endpoint

SECRET = "Marker.Client.Secret"
NETWORK = re.compile(r"(/subscriptions/[^/]+/resourcegroups/[^/]+)/providers/microsoft\.network/(.+)")
LOOKS = {"virtualNetworkGateways": 6}  #: looks until an operation ends
Reply = tuple[int, Any, dict[str, str]]


class Azure:
    """`looks` are counted in requests; `peers`: outside address -> key of the far end; `faults`: number of a request -> what happens to it."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self.negotiated: dict[str, str] = {}
        self.peers: dict[str, str] = {}
        self.busy: dict[str, tuple[int, str, Any]] = {}
        self.asked: list[tuple[str, str, Any]] = []
        self.faults: dict[int, str] = {}
        self.from_on: tuple[int, str] | None = None
        self.key_access = 200
        self.key_differs = False
        self.fails: str = ""
        self.fails_with = "VmssVpnGatewayPublicIpsMustHaveZonesConfigured"  #: any other word: once
        self.token = "Marker.Token.1"
        self.hides: tuple[int, str] | None = None
        self.intruder, self.resets = "", True
        self.vpgs: dict[str, Any] = {}
        self.base = "https://azure.example"
        self.links: dict[str, str] = {}
        self.looks = dict(LOOKS)
        self._etag = 0
        self.established = 0

    @property
    def writes(self) -> list[str]:
        return [f"{method} {path.rpartition('/')[2]}" for method, path, _body in self.asked if method != "GET"]

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, headers: dict[str, str]) -> Reply:
        if path.endswith("/token"):
            return self._token(body)
        if path.startswith("/v1/"):
            return self._soracom(path, body, headers)
        self._tick()
        if headers.get("Authorization") != f"Bearer {self.token}":
            return self._wrong(401, "ExpiredAuthenticationToken", "the token has expired")
        if "/operations/" in path:
            return self._operation(path.rpartition("/")[2])
        if not query.get("api-version"):
            return self._wrong(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
        if self.hides:
            return self._wrong(*self.hides, "hidden")
        if method == "PUT" and self.intruder and path.endswith(self.intruder):
            self.intruder, self.objects[path.lower()]["etag"] = "", 'W/"theirs"'
        self.asked.append((method, path, copy.deepcopy(body)))
        low = path.lower()
        for tail in ("/sharedkey", "/resetconnection"):
            if low.endswith(tail):
                return getattr(self, "_" + tail[1:])(method, low.removesuffix(tail), body)
        if low.endswith("/connections") and "virtualnetworkgateways" in low:
            users = [row for key, row in self.objects.items() if "/connections/" in key]
            return 200, {"value": [{"id": row["id"]} for row in users]}, {}
        return getattr(self, f"_{method.lower()}")(path, body, headers)

    def _token(self, body: Any) -> Reply:
        given = {name: values[0] for name, values in parse_qs((body or b"").decode()).items()}
        if given.get("client_secret") != SECRET:
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}, {}
        return 200, {"access_token": self.token, "expires_in": 3599}, {}

    def _soracom(self, path: str, body: Any, headers: dict[str, str]) -> Reply:
        if path == "/v1/auth":
            return (200, {"apiKey": "k", "token": "t", "operatorId": "OP1"}, {}) if body["authKey"] == SECRET else (401, {"code": "AUM0001"}, {})
        known = headers.get("X-Soracom-Token") == "t" and path.rpartition("/")[2] in self.vpgs
        return (200, self.vpgs[path.rpartition("/")[2]], {}) if known else (404, {"code": "VPG0001"}, {})

    def _tick(self) -> None:
        for key, (left, kind, after) in list(self.busy.items()):
            if left > 1:
                self.busy[key] = (left - 1, kind, after)
                continue
            del self.busy[key]
            row = self.objects.get(key)
            if kind == "delete":
                self.objects.pop(key, None)
            elif row is not None:
                row["properties"]["provisioningState"] = after
                self._etag += 1
                row["etag"] = f'W/"{self._etag}"'

    def _get(self, path: str, _body: Any, _headers: Any) -> Reply:
        row = self.objects.get(path.lower())
        if row is None:
            return self._wrong(404, "ResourceNotFound", f"The Resource '{path}' was not found.")
        shown = copy.deepcopy(row)
        if "/connections/" in path.lower():
            shown["properties"].update(self._tunnel(path.lower(), row))
        return 200, shown, {}

    def _put(self, path: str, body: Any, headers: dict[str, str]) -> Reply:
        low = path.lower()
        row, refusal = self.objects.get(low), self._refused(low, body, headers)
        if refusal:
            return refusal
        self._etag += 1
        key = body.get("properties", {}).pop("sharedKey", None)
        if "/connections/" in low and row is None:
            self.keys[low] = "somethingElse" if self.key_differs else key
            self.negotiated[low] = self.keys[low]
        made = {**copy.deepcopy(body), "id": path, "name": path.rpartition("/")[2], "etag": f'W/"{self._etag}"'}
        made.setdefault("properties", {})["resourceGuid"] = "guid"
        if "publicipaddresses" in low:
            made["properties"]["ipAddress"] = "192.0.2.1"
        self.objects[low] = made
        return (200 if row else 201), made, self._begun(low, made)

    def _patch(self, path: str, body: Any, _headers: Any) -> Reply:
        self.objects[path.lower()]["tags"] = body["tags"]
        return 200, self.objects[path.lower()], {}

    def _delete(self, path: str, _body: Any, _headers: Any) -> Reply:
        low = path.lower()
        if low not in self.objects:
            return 204, None, {}
        users = [key for key, row in self.objects.items() if key != low and f"'{low}'" in str(row.get("properties")).lower()]
        if users:
            return self._wrong(400, "InUseCannotBeDeleted", "in use")
        self.busy[low] = (2, "delete", None)
        return 202, None, self._link(low)

    def _refused(self, low: str, body: Any, headers: dict[str, str]) -> Reply | None:
        row = self.objects.get(low)
        if low in self.busy or ("/connections/" in low and any("networkgateways" in key for key in self.busy)):
            return self._wrong(409, "AnotherOperationInProgress", "Another operation on this or dependent resource is in progress.")
        if row and headers.get("If-Match") not in (None, row["etag"]):
            return self._wrong(412, "PreconditionFailed", "etag")
        for found in re.findall(r"'id': '([^']+)'", str(body)):
            if "/ipconfigurations/" not in found.lower() and found.lower() not in self.objects:
                return self._wrong(400, "InvalidResourceReference", f"{found} was not found")
        return None

    def _begun(self, low: str, made: dict[str, Any]) -> dict[str, str]:
        kind = next((kind for kind in self.looks if kind.lower() in low), "")
        failing = bool(self.fails) and self.fails in low
        self.fails = "" if failing and not self.fails_with.startswith("Vmss") else self.fails
        self.busy[low] = (self.looks.get(kind, 1), "put", "Failed" if failing else "Succeeded")
        made["properties"]["provisioningState"] = "Updating"
        return self._link(low)

    def _link(self, low: str) -> dict[str, str]:
        number = str(len(self.links))
        self.links[number] = low
        return {"azure-asyncoperation": f"{self.base}/subscriptions/s/operations/{number}?api-version=2024-05-01"}

    def _operation(self, number: str) -> Reply:
        low = self.links[number]
        if low in self.busy:
            return 200, {"status": "InProgress"}, {}
        row = self.objects.get(low)
        if row and row["properties"].get("provisioningState") == "Failed":
            return 200, {"status": "Failed", "error": {"code": self.fails_with, "message": "zones"}}, {}
        return 200, {"status": "Succeeded"}, {}

    def _sharedkey(self, method: str, low: str, body: Any) -> Reply:
        if self.key_access != 200:
            return (200, {"value": []}, {}) if not self.key_access else self._wrong(self.key_access, "AuthorizationFailed", "no permission")
        if method == "GET":
            return 200, {"value": self.keys[low]}, {}
        if low in self.busy:
            return self._wrong(409, "AnotherOperationInProgress", "busy")
        self.keys[low] = body["value"]
        self.busy[low] = (2, "put", "Succeeded")
        self.objects[low]["properties"]["provisioningState"] = "Updating"
        return 200, body, {}

    def _resetconnection(self, _method: str, low: str, _body: Any) -> Reply:
        if self.resets:
            self.negotiated[low] = self.keys[low]
            self.established += 1
        return 202, None, {}

    def _tunnel(self, low: str, row: dict[str, Any]) -> dict[str, Any]:
        local = self.objects.get(row["properties"]["localNetworkGateway2"]["id"].lower(), {"properties": {}})
        up = self.peers.get(local["properties"].get("gatewayIpAddress")) == self.negotiated[low]
        time = f"2026-01-01T00:00:{self.established:02}"
        return {
            "connectionStatus": "Connected" if up else "NotConnected",
            "tunnelConnectionStatus": [{"tunnel": "a", "lastConnectionEstablishedUtcTime": time}],
            "ingressBytesTransferred": 10, "egressBytesTransferred": 20,
        }

    @staticmethod
    def _wrong(status: int, code: str, message: str) -> Reply:
        return status, {"error": {"code": code, "message": message}}, {}


class InProcess:
    """The double in the place of `device.rest.Rest`: no network, the same faults."""

    def __init__(self, azure: Azure) -> None:
        self.azure, self.requests = azure, 0
        self.endpoint = Endpoint("az", "azure.example")
        self.hidden: list[str] = []

    def get(self, path: str, query: Any = None, headers: Any = None) -> Answer:
        for _try in range(5):
            try:
                return self.send("GET", path, query, None, headers)
            except DeviceError as error:
                last = error
                if error.kind not in ("lost", "busy"):
                    raise
        raise last

    def send(self, method: str, path: str, query: Any = None, body: Any = None, headers: Any = None) -> Answer:
        self.requests += 1
        fault = self.azure.faults.pop(self.requests, None)
        if self.azure.from_on and self.requests >= self.azure.from_on[0]:
            fault = self.azure.from_on[1]
        if fault == "lost before":
            raise DeviceError("KO-DV062", "az", line=method, address="azure.example", port=443, reason="lost")
        if fault == "429":
            raise DeviceError("KO-DV065", "az", line=method, reason="HTTP 429")
        if fault == "500":
            return Answer(500, None)
        if fault == "kill":
            raise KeyboardInterrupt
        status, data, found = self.azure.answer(method, path, dict(query or {}), copy.deepcopy(body), dict(headers or {}))
        if fault == "lost after":
            raise DeviceError("KO-DV062", "az", line=method, address="azure.example", port=443, reason="lost")
        return Answer(status, copy.deepcopy(data), found)

    def hide(self, *secrets: str) -> None:
        self.hidden += secrets

    def masked(self, text: str) -> str:
        return mask_values(str, self.hidden)(text)

    def error(self, code: str, line: str = "", **details: object) -> DeviceError:
        return DeviceError(code, "az", line=line, **details)

    def close(self) -> None:
        pass
