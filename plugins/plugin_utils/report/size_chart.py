# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Calls against bandwidth as an SVG picture: a dot for each site, a line for each limit and port (SZ-42). Both axes are logarithmic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as Tree

from ..design.data import load
from .words import words

_WIDTH, _HEIGHT = 960, 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 930, 50, 490
_CHARACTER = 8  # pixels of a letter, at most
_LABELLED = 12  # dots with a name; of more only those that do not fit, and the largest
_GREEN, _RED, _BLUE = "#1a7f37", "#cf222e", "#0969da"
Size = Mapping[str, Any]


class Scale:
    """A logarithmic axis over whole decades around ``values``, between two pixels."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        seen = [value for value in values if value > 0] or [1]
        self._low = math.floor(math.log10(min(seen)))
        self._high = max(math.ceil(math.log10(max(seen) * 1.05)), self._low + 1)
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        """The pixel of ``value``; below the axis it is the axis' beginning."""
        share = (math.log10(max(value, 10**self._low)) - self._low) / (self._high - self._low)
        return self._start + (self._end - self._start) * share

    def ticks(self) -> list[float]:
        """0.1, 1, 10, 100 …"""
        return [10**power for power in range(self._low, self._high + 1)]


def size_chart(sizes: Sequence[Size], language: str = "en") -> str:
    """The picture as SVG text."""
    say = words(language)["size"]
    x = Scale([size["calls"] for size in sizes], _LEFT, _RIGHT)
    y = Scale([float(size["needed_mbps"]) for size in sizes], _BOTTOM, _TOP)
    box = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {_WIDTH} {_HEIGHT}", "font-family": "sans-serif", "font-size": "13"}
    root = Tree.Element("svg", box)
    _add(root, "rect", width=_WIDTH, height=_HEIGHT, fill="white")
    _text(root, _LEFT, 28, say["chart"], size=17)
    _axes(root, x, y, say)
    for mbps in (port for port in load("interconnect_ports")["everywhere"] if y.ticks()[0] <= port <= y.ticks()[-1]):
        _line(root, _LEFT, y.at(mbps), _RIGHT, y.at(mbps), _BLUE, dash="6 4")
        _text(root, _LEFT + 6, y.at(mbps) - 5, say["port"].format(mbps=mbps), _BLUE)
    _dots(root, sizes, x, y)
    Tree.indent(root)
    return Tree.tostring(root, encoding="unicode") + "\n"


def _axes(root: Tree.Element, x: Scale, y: Scale, say: Mapping[str, str]) -> None:
    for value in x.ticks():
        _line(root, x.at(value), _TOP, x.at(value), _BOTTOM, "#eaeef2")
        _text(root, x.at(value), _BOTTOM + 20, f"{value:,}", anchor="middle")
    for value in y.ticks():
        _line(root, _LEFT, y.at(value), _RIGHT, y.at(value), "#eaeef2")
        _text(root, _LEFT - 8, y.at(value) + 4, f"{value:,}", anchor="end")
    _line(root, _LEFT, _TOP, _LEFT, _BOTTOM, "black")
    _line(root, _LEFT, _BOTTOM, _RIGHT, _BOTTOM, "black")
    _text(root, (_LEFT + _RIGHT) / 2, _BOTTOM + 48, say["axis_calls"], anchor="middle")
    label = _text(root, 22, (_TOP + _BOTTOM) / 2, say["axis_mbps"], anchor="middle")
    label.set("transform", f"rotate(-90 22 {(_TOP + _BOTTOM) / 2:.0f})")


def _dots(root: Tree.Element, sizes: Sequence[Size], x: Scale, y: Scale) -> None:
    taken: list[tuple[float, float, float]] = []
    for number, alike in enumerate(_together(sizes)):
        first = alike[0]
        left, top, colour = x.at(first["calls"]), y.at(float(first["needed_mbps"])), _GREEN if first["fits"] else _RED
        name = first["site"] if len(alike) == 1 else f"{first['site']} + {len(alike) - 1}"
        dot = _add(root, "circle", cx=f"{left:.1f}", cy=f"{top:.1f}", r=5 if len(alike) == 1 else 8, fill=colour, **{"fill-opacity": "0.7"})
        _add(dot, "title").text = f"{name}: {first['calls']} / {first['needed_mbps']} Mbps"
        start, anchor = _beside(left, name)
        if number < _LABELLED and _is_free(taken, start, start + _CHARACTER * len(name), top):
            _text(root, left + (12 if anchor == "start" else -12), top + 4, name, colour, anchor)


def _together(sizes: Sequence[Size]) -> list[list[Size]]:
    """Sites in one place of the picture; first those that do not fit, then the largest."""
    found: dict[tuple[object, ...], list[Size]] = {}
    for size in sizes:
        found.setdefault((size["fits"], -size["calls"], size["needed_mbps"]), []).append(size)
    return [found[key] for key in sorted(found, key=lambda key: key[:2])]


def _beside(dot: float, name: str) -> tuple[float, str]:
    """Where a name begins, and by which end it is held: left of its dot, or right of it where it would run over the axis."""
    start = dot - 12 - _CHARACTER * len(name)
    return (start, "end") if start > _LEFT else (dot + 12, "start")


def _is_free(taken: list[tuple[float, float, float]], start: float, end: float, top: float) -> bool:
    """Whether a name there covers no other; then the place is taken."""
    free = not any(start < other_end and other_start < end and abs(top - height) < 14 for other_start, other_end, height in taken)
    if free:
        taken.append((start, end, top))
    return free


def _add(parent: Tree.Element, kind: str, **attributes: object) -> Tree.Element:
    return Tree.SubElement(parent, kind, {name: str(value) for name, value in attributes.items()})


def _line(root: Tree.Element, left: float, top: float, right: float, bottom: float, colour: str, dash: str = "none") -> None:
    ends = {"x1": f"{left:.1f}", "y1": f"{top:.1f}", "x2": f"{right:.1f}", "y2": f"{bottom:.1f}"}
    _add(root, "line", **ends, stroke=colour, **{"stroke-dasharray": dash})


def _text(root: Tree.Element, left: float, top: float, text: str, colour: str = "black", anchor: str = "start", size: int = 13) -> Tree.Element:
    element = _add(root, "text", x=f"{left:.1f}", y=f"{top:.1f}", fill=colour, **{"text-anchor": anchor, "font-size": size})
    element.text = text
    return element
