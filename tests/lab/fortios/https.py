"""A FortiGate's API on the wire: who asks, the faults, the log, then `api.py` (FO-36 to FO-38, FO-46)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web

from ..web import Port, reset
from .access import READ, Session
from .api import answer

if TYPE_CHECKING:
    import ssl

    from .gate import FortiGate

_SECRET = re.compile(r'''("(?:secretkey|password|passwd|psksecret)"\s*:\s*)"(?:[^"\\]|\\.)*"''')
_IN_QUERY = re.compile(r"(access_token=)[^&]*")
_CMDB = "/api/v2/cmdb/"


async def serve(gate: FortiGate, host: str, port: int, context: ssl.SSLContext | None) -> Port:
    """Listen for `gate`."""
    made = Port(lambda request, connection: _Request(gate, request, connection).answer(), gate.connected)
    gate.cut[:] = [made.cut]
    await made.open(host, port, context)
    return made


class _Request:
    """One request and its answer."""

    def __init__(self, gate: FortiGate, request: web.BaseRequest, connection: int) -> None:
        self.gate, self.request, self.connection = gate, request, connection
        self.path, self.query = request.rel_url.raw_path, dict(request.rel_url.query)
        self.line = f"{request.method} {self.path.removeprefix(_CMDB)}"
        self.write = request.method != "GET" and self.path.startswith("/api/v2/") and "/authentication" not in self.path

    async def answer(self) -> web.StreamResponse:
        """Recorded first: also what is refused has been asked."""
        gate, text = self.gate, (await self.request.read()).decode(errors="replace")
        gate.requests += 1
        gate.configuration_lines += self.write
        query = _IN_QUERY.sub(r"\1*", f"?{self.request.rel_url.raw_query_string}") if self.query else ""
        gate.record(self.connection, f"{self.line}{query} {_masked(text) if self.write else ''}".strip())
        if gate.faults.delay and (not gate.faults.delay_on or gate.faults.hits("delay_on", self.line)):
            await asyncio.sleep(gate.faults.delay)
        made = self._broken() or self._login(text) or self._api(text)
        self._others()
        return made

    def _broken(self) -> web.Response | None:
        """What a fault makes of the request before it is looked at."""
        faults = self.gate.faults
        if faults.busy:
            faults.busy -= 1
            return _json(429, {"status": "error", "http_status": 429}, {"Retry-After": faults.retry_after} if faults.retry_after else {})
        if faults.no_json and faults.hits("no_json", self.line):
            return web.Response(status=200, text="<html><body>Please log in</body></html>", content_type="text/html")
        if self.write and _counted(faults, "cut_before_write"):
            return reset(self.request)
        if self.write and _counted(faults, "fail_write"):
            return _json(500, {"status": "error", "http_status": 500, "error": faults.fail_error})
        return None

    def _login(self, text: str) -> web.Response | None:
        """The paths that need no token (FO-02, FO-38)."""
        access, method = self.gate.access, self.request.method
        if self.path == "/api/v2/authentication" and method == "POST":
            return self._authenticated(text) if self.gate.platform.json_login else web.Response(status=404)
        if self.path == "/logincheck" and method == "POST":
            session = access.form(text)
            made = web.Response(text='1document.location="/prompt?viewOnly&redir=%2F";' if session else "0", content_type="text/html")
            return self._with_cookies(made, session) if session else made
        if self.path == "/logout" or (self.path == "/api/v2/authentication" and method == "DELETE"):
            access.logout(self.request.headers, self.request.cookies)
            return web.Response(text="")
        return None

    def _authenticated(self, text: str) -> web.Response:
        try:
            given: Mapping[str, Any] = json.loads(text)
        except ValueError:
            return _json(400, {"status_message": "LOGIN_FAILED"})
        if not isinstance(given, dict):
            return _json(400, {"status_message": "LOGIN_FAILED"})
        session = self.gate.access.login(str(given.get("username", "")), str(given.get("secretkey", "")))
        if session is None:
            return _json(401, {"status_code": -1, "status_message": "LOGIN_FAILED"})
        key = {"session_key": session.key} if given.get("request_key") else {}
        return self._with_cookies(_json(200, {"status_code": 5, "status_message": "LOGIN_SUCCESS", **key}), session)

    def _with_cookies(self, made: web.Response, session: Session) -> web.Response:
        """As a FortiGate spells them: quotes belong to the value, and clients keep them. VDOM_.. means nothing here."""
        end = "; path=/" + ("; secure" if self.gate.platform.tls else "")
        named = {"APSCOOKIE": session.key, "VDOM": "root"}
        for text in (*(f'{name}_{self.gate.port}="{value}"; httponly' for name, value in named.items()), f'ccsrftoken="{session.csrf}"'):
            made.headers.add("Set-Cookie", text + end)
        return made

    def _api(self, text: str) -> web.StreamResponse:
        gate, faults = self.gate, self.gate.faults
        expired = faults.expire_at and _counted(faults, "expire_at", stay=True)
        profile = None if expired else gate.access.profile(self.request.headers, self.request.cookies, self.request.method)
        if profile is None:
            return web.Response(status=401, text="<html><body>401 Unauthorized</body></html>", content_type="text/html")
        if self.write and (profile == READ or faults.read_only):
            return _json(403, {"http_method": self.request.method, "status": "error", "http_status": 403, "vdom": "root"})
        status, body = answer(gate, self.request.method, self.path, self.query, "" if self.request.method == "DELETE" else text)
        if self.write and _counted(faults, "cut_after_write"):
            return reset(self.request)
        return _json(status, body)

    def _others(self) -> None:
        """Another administrator, once."""
        faults = self.gate.faults
        if faults.other_write and faults.hits("other_on", self.line):
            method, path, *body = faults.other_write.split(" ", 2)
            faults.other_write = ""
            answer(self.gate, method, _CMDB + path, {}, body[0] if body else "")


def _masked(text: str) -> str:
    return _SECRET.sub(r'\1"*"', text)


def _counted(faults: Any, name: str, stay: bool = False) -> bool:
    """Count one event towards the fault `name`; whether it is the one. With `stay` it stays so."""
    left = getattr(faults, name)
    if left > 1:
        setattr(faults, name, left - 1)
    elif left == 1 and not stay:
        setattr(faults, name, 0)
    return bool(left == 1)


def _json(status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=json.dumps(body, ensure_ascii=False), content_type="application/json", headers=headers)
