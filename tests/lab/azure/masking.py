"""What of a request may be logged (AR-103)."""

from __future__ import annotations

import json
import re
from typing import Any

_SECRETS = {"sharedkey", "authorizationkey", "radiusserversecret", "client_secret", "client_assertion", "authkey", "token", "apikey"}
_FORM = re.compile(r"(client_secret|client_assertion)=[^&]*")
_QUERY = re.compile(r"(token|key)=[^&]*", re.IGNORECASE)


def body(path: str, text: str) -> str:
    """A body, its secrets as `*`; what cannot be read is not shown."""
    if path.lower().endswith("/token"):
        return _FORM.sub(r"\1=*", text)
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return "(unreadable)" if text else ""
    return "" if found is None else json.dumps(_masked(found, path.lower().endswith("/sharedkey")), ensure_ascii=False)


def query(text: str) -> str:
    """A query, behind `?`."""
    return "?" + _QUERY.sub(r"\1=*", text) if text else ""


def _masked(value: Any, key: bool) -> Any:
    if isinstance(value, list):
        return [_masked(each, key) for each in value]
    if not isinstance(value, dict):
        return value
    hidden = _SECRETS | ({"value"} if key else set())
    return {name: "*" if name.lower() in hidden else _masked(each, key) for name, each in value.items()}
