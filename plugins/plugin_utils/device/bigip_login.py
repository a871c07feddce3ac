# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One token of a BIG-IP for one run, given back at its end: a user may hold a hundred (BP-08 to BP-10)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .rest import Answer, Rest

_LOGIN, _TOKENS = "/mgmt/shared/authn/login", "/mgmt/shared/authz/tokens"
_HEADER = "X-F5-Auth-Token"
_TOO_MANY = "maximum active login tokens"


@dataclass(frozen=True)
class Account:
    """Who logs in, and with which provider."""

    user: str
    password: str = field(repr=False)
    provider: str = "tmos"


class Login:
    """``token`` is ``""`` while there is none. Raises ``DeviceError``."""

    def __init__(self, rest: Rest, account: Account) -> None:
        self._rest, self._account = rest, account
        self.token = ""

    def open(self) -> None:
        """Ask for a token, and carry it from now on, without any other proof: both at once take half a minute (BP-08)."""
        account = self._account
        self._rest.hide(account.password)
        self._rest.carry({})
        proof = {"username": account.user, "password": account.password, "loginProviderName": account.provider}
        answer = self._rest.send("POST", _LOGIN, None, proof)
        token = self._token(answer)
        if answer.status >= 300 or not token:
            words = _words(answer)
            code = "KO-DV092" if _TOO_MANY in words else "KO-DV090"
            raise self._rest.error(code, f"POST {_LOGIN}", reason=f"HTTP {answer.status} {words}".strip(), user=account.user)
        self.token = token
        self._rest.carry({_HEADER: token})

    def renew(self) -> None:
        """The token has expired: another one."""
        self.token = ""
        self.open()

    def close(self) -> None:
        """Give the token back."""
        if self.token:
            self._rest.send("DELETE", f"{_TOKENS}/{self.token}")
        self.token = ""

    def _token(self, answer: Answer) -> str:
        token = (answer.data or {}).get("token") if isinstance(answer.data, dict) else None
        return str(token.get("token") or "") if isinstance(token, dict) else ""


def _words(answer: Answer) -> str:
    data = answer.data if isinstance(answer.data, dict) else {}
    return " ".join(str(data.get("message") or "").split())
