"""Why a FortiGate refuses a request (FO-11)."""

from __future__ import annotations

NOT_FOUND, DUPLICATE, IN_USE, EMPTY, COMMAND, VALUE = -3, -5, -23, -56, -61, -651


class Refusal(Exception):
    """HTTP status and error number of the answer, and the words that the device adds to it."""

    def __init__(self, status: int, error: int = 0, words: str = "") -> None:
        super().__init__(f"HTTP {status}, error {error}: {words}")
        self.status, self.error, self.words = status, error, words


def wrong(error: int, words: str) -> Refusal:
    """What is wrong with the body of a write."""
    return Refusal(500, error, words)


def missing() -> Refusal:
    """No such object, or no such table."""
    return Refusal(404, NOT_FOUND)
