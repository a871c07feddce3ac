"""Plain mutable objects that announce each change of theirs, just before and just after it, so that the world can date it."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, SupportsIndex

Listener = Callable[[bool], None]


class Observed:
    """A base for dataclasses: setting an attribute calls `listener(False)` before and `listener(True)` after the change."""

    def __setattr__(self, name: str, value: Any) -> None:
        listener: Listener | None = self.__dict__.get("listener")
        if listener is None or name == "listener":
            super().__setattr__(name, value)
            return
        listener(False)
        super().__setattr__(name, _wrap(value, listener))
        listener(True)

    def observe(self, listener: Listener) -> None:
        """Report changes of this object, and of the observed objects, sets and lists in its attributes, to `listener`."""
        for name, value in list(self.__dict__.items()):
            super().__setattr__(name, _wrap(value, listener))
        super().__setattr__("listener", listener)


class _Announcing:
    """What the collections below share: their own items, and whom to tell."""

    def __init__(self, items: Iterable[Any], listener: Listener) -> None:
        super().__init__(items)  # type: ignore[call-arg]
        self.listener = listener

    def _change(self, method: Callable[..., None], *arguments: Any) -> None:
        self.listener(False)
        method(self, *arguments)
        self.listener(True)


class ObservedSet(_Announcing, set[str]):
    """A set of words that announces its changes."""

    def add(self, word: str) -> None:
        """As `set.add`."""
        self._change(set.add, word)

    def discard(self, word: object) -> None:
        """As `set.discard`."""
        self._change(set.discard, word)

    def remove(self, word: str) -> None:
        """As `set.remove`."""
        self._change(set.remove, word)

    def update(self, *words: Iterable[str]) -> None:
        """As `set.update`."""
        self._change(set.update, *words)

    def clear(self) -> None:
        """As `set.clear`."""
        self._change(set.clear)


class ObservedList(_Announcing, list[Any]):
    """A list that announces its changes."""

    def append(self, item: Any) -> None:
        """As `list.append`."""
        self._change(list.append, item)

    def remove(self, item: Any) -> None:
        """As `list.remove`."""
        self._change(list.remove, item)

    def extend(self, items: Iterable[Any]) -> None:
        """As `list.extend`."""
        self._change(list.extend, items)

    def insert(self, index: SupportsIndex, item: Any) -> None:
        """As `list.insert`."""
        self._change(list.insert, index, item)

    def clear(self) -> None:
        """As `list.clear`."""
        self._change(list.clear)


def _wrap(value: Any, listener: Listener) -> Any:
    """The value in a form whose own changes are reported too."""
    if isinstance(value, Observed):
        value.observe(listener)
    elif isinstance(value, list):
        wrapped = ObservedList(value, listener)
        for item in wrapped:
            _wrap(item, listener)
        return wrapped
    elif isinstance(value, (set, frozenset)):
        return ObservedSet(value, listener)
    return value
