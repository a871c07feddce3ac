# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One virtual domain of a FortiGate over its REST API: tables in, objects created, changed, moved and deleted (FO-03 to FO-11)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ..config.objects import Operation
from .errors import DeviceError
from .rest import Answer, Rest

_STATUS = "/api/v2/monitor/system/status"
_VERSION = re.compile(r"v(\d+)\.(\d+)\.(\d+)")
_CODES = {401: "KO-DV071", 403: "KO-DV072", 404: "KO-DV074", 424: "KO-DV075"}  #: of statuses; any other refusal is KO-DV073
_VERBS = {"create": "POST", "update": "PUT", "delete": "DELETE", "move": "PUT"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Status:
    """What the device says of itself; ``version`` as three numbers."""

    version: tuple[int, int, int]
    serial: str


class FortiGate:
    """Objects of ``vdom``. Tables by their path (``firewall.service/custom``); every method raises ``DeviceError``."""

    def __init__(self, rest: Rest, vdom: str = "root") -> None:
        self._rest, self._vdom = rest, vdom
        self._query = {"global": "1"} if vdom == "global" else {"vdom": vdom or "root"}
        self._known = False

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._rest.requests

    def connect(self) -> tuple[int, int, int]:
        """Prove that the device answers and takes the token; its version."""
        return self.status().version

    def close(self) -> None:
        """End the connection; never raises."""
        self._rest.close()

    def status(self) -> Status:
        """Version and serial number. A token that is refused here was never good (KO-DV070); later on it has expired (KO-DV071)."""
        data = self._checked("GET", _STATUS, self._rest.get(_STATUS, self._query))
        found = _VERSION.match(str(data.get("version")))
        if not found:
            raise self._rest.error("KO-DV076", reason=str(data.get("version"))[:40])
        self._known = True
        major, minor, patch = map(int, found.groups())
        return Status((major, minor, patch), str(data.get("serial", "")))

    def rows(self, table: str) -> list[Row]:
        """Every row, policies in the order of their evaluation; of a singleton its one object; none where the device has no such table."""
        return self._read(table, "")

    def row(self, table: str, key: Any) -> Row | None:
        """One object, or None; ``key`` is ``""`` for a singleton."""
        return next(iter(self._read(table, key)), None)

    def do(self, operation: Operation) -> None:
        """One write. Where its answer is lost (kind ``lost``, ``timeout``, ``busy``) only a new reading tells whether it took effect."""
        query: dict[str, Any] = dict(self._query)
        body: Any = dict(operation.body)
        if operation.verb == "move":
            query, body = {**query, "action": "move", **operation.body}, None
        path = self._path(operation.table, "" if operation.verb == "create" else operation.key)
        method = _VERBS[operation.verb]
        answer = self._rest.send(method, path, query, None if operation.verb == "delete" else body)
        if not (operation.verb == "delete" and answer.status == 404):  # gone is what was wanted
            self._checked(method, path, answer)

    def _read(self, table: str, key: Any) -> list[Row]:
        path = self._path(table, key)
        answer = self._rest.get(path, self._query)
        if answer.status == 404:
            return []
        results = self._checked("GET", path, answer).get("results")
        found = results if isinstance(results, list) else [results]
        return [row for row in found if isinstance(row, dict)]

    def _path(self, table: str, key: Any) -> str:
        return f"/api/v2/cmdb/{table}" + (f"/{quote(str(key), safe='')}" if key != "" else "")

    def _checked(self, method: str, path: str, answer: Answer) -> Mapping[str, Any]:
        """The envelope of a success of our own virtual domain; ``global`` answers with a list, whose first element counts (FO-04)."""
        data = answer.data[0] if isinstance(answer.data, list) and answer.data else answer.data
        envelope = data if isinstance(data, dict) else {}
        if answer.status >= 300 or envelope.get("status") != "success":
            raise self._refusal(f"{method} {path}", answer.status, envelope)
        if self._vdom != "global" and str(envelope.get("vdom", self._vdom)) != (self._vdom or "root"):
            raise self._rest.error("KO-DV077", reason=str(envelope["vdom"]), setting=self._vdom or "root")
        return envelope

    def _refusal(self, line: str, status: int, envelope: Mapping[str, Any]) -> DeviceError:
        code = _CODES.get(status, "KO-DV073")
        if status == 401 and not self._known:
            code = "KO-DV070"
        words = " ".join(str(envelope[name]) for name in ("cli_error", "message") if envelope.get(name))
        number = f", error {envelope['error']}" if "error" in envelope else ""
        return self._rest.error(code, line, reason=" ".join(f"HTTP {status}{number} {words}".split()))
