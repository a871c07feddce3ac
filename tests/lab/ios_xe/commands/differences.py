"""Contextual differences of two configurations, as `show archive config differences` prints them (IX-41)."""

from __future__ import annotations

from collections.abc import Iterator

_Tree = dict[str, "_Tree"]


def parse(text: str) -> _Tree:
    """Indented text -> nested mapping, without separators."""
    root: _Tree = {}
    stack: list[tuple[int, _Tree]] = [(-1, root)]
    for line in text.splitlines():
        body = line.strip()
        if not body or body.startswith(("!", "version ")) or body in ("end", "exit-address-family"):
            continue
        depth = len(line) - len(line.lstrip())
        while stack[-1][0] >= depth:
            stack.pop()
        stack.append((depth, stack[-1][1].setdefault(body, {})))
    return root


def differences(old: str, new: str) -> list[str]:
    """Lines with `+` or `-`, below the headings of their sections."""
    return list(_compare(parse(old), parse(new), 0))


def incremental(old: str, new: str) -> list[str]:
    """The lines of `new` that `old` lacks, with their headings."""
    return [line[1:] if line.startswith("+") else line for line in _compare(parse(old), parse(new), 0) if not line.startswith("-")]


def _compare(old: _Tree, new: _Tree, depth: int) -> Iterator[str]:
    indent = " " * depth
    for line, below in new.items():
        if line not in old:
            yield f"+{indent}{line}"
            yield from _all("+", below, depth + 1)
        else:
            inner = list(_compare(old[line], below, depth + 1))
            if inner:
                yield f"{indent}{line}"
                yield from inner
    for line, below in old.items():
        if line not in new:
            yield f"-{indent}{line}"
            yield from _all("-", below, depth + 1)


def _all(mark: str, tree: _Tree, depth: int) -> Iterator[str]:
    for line, below in tree.items():
        yield f"{mark}{' ' * depth}{line}"
        yield from _all(mark, below, depth + 1)
