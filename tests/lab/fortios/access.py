"""Who may ask a FortiGate, and what (FO-02, FO-36, FO-38)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

WRITE, READ = "super_admin", "read_only"


@dataclass(frozen=True)
class Session:
    """What a login gave: a key (a token, and the cookie `APSCOOKIE_..`), the text that writes by cookie must send back, the profile."""

    key: str
    csrf: str
    profile: str


@dataclass
class Access:
    """Tokens and users, each with its profile; sessions by their keys."""

    tokens: Mapping[str, str]
    users: Mapping[str, tuple[str, str]]
    sessions: dict[str, Session] = field(default_factory=dict)

    def profile(self, headers: Mapping[str, str], cookies: Mapping[str, str], method: str) -> str | None:
        """The profile of whoever asks; None: nobody known. A session by cookie writes with its x-csrftoken only."""
        kind, _blank, token = headers.get("Authorization", "").partition(" ")
        if kind == "Bearer":
            found = self.sessions.get(token)
            return found.profile if found else self.tokens.get(token)
        session = self._by_cookie(cookies)
        if session is None or (method != "GET" and headers.get("x-csrftoken", "").strip('"') != session.csrf):
            return None
        return session.profile

    def login(self, user: str, password: str) -> Session | None:
        """A new session, None for a wrong password."""
        known = self.users.get(user)
        if known is None or not secrets.compare_digest(known[0].encode(), password.encode()):
            return None
        made = Session(secrets.token_hex(16), secrets.token_hex(16).upper(), known[1])
        self.sessions[made.key] = made
        return made

    def form(self, text: str) -> Session | None:
        """`username=..&secretkey=..&ajax=1` of /logincheck."""
        given = {name: values[0] for name, values in parse_qs(text).items()}
        return self.login(given.get("username", ""), given.get("secretkey", ""))

    def logout(self, headers: Mapping[str, str], cookies: Mapping[str, str]) -> None:
        """End the session; a token is none."""
        session = self._by_cookie(cookies)
        for key in (headers.get("Authorization", "").partition(" ")[2], session.key if session else ""):
            self.sessions.pop(key, None)

    def _by_cookie(self, cookies: Mapping[str, str]) -> Session | None:
        return self.sessions.get(next((value for name, value in cookies.items() if name.startswith("APSCOOKIE_")), ""))
