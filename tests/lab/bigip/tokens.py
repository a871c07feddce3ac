"""Who may ask a BIG-IP: users, tokens, their time (BP-08 to BP-10, BP-12, BP-78)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .refusal import Refusal

ADMINISTRATOR, GUEST = "admin", "guest"
MOST_TOKENS, LONGEST, TIMEOUT = 100, 36000, 1200


@dataclass
class Token:
    """One login."""

    token: str
    user: str
    start: float
    timeout: int = TIMEOUT
    link: str = ""

    def shown(self) -> dict[str, Any]:
        """As a GET shows it."""
        micros = round(self.start * 1_000_000)
        return {
            "token": self.token, "name": self.token, "userName": self.user, "authProviderName": "tmos", "user": {"link": self.link},
            "timeout": self.timeout, "address": "127.0.0.1", "partition": "[All]", "generation": 1,
            "lastUpdateMicros": micros, "expirationMicros": micros + self.timeout * 1_000_000, "kind": "shared:authz:tokens:authtokenitemstate",
            "selfLink": f"https://localhost/mgmt/shared/authz/tokens/{self.token}",
        }  # fmt: skip


@dataclass
class Access:
    """Users with password and role, tokens; `now` is the lab's clock."""

    users: Mapping[str, tuple[str, str]]
    now: Callable[[], float]
    tokens: dict[str, Token] = field(default_factory=dict)
    expired: set[str] = field(default_factory=set)
    logins: int = 0
    both: int = 0
    full: bool = False

    def login(self, body: Any) -> dict[str, Any]:
        """What a login answers. `Refusal` 401 or 400."""
        given = body if isinstance(body, dict) else {}
        user, password = str(given.get("username", "")), str(given.get("password", ""))
        if not self._known(user, password):
            raise Refusal(401, "Authentication failed.", 0)
        self._expire()
        if self.full or (user != "admin" and sum(each.user == user for each in self.tokens.values()) >= MOST_TOKENS):
            raise Refusal(400, f"Bad Request: user {user} has reached maximum active login tokens", 0)
        self.logins += 1
        made = Token(base64.b32encode(secrets.token_bytes(17)).decode()[:26], user, self.now(), link=self._link(user))
        self.tokens[made.token] = made
        provider = "https://localhost/mgmt/cm/system/authn/providers/tmos/1f44a60e-11a7-3c51-a49f-82983026b41b/login"
        return {"username": user, "loginReference": {"link": provider},
                "loginProviderName": "tmos", "token": made.shown(), "generation": 0, "lastUpdateMicros": 0}  # fmt: skip

    def role(self, headers: Mapping[str, str], method: str, path: str) -> str:
        """The role of whoever asks. `Refusal` 401."""
        token, basic = headers.get("X-F5-Auth-Token"), headers.get("Authorization", "")
        if token and basic:
            self.both += 1
        if not token and basic.startswith("Basic "):
            user = self._basic(basic)
        else:
            user = self._of_token(token or "")
        role = self.users[user][1]
        if role == GUEST and method != "GET":
            raise Refusal(401, f"Authorization failed: user={self._link(user)} resource={path} verb={method} uri:http://localhost:8100{path}", 0)
        return role

    def token(self, key: str) -> Token:
        """A token that stands. `Refusal` 404."""
        self._expire()
        if key not in self.tokens:
            raise Refusal(404, f"URI path /mgmt/shared/authz/tokens/{key} not registered.", 0)
        return self.tokens[key]

    def lengthen(self, key: str, timeout: Any) -> Token:
        """Another timeout in seconds (BP-09)."""
        found = self.token(key)
        if not isinstance(timeout, int) or not 1 <= timeout <= LONGEST:
            raise Refusal(406, f"Auth-token absolute timeout ({LONGEST} seconds) exceeded", 0)
        found.timeout = timeout
        return found

    def forget(self) -> None:
        """Every token has expired at once."""
        self.expired |= set(self.tokens)
        self.tokens.clear()

    def _expire(self) -> None:
        gone = {key for key, each in self.tokens.items() if each.start + each.timeout <= self.now()}
        self.expired |= gone
        self.tokens = {key: each for key, each in self.tokens.items() if key not in gone}

    def _known(self, user: str, password: str) -> bool:
        return user in self.users and secrets.compare_digest(self.users[user][0].encode(), password.encode())

    def _basic(self, header: str) -> str:
        try:
            user, _colon, password = base64.b64decode(header.split(" ", 1)[1]).decode().partition(":")
        except ValueError:
            user = password = ""
        if not self._known(user, password):
            raise Refusal(401, "Authorization failed: no user authentication header or token detected.", 0)
        return user

    def _of_token(self, token: str) -> str:
        self._expire()
        if not token:
            raise Refusal(401, "Authorization failed: no user authentication header or token detected.", 0)
        if token not in self.tokens:
            raise Refusal(401, f"X-F5-Auth-Token {'has expired' if token in self.expired else 'does not exist'}.", 0)
        return self.tokens[token].user

    def _link(self, user: str) -> str:
        return f"https://localhost/mgmt/shared/authz/users/{user}"
