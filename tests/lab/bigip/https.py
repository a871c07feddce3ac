"""A BIG-IP's iControl REST on the wire: who asks, the faults, the log, then `api.py` (BP-08 to BP-11, BP-72, BP-78, BP-82)."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from typing import TYPE_CHECKING, Any

from aiohttp import web

from ..web import Port, reset
from .api import answer, error
from .refusal import SCHEMA, Refusal

if TYPE_CHECKING:
    import ssl

    from .box import BigIp

_SECRET = re.compile(r'''("(?:password|passphrase|token)"\s*:\s*)"(?:[^"\\]|\\.)*"''')
_TAG = re.compile(r"<[A-Za-z/]")
_TOKEN = re.compile(r"(/authz/tokens/)[A-Z0-9]+")
_LOGIN, _TRANSACTION = "/mgmt/shared/authn/login", "/mgmt/tm/transaction/"
_RESTARTING = "<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>Service Temporarily Unavailable</h1></body></html>"
_BOTH = 30
_numbers = itertools.count(16593227)


async def serve(box: BigIp, host: str, port: int, context: ssl.SSLContext | None) -> Port:
    """Listen for `box`."""
    made = Port(lambda request, connection: _Request(box, request, connection).answer(), box.connected)
    box.cut[:] = [made.cut]
    await made.open(host, port, context)
    return made


class _Request:
    """One request and its answer."""

    def __init__(self, box: BigIp, request: web.BaseRequest, connection: int) -> None:
        self.box, self.request, self.connection = box, request, connection
        self.path, self.query = request.rel_url.raw_path, dict(request.rel_url.query)
        self.both = "X-F5-Auth-Token" in request.headers and "Authorization" in request.headers
        self.line = request.method + " " + _TOKEN.sub(r"\1*", self.path)
        self.commit = request.method == "PATCH" and self.path.startswith(_TRANSACTION) and "/commands" not in self.path
        self.write = request.method != "GET" and self.path.startswith("/mgmt/tm/") and not self.path.startswith(_TRANSACTION.rstrip("/"))

    async def answer(self) -> web.StreamResponse:
        """Recorded first: also what is refused has been asked."""
        box, text = self.box, (await self.request.read()).decode(errors="replace")
        box.requests += 1
        box.configuration_lines += self.write
        query = f"?{self.request.rel_url.query_string}" if self.query else ""
        box.record(self.connection, f"{self.line}{query} {_masked(text)}".strip())
        if box.faults.delay and (not box.faults.delay_on or box.faults.hits("delay_on", self.line)):
            await asyncio.sleep(box.faults.delay)
        if self.both and not box.faults.refuse_both:
            await asyncio.sleep(_BOTH / box.clock.speed)
        made = self._broken(text) or self._known(text) or self._api(text)
        self._others()
        box.touched()
        return made

    def _broken(self, text: str) -> web.Response | None:
        """What a fault makes of the request before it is looked at."""
        faults = self.box.faults
        if faults.restart:
            faults.restart -= 1
            page = "Configuration Utility restarting..." if faults.restart_text else _RESTARTING
            return web.Response(status=503, text=page, content_type="text/html")
        if self.both and faults.refuse_both:
            return _json(401, error(Refusal(401, "Authorization failed: more than one authentication header.", 0)))
        if self.commit and faults.cut_before_commit:
            faults.cut_before_commit = False
            return reset(self.request)
        if self.write and _counted(faults, "cut_before_write"):
            return reset(self.request)
        if self.write and _counted(faults, "fail_write"):
            return _json(500, error(Refusal(500, "java.lang.IllegalStateException: unexpected error", 0)))
        if self.write and faults.refuse_tags and "/ltm/rule" in self.path and _TAG.search(text):
            return _json(400, error(Refusal(400, "HTML Tag-like Content in the Request URL/Body", SCHEMA)))
        if self.write and _counted(faults, "conflict"):
            return _json(409, error(Refusal(409, "01020066:3: The requested object already exists in partition Common.")))
        return None

    def _known(self, text: str) -> web.Response | None:
        """Who asks: the login, else a token or the password (BP-08, BP-10)."""
        box, faults = self.box, self.box.faults
        if _counted(faults, "expire_at"):
            box.access.forget()
        if _counted(faults, "forget_at"):
            box.access.tokens.clear()
        box.access.full = faults.token_limit
        try:
            if self.path == _LOGIN and self.request.method == "POST":
                return _json(200, box.access.login(_loaded(text)))
            box.access.role(self.request.headers, self.request.method, self.path)
        except Refusal as refusal:
            body = {"code": refusal.status, "message": refusal.message, "referer": str(self.request.remote), "restOperationId": next(_numbers)}
            return _json(refusal.status, {**body, "kind": ":resterrorresponse"})
        return None

    def _api(self, text: str) -> web.StreamResponse:
        box, faults = self.box, self.box.faults
        status, body = answer(box, self.request.method, self.path, self.query, text, self.request.headers)
        if self.commit and faults.cut_after_commit and status == 200:
            faults.cut_after_commit = False
            return reset(self.request)
        if self.write and _counted(faults, "cut_after_write"):
            return reset(self.request)
        return _json(status, body) if body is not None else web.Response(status=status)

    def _others(self) -> None:
        """Another administrator, once."""
        faults = self.box.faults
        if faults.other_write and faults.hits("other_on", self.line):
            method, path, *body = faults.other_write.split(" ", 2)
            faults.other_write = ""
            answer(self.box, method, path, {}, body[0] if body else "", {})


def _counted(faults: Any, name: str) -> bool:
    """Count one event towards the fault `name`; whether it is the one."""
    left = getattr(faults, name)
    if left:
        setattr(faults, name, left - 1)
    return bool(left == 1)


def _masked(text: str) -> str:
    return _SECRET.sub(r'\1"*"', text)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _json(status: int, body: Any) -> web.Response:
    return web.Response(status=status, text=json.dumps(body, ensure_ascii=False), content_type="application/json")
