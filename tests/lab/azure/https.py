"""The simulated Azure on the wire: the faults, the log, then `api.py` and `soracom.py` (AR-103, AR-106)."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import TYPE_CHECKING

from aiohttp import web

from ..web import Port, reset
from . import masking
from .api import answer
from .exchange import Answer, Request
from .refusal import Refusal
from .resources import short

if TYPE_CHECKING:
    import ssl

    from .cloud import Cloud

_PAGE = "<html><head><title>Proxy</title></head><body><h1>Please log in</h1></body></html>"
_STATUS = {
    403: "AuthorizationFailed", 404: "NotFound", 409: "Conflict", 412: "PreconditionFailed", 502: "BadGateway", 503: "ServiceUnavailable",
}  # fmt: skip


async def serve(cloud: Cloud, host: str, port: int, context: ssl.SSLContext) -> Port:
    """Listen for `cloud`."""
    made = Port(lambda request, connection: _Exchange(cloud, request, connection).answer(), cloud.connected)
    cloud.cut[:] = [made.cut]
    await made.open(host, port, context)
    return made


class _Exchange:
    """One request and its answer."""

    def __init__(self, cloud: Cloud, request: web.BaseRequest, connection: int) -> None:
        self.cloud, self.wire, self.connection = cloud, request, connection

    async def answer(self) -> web.StreamResponse:
        """Also what is refused, or breaks, is counted and logged."""
        wire, faults = self.wire, self.cloud.faults
        headers = {name.lower(): value for name, value in wire.headers.items()}
        text = (await wire.read()).decode(errors="replace")
        base = f"https://{wire.headers.get('Host', '')}"
        asked = Request(wire.method, wire.rel_url.raw_path, dict(wire.rel_url.query), headers, text, base)
        line = short(asked)
        self.cloud.requests += 1
        self.cloud.configuration_lines += asked.write
        if faults.delay and (not faults.delay_on or faults.hits("delay_on", line)):
            await asyncio.sleep(faults.delay)
        cut = asked.write and faults.counted("cut_before_write")
        made = None if cut else self._answer(asked, line)
        said = f"{masking.query(wire.rel_url.raw_query_string)} {made.status if made else 'cut'} {masking.body(asked.path, text)}"
        self.cloud.record(self.connection, f"{asked.method} {asked.path}{said}".strip())
        if made is None or (asked.write and faults.counted("cut_after_write")):
            return reset(wire)
        return self._web(made, line)

    def _answer(self, asked: Request, line: str) -> Answer:
        manager = asked.path.lower().startswith("/subscriptions/")
        broken = (self._media(asked) or self._broken(line, asked)) if manager else None
        return broken or answer(self.cloud, asked)

    def _media(self, asked: Request) -> Answer | None:
        """A body must say that it is JSON."""
        if not asked.text or self.wire.content_type == "application/json":
            return None
        text = f"The content media type '{self.wire.content_type}' is not supported. Only 'application/json' is supported."
        return Answer(415, {"error": Refusal(415, "UnsupportedMediaType", text).error()})

    def _broken(self, line: str, asked: Request) -> Answer | None:
        """What a fault makes of a request to ARM before it is looked at."""
        faults, cloud = self.cloud.faults, self.cloud
        if faults.taken("busy", line):
            refusal = Refusal(429, "TooManyRequests", "The request is being throttled as the limit has been reached for operation type.")
            return Answer(429, {"error": refusal.error()}, {"Retry-After": faults.retry_after} if faults.retry_after else {})
        if faults.taken("fail", line):
            refusal = Refusal(faults.fail_status, _STATUS.get(faults.fail_status, "InternalServerError"), "An error occurred.")
            return Answer(refusal.status, {"error": refusal.error()})
        if faults.counted("expire_at"):
            cloud.tokens.expire()
        if asked.write and faults.hits("other_on", line):
            faults.other_on = ""
            cloud.disturb(asked.path)
        return None

    def _web(self, made: Answer, line: str) -> web.Response:
        faults, number = self.cloud.faults, str(uuid.uuid4())
        if faults.hits("html", line):
            return web.Response(status=200, text=_PAGE, content_type="text/html")
        given = self.wire.headers.get("x-ms-client-request-id")
        headers = {
            **made.headers, "x-ms-request-id": number, "x-ms-correlation-request-id": number, "Cache-Control": "no-cache",
            "x-ms-ratelimit-remaining-subscription-reads": "11999", **({"x-ms-client-request-id": given} if given else {}),
        }  # fmt: skip
        if made.body is None or self.wire.method == "HEAD":
            return web.Response(status=made.status, headers=headers)
        text = json.dumps(made.body, ensure_ascii=False)
        if faults.hits("truncated", line):
            text = text[:len(text) // 2]
        return web.Response(status=made.status, text=text, content_type="application/json", headers=headers)
