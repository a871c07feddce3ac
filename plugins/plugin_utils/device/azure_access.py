# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where Azure is and how to log in: the role's own settings over the environment that azure-identity and azcollection know (AR-05, AR-13, AR-74)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

from .errors import DeviceError
from .rest import Endpoint

_ENVIRONMENT = {
    "tenant_id": ("AZURE_TENANT_ID", "AZURE_TENANT"), "client_id": ("AZURE_CLIENT_ID",), "client_secret": ("AZURE_CLIENT_SECRET", "AZURE_SECRET"),
    "certificate_path": ("AZURE_CLIENT_CERTIFICATE_PATH",), "federated_token_file": ("AZURE_FEDERATED_TOKEN_FILE",),
    "authority_url": ("AZURE_AUTHORITY_HOST",), "ca_path": ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"),
}  # fmt: skip
#: how to log in -> what it needs; the order in which ``auto`` looks
_NEEDS = {
    "access_token": ("access_token",), "client_secret": ("tenant_id", "client_id", "client_secret"),
    "certificate": ("tenant_id", "client_id", "certificate_path"), "workload_identity": ("tenant_id", "client_id", "federated_token_file"),
}  # fmt: skip
_HERE = ("localhost", "127.0.0.1", "::1")
_PUBLIC_AUTHORITY, _METADATA = "https://login.microsoftonline.com", "http://169.254.169.254"


@dataclass(frozen=True)
class Login:
    """Who asks for a token, and how: ``source`` is one of the choices of ``azure_vpn_api.auth_source``, never ``auto``."""

    source: str
    authority: Endpoint
    resource: str  #: whom the token is for: the URL of the resource manager
    tenant_id: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    certificate_path: str = ""
    federated_token_file: str = ""
    access_token: str = field(default="", repr=False)


def access(name: str, api: Mapping[str, Any], environment: Mapping[str, str]) -> tuple[Endpoint, Login]:
    """The resource manager, and the login, of host ``name``. ``DeviceError`` KO-DV023: something is missing."""
    given = {key: api.get(key) or _from(environment, names) for key, names in _ENVIRONMENT.items()}
    given["access_token"] = api.get("access_token") or ""
    source = _source(name, api.get("auth_source") or "auto", given)
    manager = through_proxy(endpoint(name, api["resource_manager_url"], api, given["ca_path"]), environment)
    managed = source == "managed_identity"
    where = (environment.get("AZURE_POD_IDENTITY_AUTHORITY_HOST") or _METADATA) if managed else (given["authority_url"] or _PUBLIC_AUTHORITY)
    authority = through_proxy(endpoint(name, where if "://" in where else f"https://{where}", api, given["ca_path"], managed), environment)
    kept = {key: str(given[key]) for key in ("tenant_id", "client_id", "client_secret", "certificate_path", "federated_token_file", "access_token")}
    return manager, Login(source, authority, api["resource_manager_url"].rstrip("/"), **kept)


def endpoint(name: str, url: str, api: Mapping[str, Any], ca_path: str, plain: bool = False) -> Endpoint:
    """The endpoint behind a URL. HTTP without TLS only where ``plain`` allows it."""
    parts = urlsplit(url)
    unencrypted = parts.scheme == "http"
    if not parts.hostname or (unencrypted and not plain):
        raise DeviceError("KO-DV023", name, setting=url[:100], reason="https:// and a host name are needed")
    port = parts.port or (80 if unencrypted else 443)
    return Endpoint(
        name, parts.hostname, port, {}, bool(api.get("validate_certs", True)), ca_path or None, float(api.get("timeout") or 60), plain=unencrypted,
    )  # fmt: skip


def through_proxy(at: Endpoint, environment: Mapping[str, str]) -> Endpoint:
    """By way of HTTPS_PROXY, unless NO_PROXY names the host, or it is this machine's own (AR-74)."""
    proxy, without = (_from(environment, (name.lower(), name)) for name in ("HTTPS_PROXY", "NO_PROXY"))
    if not proxy or at.plain or at.host in _HERE or proxy_bypass_environment(at.host, {"no": without}):
        return at
    return replace(at, proxy=proxy if "://" in proxy else f"http://{proxy}")


def _from(environment: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environment[name] for name in names if environment.get(name)), "")


def _source(name: str, wanted: str, given: Mapping[str, Any]) -> str:
    """The way to log in; with ``auto`` the first for which everything is there."""
    if wanted == "auto":
        return next((source for source, needs in _NEEDS.items() if all(given[need] for need in needs)), "managed_identity")
    missing = [need for need in _NEEDS.get(wanted, ()) if not given[need]]
    if missing:
        raise DeviceError("KO-DV023", name, setting=f"azure_vpn_api.{missing[0]}", reason=f"auth_source {wanted} needs it")
    return wanted
