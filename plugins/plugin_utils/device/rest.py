# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A small client for JSON over HTTPS: one connection kept open, nothing sent twice that could take effect twice, no secret in any error."""

from __future__ import annotations

import json
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

try:
    import urllib3
    from urllib3 import exceptions as troubles
except ImportError as error:  # said when a device is opened: documentation and planning work without it
    MISSING: ImportError | None = error
else:
    MISSING = None

from .errors import DeviceError
from .masking import Mask, mask_values

_BUSY = (429, 503)
_PAUSES = (0.5, 1.0, 2.0, 4.0)  #: seconds before a read is tried again
_LONGEST_PAUSE = 60.0  #: seconds, whatever a device asks for
_ERRNO = re.compile(r"\[Errno -?\d+\] ")
_SENDABLE = re.compile(r"[\x20-\x7e]+")


@dataclass(frozen=True)
class Endpoint:
    """Where an API is. ``headers`` hold its key or token; ``ca_path`` names a file of authorities beside the system's; ``timeout`` is in seconds.

    ``plain``: HTTP without TLS, which only the metadata service of a cloud's own machine speaks. ``proxy``: URL of the proxy on the way, with its
    login; it sees an encrypted tunnel only.
    """

    name: str
    host: str
    port: int = 443
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    validate_certs: bool = True
    ca_path: str | None = None
    timeout: float = 30.0
    plain: bool = False
    proxy: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Answer:
    """The status and what the JSON of the body says; ``data`` is None for an error page that is no JSON. ``headers``: names in small letters."""

    status: int
    data: Any
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Rest:
    """One connection to one API. Every method raises ``DeviceError``; a status of 4xx or 5xx is an answer, except that the API is too busy.

    ``requests`` counts what was sent, so that a silent second run can be proven.
    """

    def __init__(self, endpoint: Endpoint, sleep: Callable[[float], None] = time.sleep) -> None:
        self.endpoint, self.requests = endpoint, 0
        self._sleep, self._wait, self._answered = sleep, 0.0, False
        self._mask: Mask = str
        self.carry(endpoint.headers)
        self._pool = self._opened()

    def hide(self, *secrets: str) -> None:
        """Hide these in every error from now on."""
        self._mask = mask_values(self._mask, secrets)

    def masked(self, text: str) -> str:
        """What the other end said, without what is hidden."""
        return self._mask(text)

    def carry(self, headers: Mapping[str, str]) -> None:
        """Send these headers with every request from now on."""
        self.hide(*(part for value in headers.values() for part in (value, *value.split()[-1:])))
        self.endpoint = replace(self.endpoint, headers=headers)

    def get(self, path: str, query: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Read; tried again after a lost connection, a time-out, or when the API is busy (as long as it asks for)."""
        for pause in _PAUSES:
            try:
                return self._once("GET", path, query, None, headers)
            except DeviceError as error:
                if error.kind not in ("lost", "timeout", "busy"):
                    raise
                self._wait = max(self._wait, pause)
        return self._once("GET", path, query, None, headers)

    def send(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, body: Any = None, headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Write, once. Of kinds ``lost``, ``timeout`` and ``busy`` only a new reading can tell whether it took effect.

        A ``body`` of bytes is sent as it is, with the Content-Type of ``headers``; any other as JSON.
        """
        return self._once(method, path, query, body, headers)

    def close(self) -> None:
        """End the connection; never raises."""
        self._pool.close()

    def error(self, code: str, line: str = "", **details: object) -> DeviceError:
        """A ``DeviceError`` of this device without any secret."""
        masked: dict[str, Any] = {name: self._mask(value) if isinstance(value, str) else value for name, value in details.items()}
        return DeviceError(code, self.endpoint.name, line=self._mask(line), **masked)

    def _opened(self) -> urllib3.HTTPConnectionPool:
        endpoint = self.endpoint
        if MISSING is not None:
            raise self.error("KO-DV023", setting="urllib3", reason=str(MISSING))
        if not all(_SENDABLE.fullmatch(value) for value in endpoint.headers.values()):
            raise self.error("KO-DV023", setting="access_token", reason="it is empty or holds characters that no header can carry")
        if not endpoint.validate_certs:
            urllib3.disable_warnings(troubles.InsecureRequestWarning)  # whoever switched it off knows
        patience = urllib3.Timeout(connect=endpoint.timeout, read=endpoint.timeout)
        keep: dict[str, Any] = {"maxsize": 1, "block": True, "retries": False}  # the one connection, and nothing sent again behind our back
        try:
            if endpoint.plain:
                return urllib3.HTTPConnectionPool(endpoint.host, endpoint.port, timeout=patience, **keep)
            if endpoint.proxy:
                return self._through(endpoint.proxy, {"timeout": patience, "ssl_context": self._context(), **keep})
            return urllib3.HTTPSConnectionPool(endpoint.host, endpoint.port, timeout=patience, ssl_context=self._context(), **keep)
        except (troubles.LocationValueError, UnicodeError) as error:
            raise self.error("KO-DV023", setting="host", reason=_reason(error)) from None

    def _through(self, proxy: str, keep: dict[str, Any]) -> urllib3.HTTPConnectionPool:
        """The one connection in a tunnel of a proxy (CONNECT)."""
        login = urllib3.util.parse_url(proxy).auth
        self.hide(login or "")
        headers = urllib3.make_headers(proxy_basic_auth=login) if login else None
        return urllib3.ProxyManager(proxy, proxy_headers=headers, **keep).connection_from_host(self.endpoint.host, self.endpoint.port, "https")

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.endpoint.validate_certs:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        elif self.endpoint.ca_path:
            try:
                context.load_verify_locations(self.endpoint.ca_path)
            except OSError as error:
                raise self.error("KO-DV023", setting="ca_path", reason=_reason(error)) from None
        return context

    def _once(self, method: str, path: str, query: Mapping[str, Any] | None, body: Any, headers: Mapping[str, str] | None) -> Answer:
        if self._wait:
            self._sleep(self._wait)
            self._wait = 0.0
        line, self.requests = f"{method} {path}", self.requests + 1
        response = self._exchange(line, method, f"{path}?{urlencode(query)}" if query else path, body, headers or {})
        self._answered = True
        if response.status in _BUSY:
            self._wait = asked_pause(response.headers.get("Retry-After"))
            raise self.error("KO-DV065", line, reason=f"HTTP {response.status}")
        return Answer(response.status, self._data(line, response), {name.lower(): value for name, value in response.headers.items()})

    def _exchange(self, line: str, method: str, url: str, body: Any, own: Mapping[str, str]) -> urllib3.HTTPResponse:
        kind = {} if body is None else {"Content-Type": "application/json"}
        headers = {"Accept": "application/json", **self.endpoint.headers, **kind, **own}
        try:
            text = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
            return self._pool.request(method, url, body=text, headers=headers, redirect=False)  # type: ignore[return-value]
        except (troubles.LocationValueError, UnicodeError) as error:
            raise self.error("KO-DV023", line, setting="host", reason=_reason(error)) from None
        except troubles.SSLError as error:
            raise self.error("KO-DV061" if "CERTIFICATE_VERIFY" in str(error) else "KO-DV060", line, **self._at(error)) from None
        except troubles.ReadTimeoutError:
            raise self.error("KO-DV063", line, seconds=self.endpoint.timeout) from None
        except (troubles.NewConnectionError, troubles.ConnectTimeoutError) as error:
            raise self.error("KO-DV062" if self._answered else "KO-DV060", line, **self._at(error)) from None
        except (troubles.HTTPError, OSError) as error:
            raise self.error("KO-DV062", line, **self._at(error)) from None

    def _at(self, error: Exception) -> dict[str, object]:
        return {"address": self.endpoint.host, "port": self.endpoint.port, "reason": _reason(error)}

    def _data(self, line: str, response: urllib3.HTTPResponse) -> Any:
        """What is no JSON counts as an error page, which has its status; after a success it is somebody else's page."""
        try:
            return json.loads(response.data) if response.data else None
        except ValueError:
            if response.status < 400:
                raise self.error("KO-DV064", line, reason=f"HTTP {response.status}") from None
            return None


def asked_pause(retry_after: str | None) -> float:
    """The seconds of a ``Retry-After``, as many as anybody waits at the most; 0 where it does not say them."""
    try:
        seconds = float(retry_after or 0)
    except ValueError:
        return 0.0
    return min(seconds, _LONGEST_PAUSE) if seconds > 0 else 0.0


def _reason(error: Exception) -> str:
    """The last words of an error: those of the library before them name objects of its own."""
    return _ERRNO.sub("", str(error).rpartition(": ")[2]).strip(" ')(") or type(error).__name__
