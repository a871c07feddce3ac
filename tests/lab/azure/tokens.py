"""Who may ask: OAuth2 tokens of the tenant's applications, and what each may do (section 2)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from .exchange import Answer, Request
from .refusal import Refusal

if TYPE_CHECKING:
    from .cloud import Cloud

CONTRIBUTOR, READER = "Contributor", "Reader"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_PUBLIC = "https://management.azure.com"


@dataclass(frozen=True)
class Application:
    """`assertion`: the content of a federated token file."""

    client: str
    secret: str
    role: str = CONTRIBUTOR
    assertion: str = ""


@dataclass
class Token:
    """One that was given out; `audience`: the URL that it is for."""

    application: Application
    audience: str
    ends: float


class Tokens:
    """The token endpoint of one tenant, and the check of what it gave out."""

    def __init__(self, cloud: Cloud, applications: tuple[Application, ...]) -> None:
        self._cloud = cloud
        self._applications = {each.client.lower(): each for each in applications}
        self.given: dict[str, Token] = {}

    def expire(self) -> None:
        """All that was given out is worth nothing from now on."""
        for token in self.given.values():
            token.ends = min(token.ends, self._cloud.now())

    # --- the token endpoint --------------------------------------------------------------------------------------------

    def configuration(self, tenant: str, base: str) -> Answer:
        """`.well-known/openid-configuration` (AR-12)."""
        self._tenant(tenant)
        here = f"{base}/{tenant}"
        return Answer(200, {
            "issuer": f"{here}/v2.0", "token_endpoint": f"{here}/oauth2/v2.0/token", "authorization_endpoint": f"{here}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{here}/oauth2/v2.0/devicecode", "jwks_uri": f"{here}/discovery/v2.0/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"], "response_types_supported": ["code"],
        })  # fmt: skip

    def give(self, request: Request, tenant: str) -> Answer:
        """A token for a client's secret or assertion (AR-10)."""
        if self._cloud.faults.taken("token_fail", ""):
            return Answer(500, {"error": "server_error", "error_description": "AADSTS90033: A transient error has occurred. Please try again."})
        self._tenant(tenant)
        form = {name: values[-1] for name, values in parse_qs(request.text).items()}
        if "grant_type" not in form:
            raise _denied(400, "invalid_request", 900144, "The request body must contain the following parameter: 'grant_type'.")
        if form["grant_type"] != "client_credentials":
            raise _denied(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
        token, life = self._made(self._application(form), self._audience(form, request)), self._cloud.platform.token_life
        return Answer(200, {"token_type": "Bearer", "expires_in": life, "ext_expires_in": life, "access_token": token})

    def managed(self, request: Request) -> Answer:
        """A token for the machine itself (AR-13), as its metadata service gives it; the real one is at 169.254.169.254."""
        if request.headers.get("metadata") != "true":
            return Answer(400, {"error": "invalid_request", "error_description": "Required metadata header not specified"})
        audience = self._audience({"resource": request.query.get("resource", "")}, request)
        token, life = self._made(next(iter(self._applications.values())), audience), self._cloud.platform.token_life
        ends = str(int(self._cloud.now() + life))
        return Answer(200, {"token_type": "Bearer", "expires_in": str(life), "expires_on": ends, "resource": audience, "access_token": token})

    def _made(self, application: Application, audience: str) -> str:
        token = f"lab.{secrets.token_urlsafe(24)}.signature"
        self.given[token] = Token(application, audience, self._cloud.now() + self._cloud.platform.token_life)
        return token

    def _tenant(self, tenant: str) -> None:
        if tenant.lower() != self._cloud.tenant:
            raise _denied(400, "invalid_request", 90002, f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID.")

    def _application(self, form: Mapping[str, str]) -> Application:
        found = self._applications.get(form.get("client_id", "").lower())
        if found is None:
            text = f"Application with identifier '{form.get('client_id', '')}' was not found in the directory."
            raise _denied(400, "unauthorized_client", 700016, text)
        if form.get("client_assertion_type") == _ASSERTION:
            if not found.assertion or form.get("client_assertion") != found.assertion:
                raise _denied(401, "invalid_client", 700211, "No matching federated identity record found for presented assertion issuer.")
        elif not secrets.compare_digest(form.get("client_secret", "").encode(), found.secret.encode()):
            raise _denied(401, "invalid_client", 7000215, "Invalid client secret provided.")
        return found

    @staticmethod
    def _audience(form: Mapping[str, str], request: Request) -> str:
        """`scope` of version 2, `resource` of version 1."""
        wanted = form.get("scope") or form.get("resource") or ""
        plain = wanted.removesuffix("/.default").rstrip("/")
        if plain not in (request.base, _PUBLIC) or ("scope" in form and not wanted.endswith("/.default")):
            raise _denied(400, "invalid_resource", 500011, f"The resource principal named {plain} was not found in the tenant.")
        return plain

    # --- the check -----------------------------------------------------------------------------------------------------

    def check(self, request: Request) -> Application:
        """Who asks. `Refusal` 401 (AR-14)."""
        kind, _blank, text = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or not text:
            raise self._unknown(request, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
        token = self.given.get(text)
        if token is None:
            raise self._unknown(request, "InvalidAuthenticationToken", "The access token is invalid.")
        if token.ends <= self._cloud.now():
            raise self._unknown(request, "ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time.")
        return token.application

    def _unknown(self, request: Request, code: str, message: str) -> Refusal:
        place = f'Bearer authorization_uri="{request.base}/{self._cloud.tenant}", error="invalid_token", error_description="{message}"'
        return Refusal(401, code, message, headers={"WWW-Authenticate": place})


class Denied(Refusal):
    """What the token endpoint says instead of a token (AR-11)."""

    def answer(self) -> dict[str, Any]:
        """Its body."""
        number = int(self.target or 0)
        return {"error": self.code, "error_description": f"AADSTS{number}: {self.message}", "error_codes": [number], "correlation_id": "lab"}


def _denied(status: int, error: str, number: int, text: str) -> Denied:
    return Denied(status, error, text, target=str(number))


def allowed(application: Application, action: str, scope: str) -> None:
    """`Refusal` 403 (AR-64): a reader only reads, and no keys."""
    if application.role == CONTRIBUTOR or action.endswith("/read"):
        return
    text = f"The client '{application.client}' with object id '{application.client}' does not have authorization to perform action '{action}'"
    raise Refusal(403, "AuthorizationFailed", f"{text} over scope '{scope}' or the scope is invalid. "
                  "If access was recently granted, please refresh your credentials.")
