# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tokens for Azure: client secret, certificate, workload or managed identity, azure-identity (AR-10 to AR-14). Kept until they are nearly old."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from .azure_access import Login
from .errors import DeviceError
from .rest import Answer, Rest

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_EARLY = 300.0  #: seconds before its end at which a token is not used any more
_TRIES = 4
_AGAIN = frozenset({"lost", "timeout", "busy", "server"})


class Tokens:
    """The token of one login. ``requests`` counts what was asked of the authority."""

    def __init__(self, login: Login, sleep: Callable[[float], None] = time.sleep) -> None:
        self._login, self._sleep = login, sleep
        self._token, self._until = "", 0.0
        self._rest: Rest | None = None
        self.requests = 0

    def token(self, fresh: bool = False) -> str:
        """A token that is good for a while; ``fresh``: the one before was refused. Raises ``DeviceError`` KO-DV080."""
        if fresh or not self._token or time.monotonic() > self._until:
            self._token, seconds = self._fetched()
            self._until = time.monotonic() + max(seconds - _EARLY, seconds / 2)
        return self._token

    def close(self) -> None:
        """End the connection; never raises."""
        if self._rest:
            self._rest.close()

    def _fetched(self) -> tuple[str, float]:
        if self._login.source == "access_token":
            return self._login.access_token, float("inf")
        if self._login.source == "azure_identity":
            return _from_azure_identity(self._login)
        for attempt in range(_TRIES):
            try:
                return self._asked()
            except DeviceError as error:
                if error.kind not in _AGAIN or attempt + 1 == _TRIES:
                    raise
                self._sleep(2.0**attempt)
        raise AssertionError

    def _asked(self) -> tuple[str, float]:
        self._rest = rest = self._rest or Rest(self._login.authority, self._sleep)
        rest.hide(self._login.client_secret)
        self.requests += 1
        answer = self._managed(rest) if self._login.source == "managed_identity" else self._granted(rest)
        data = answer.data if isinstance(answer.data, dict) else {}
        if answer.status >= 500:
            raise rest.error("KO-DV082", "the token", reason=f"HTTP {answer.status}")
        if answer.status != 200 or not data.get("access_token"):
            words = str(data.get("error_description") or data.get("error") or "no token in the answer").splitlines()[0][:300]
            raise rest.error("KO-DV080", reason=f"HTTP {answer.status} {data.get('error', '')}: {words}")
        return str(data["access_token"]), float(data.get("expires_in") or 600)

    def _granted(self, rest: Rest) -> Answer:
        login = self._login
        form = {"grant_type": "client_credentials", "client_id": login.client_id, "scope": f"{login.resource}/.default", **self._proof()}
        return rest.send("POST", f"/{login.tenant_id}/oauth2/v2.0/token", body=urlencode(form).encode(), headers=_FORM)

    def _proof(self) -> dict[str, str]:
        if self._login.source == "client_secret":
            return {"client_secret": self._login.client_secret}
        if self._login.source == "certificate":
            assertion = _certified(self._login)
        else:
            assertion = _read(self._login, self._login.federated_token_file).decode().strip()
        return {"client_assertion_type": _ASSERTION, "client_assertion": assertion}

    def _managed(self, rest: Rest) -> Answer:
        query = {"api-version": "2018-02-01", "resource": self._login.resource}
        if self._login.client_id:
            query["client_id"] = self._login.client_id
        return rest.get("/metadata/identity/oauth2/token", query, {"Metadata": "true"})


def _read(login: Login, path: str) -> bytes:
    try:
        return Path(path).expanduser().read_bytes()
    except OSError as error:
        raise DeviceError("KO-DV023", login.authority.name, setting=path, reason=error.strerror or "cannot be read") from None


def _certified(login: Login) -> str:
    """A statement signed with the certificate's key (RS256), good for ten minutes."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    text = _read(login, login.certificate_path)
    try:
        certificate, key = x509.load_pem_x509_certificate(text), serialization.load_pem_private_key(text, None)
    except (ValueError, TypeError):
        reason = "a certificate and its unencrypted private key in PEM are needed"
        raise DeviceError("KO-DV023", login.authority.name, setting=login.certificate_path, reason=reason) from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise DeviceError("KO-DV023", login.authority.name, setting=login.certificate_path, reason="an RSA key is needed")
    now, at = int(time.time()), login.authority
    audience = f"https://{at.host}{'' if at.port == 443 else f':{at.port}'}/{login.tenant_id}/oauth2/v2.0/token"
    header = {"alg": "RS256", "typ": "JWT", "x5t": _url64(certificate.fingerprint(hashes.SHA1()))}  # noqa: S303 -- the name of a certificate, as RFC 7515 has it
    claims = {"aud": audience, "iss": login.client_id, "sub": login.client_id, "jti": str(uuid.uuid4()), "nbf": now - 60, "exp": now + 600}
    signed = f"{_url64(json.dumps(header).encode())}.{_url64(json.dumps(claims).encode())}"
    return f"{signed}.{_url64(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_azure_identity(login: Login) -> tuple[str, float]:
    """Whatever DefaultAzureCredential finds, where that package is installed (AR-02)."""
    try:
        identity: Any = import_module("azure.identity")
    except ImportError:
        raise DeviceError("KO-DV023", login.authority.name, setting="azure_vpn_api.auth_source", reason="azure-identity is not installed") from None
    try:
        found = identity.DefaultAzureCredential(authority=login.authority.host).get_token(f"{login.resource}/.default")
    except Exception as error:  # whatever its many credentials may raise
        raise DeviceError("KO-DV080", login.authority.name, reason=type(error).__name__) from None
    return str(found.token), float(found.expires_on) - time.time()
