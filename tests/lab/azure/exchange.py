"""What goes over the wire to the simulated Azure and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from .refusal import Refusal


@dataclass
class Request:
    """One request. `base` is the URL under which the client reaches the lab, `headers` have lower-case names."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    base: str = "https://lab"

    @property
    def segments(self) -> list[str]:
        """The path, taken apart."""
        return [unquote(part) for part in self.path.split("/") if part]

    @property
    def write(self) -> bool:
        """Whether it may change something: what asks for a token does not."""
        return self.method not in ("GET", "HEAD") and self.path.lower().startswith("/subscriptions/")

    def json(self) -> dict[str, Any]:
        """The body. `Refusal` (AR-66): it is no JSON object."""
        try:
            found = json.loads(self.text or "null")
        except ValueError as error:
            raise self._invalid(f"The request content was invalid and could not be deserialized: '{error}'.") from None
        if not isinstance(found, dict):
            raise self._invalid("The request content was invalid and could not be deserialized: no object.")
        return found

    @staticmethod
    def _invalid(message: str) -> Refusal:
        return Refusal(400, "InvalidRequestContent", message)


@dataclass
class Answer:
    """What comes back; `body` None: nothing."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
