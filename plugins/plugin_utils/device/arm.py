# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The Azure Resource Manager: objects by their ids, and operations that take their time (AR-20 to AR-48). Every method raises ``DeviceError``."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .arm_answers import Accepted, Row, error_of, row_of, version_of, words_of
from .azure_token import Tokens
from .errors import PASSING, DeviceError
from .rest import Answer, Rest, asked_pause

ENDED = ("succeeded", "failed", "canceled")
_ABSENT = frozenset({"ResourceNotFound", "NotFound", "ResourceGroupNotFound"})  #: any other error is not "does not exist" (AR-79)
_IN_PROGRESS = frozenset({"AnotherOperationInProgress", "RetryableError", "Conflict", "OperationNotAllowed", "ReferencedResourceNotProvisioned"})
_CODES = {401: "KO-DV080", 403: "KO-DV088", 412: "KO-DV084", 409: "KO-DV083"}
_TRIES, _PAUSE = 5, 10.0


class Arm:
    """One connection. ``pause``: seconds between two looks at an operation, in place of what Azure asks for."""

    def __init__(
        self, rest: Rest, tokens: Tokens, pause: float | None = None,
        sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._rest, self._tokens, self._pause, self._sleep, self._clock = rest, tokens, pause, sleep, clock

    @property
    def requests(self) -> int:
        """How many requests were sent to the resource manager."""
        return self._rest.requests

    def connect(self) -> None:
        """Prove that there is a token (KO-DV080)."""
        self._rest.hide(self._tokens.token())

    def close(self) -> None:
        """End the connections; never raises."""
        self._rest.close()
        self._tokens.close()

    def hide(self, *secrets: str) -> None:
        """Hide these in every error."""
        self._rest.hide(*secrets)

    def get(self, path: str) -> Row | None:
        """One object, or None where Azure says that there is none."""
        answer = self._read(path, {"api-version": version_of(path)})
        if answer.status == 404 and error_of(answer).get("code") in _ABSENT:
            return None
        return row_of(self._checked(f"GET {path}", answer))

    def shared_key(self, path: str) -> str | None:
        """The key that Azure holds for a connection; None when it may not be read, or is not told (AZ-48, AR-64)."""
        try:
            value = (self.get(f"{path}/sharedkey") or {}).get("value")
        except DeviceError as error:
            if error.kind in ("forbidden", "server"):
                return None
            raise
        return value if isinstance(value, str) and value else None

    def members(self, path: str) -> Iterator[Row]:
        """Every member of a collection, page by page."""
        query: Mapping[str, str] = {"api-version": version_of(path)}
        while True:
            found = row_of(self._checked(f"GET {path}", self._read(path, query)))
            yield from found.get("value") or ()
            if not found.get("nextLink"):
                return
            path, query = self._ours(found["nextLink"])

    def put(self, path: str, body: Row, etag: str = "") -> Accepted:
        """Make or replace an object; with ``etag`` only the one that was read, without one only where there is none."""
        return self._write("PUT", path, body, {"If-Match": etag} if etag else {})

    def patch(self, path: str, body: Row) -> Accepted:
        """Change its tags."""
        return self._write("PATCH", path, body)

    def post(self, path: str, body: Row | None = None) -> Accepted:
        """Let it do something. Never sent twice."""
        return self._write("POST", path, body or {})

    def delete(self, path: str) -> Accepted:
        """Take it away; that it is gone already is a success."""
        return self._write("DELETE", path, None)

    def follow(self, accepted: Accepted, seconds: float, line: str) -> None:
        """Wait for the end of an operation. KO-DV085: it failed, KO-DV086: it takes too long. One that Azure has forgotten tells nothing (AR-46)."""
        until, pause = self._clock() + seconds, accepted.retry_after
        while accepted.operation:
            self.wait(pause)
            path, query = self._ours(accepted.operation)
            answer = self._patient(self._read, path, query)
            if answer.status == 404:
                return
            status = str(row_of(self._checked(line, answer)).get("status") or ("InProgress" if answer.status == 202 else "Succeeded")).lower()
            if status in ENDED:
                self._ended(line, status, answer)
                return
            if self._clock() > until:
                raise self._rest.error("KO-DV086", line, seconds=seconds, operation=accepted.operation)
            pause = asked_pause(answer.headers.get("retry-after"))

    def failure(self, operation: str) -> str:
        """Why an operation that was begun earlier has failed, without any secret; ``""`` where Azure does not know it any more."""
        try:
            path, query = self._ours(operation)
            return self._rest.masked(words_of(error_of(self._read(path, query))))
        except DeviceError:
            return ""

    def look(self, path: str) -> Row | None:
        """As ``get``, in the middle of a long wait: a network that is away for some minutes does not end it."""
        return self._patient(self.get, path)

    def wait(self, asked: float = 0.0) -> None:
        """Until the next look."""
        self._sleep(self._pause if self._pause is not None else asked or _PAUSE)

    def now(self) -> float:
        """Seconds, for deadlines."""
        return self._clock()

    def error(self, code: str, line: str, **details: object) -> DeviceError:
        """An error of this API, without any secret."""
        return self._rest.error(code, line, **details)

    def _patient(self, ask: Callable[..., Any], *of: Any) -> Any:
        for _try in range(_TRIES):
            try:
                return ask(*of)
            except DeviceError as error:
                if error.kind not in PASSING | {"busy", "server"}:
                    raise
                self.wait()
        return ask(*of)

    def _ended(self, line: str, status: str, answer: Answer) -> None:
        if status == "succeeded":
            return
        found = error_of(answer)
        if found.get("code") in _IN_PROGRESS:
            raise self._rest.error("KO-DV083", line, reason=words_of(found))
        raise self._rest.error("KO-DV085", line, reason=words_of(found) or status)

    def _read(self, path: str, query: Mapping[str, str]) -> Answer:
        """A reading may be repeated when Azure stumbles (AR-25)."""
        for attempt in range(_TRIES):
            answer = self._authorised(lambda headers: self._rest.get(path, query, headers))
            if answer.status < 500 or attempt + 1 == _TRIES:
                break
            self._sleep(min(2.0**attempt, self._pause if self._pause is not None else 60.0))
        return answer

    def _write(self, method: str, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Accepted:
        query = {"api-version": version_of(path)}
        answer = self._authorised(lambda common: self._rest.send(method, path, query, body, {**common, **(headers or {})}))
        if method == "DELETE" and answer.status == 404:
            return Accepted({})
        row = row_of(self._checked(f"{method} {path}", answer))
        operation = answer.headers.get("azure-asyncoperation") or (answer.headers.get("location", "") if answer.status == 202 else "")
        if operation:
            self._ours(operation)
        return Accepted(row, operation, asked_pause(answer.headers.get("retry-after")))

    def _authorised(self, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        """A token that has grown old in a long wait is renewed, once (AR-14)."""
        answer = ask(self._headers(False))
        return ask(self._headers(True)) if answer.status == 401 else answer

    def _headers(self, fresh: bool) -> dict[str, str]:
        token = self._tokens.token(fresh)
        self._rest.hide(token)
        return {"Authorization": f"Bearer {token}", "x-ms-client-request-id": str(uuid.uuid4())}

    def _ours(self, url: str) -> tuple[str, dict[str, str]]:
        """Path and query of a link, which must be of this very API: the token goes nowhere else (AR-45)."""
        parts, at = urlsplit(url), self._rest.endpoint
        if (parts.scheme, parts.hostname, parts.port or 443) != ("https", at.host.lower(), at.port):
            raise self._rest.error("KO-DV087", url.partition("?")[0][:200])
        return parts.path, dict(parse_qsl(parts.query))

    def _checked(self, line: str, answer: Answer) -> Answer:
        if answer.status < 400:
            return answer
        found = error_of(answer)
        code = _CODES.get(answer.status, "KO-DV082" if answer.status >= 500 else "KO-DV081")
        if found.get("code") in _IN_PROGRESS:
            code = "KO-DV083"
        reason = f"HTTP {answer.status} {words_of(found)}".strip()
        request = answer.headers.get("x-ms-request-id", "")
        raise self._rest.error(code, line, reason=f"{reason} (x-ms-request-id {request})" if request else reason, word=str(found.get("code", "")))
