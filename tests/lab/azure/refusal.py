"""Why Azure refuses a request (platforms/azure_arm.md section 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """HTTP status, code and message of the answer; `details` are (code, message) pairs below it."""

    def __init__(
        self, status: int, code: str, message: str, details: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None,
        target: str | None = None,
    ) -> None:
        super().__init__(f"HTTP {status}, {code}: {message}")
        self.status, self.code, self.message, self.details, self.headers, self.target = status, code, message, details, dict(headers or {}), target

    def error(self) -> dict[str, Any]:
        """`{"code", "message", "target", "details"}` as ARM writes it."""
        details = [{"code": code, "message": message, "target": None} for code, message in self.details]
        return {"code": self.code, "message": self.message, "target": self.target, "details": details}


def unreadable(code: str, message: str) -> Refusal:
    """The network provider cannot read a body."""
    return Refusal(400, "InvalidRequestFormat", "Cannot parse the request.", [(code, message)])


def unsupported(method: str) -> Refusal:
    """What stands there does not know this method."""
    return Refusal(405, "UnsupportedHttpMethod", f"The requested resource does not support http method '{method}'.")


def group_missing(name: str) -> Refusal:
    """No such resource group (AR-50)."""
    return Refusal(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")


def missing(kind: str, name: str, group: str) -> Refusal:
    """No such resource (AR-51)."""
    text = f"The Resource 'Microsoft.Network/{kind}/{name}' under resource group '{group}' was not found."
    return Refusal(404, "ResourceNotFound", f"{text} For more details please go to https://aka.ms/ARMResourceNotFoundFix")


def no_reference(wanted: str, by: str) -> Refusal:
    """A resource that another one refers to is missing (AR-52)."""
    text = f"Resource {wanted} referenced by resource {by} was not found. Please make sure that the referenced resource exists"
    return Refusal(400, "InvalidResourceReference", f"{text}, and that both resources are in the same region.")


def busy(status: int, url: str) -> Refusal:
    """Another operation is running (AR-53)."""
    text = "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri:"
    return Refusal(status, "AnotherOperationInProgress", f"{text} {url}.", headers={"Retry-After": "1"} if status == 429 else {})
