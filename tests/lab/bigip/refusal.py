"""How a BIG-IP says no: status, words, number (section 6 of the platform facts)."""

from __future__ import annotations

SCHEMA = 26214401  #: apiError of everything that is refused before the configuration is looked at
CONFIGURATION = 3


class Refusal(Exception):
    """An error body: `code`, `message`, `apiError`."""

    def __init__(self, status: int, message: str, number: int = CONFIGURATION) -> None:
        super().__init__(message)
        self.status, self.message, self.number = status, message, number


def unknown(name: str) -> Refusal:
    """A property that the object does not have (BP-47; wording from public client issues)."""
    return Refusal(400, f'"{name}" unknown property', SCHEMA)


def bad(name: str, value: object) -> Refusal:
    """A value that the property does not take (BP-47)."""
    return Refusal(400, f'invalid property value "{name}":"{value}"', SCHEMA)


def fixed(name: str) -> Refusal:
    """A property that is said when the object is made, and then no more (wording from public client issues)."""
    words = f'"{name}" may not be specified in the context of the "modify" command.'
    return Refusal(400, f'{words} "{name}" may be specified using the following commands: create, list, show', SCHEMA)


def needed(name: str = "") -> Refusal:
    """Something that must be said was not."""
    if name:
        return wrong("01070734", f"Configuration error: missing {name}")
    return Refusal(400, "one or more properties must be specified", SCHEMA)


def missing(word: str, name: str) -> Refusal:
    """No such object (BP-39)."""
    return Refusal(404, f"01020036:3: The requested {word} ({name}) was not found.")


def exists(word: str, name: str) -> Refusal:
    """There is one of that name already (BP-41)."""
    partition = name.split("/")[1] if name.startswith("/") else "Common"
    return Refusal(409, f"01020066:3: The requested {word} ({name}) already exists in partition {partition}.")


def wrong(number: str, words: str) -> Refusal:
    """The configuration would not hold together."""
    return Refusal(400, f"{number}:3: {words}")
