"""The picture keeps out of the way of everybody else's lines."""

from __future__ import annotations

import io
import threading

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.picture import Picture
from tests.integration.terminal import screen


class Stream(io.StringIO):
    """Has attributes of its own, as a real stream has."""


def test_it_is_redrawn_in_its_place() -> None:
    out = Stream()
    picture = Picture([out], threading.RLock())
    out.write("before\n")
    for text in ("a\nb\nc\n", "d\n", "e\nf\n"):
        picture.draw(text, 24)
    assert screen(out.getvalue()) == ["before", "e", "f", ""]
    picture.leave("g\nh\ni\n")
    out.write("after\n")
    assert screen(out.getvalue()) == ["before", "g", "h", "i", "after", ""]


def test_other_lines_stand_above_it() -> None:
    out, errors = Stream(), Stream()
    picture = Picture([out, errors], threading.RLock())
    errors.write = out.write  # type: ignore[method-assign]
    picture.draw("picture\n", 24)
    errors.write("warning\n")
    picture.draw("picture\n", 24)
    assert screen(out.getvalue()) == ["warning", "picture", ""]


def test_it_waits_for_the_end_of_a_line_that_somebody_began() -> None:
    out = Stream()
    picture = Picture([out], threading.RLock())
    picture.draw("picture\n", 24)
    out.write("half ")
    picture.draw("picture\n", 24)
    assert screen(out.getvalue()) == ["half"]
    out.write("a line\n")
    picture.draw("picture\n", 24)
    assert screen(out.getvalue()) == ["half a line", "picture", ""]


def test_no_taller_than_the_terminal_and_nothing_after_clear() -> None:
    out = Stream()
    picture = Picture([out], threading.RLock())
    picture.draw("a\n" * 50, 10)
    assert len(screen(out.getvalue())) == 10
    picture.clear()
    assert screen(out.getvalue()) == [""]


def test_the_stream_is_as_before_when_it_has_left() -> None:
    out = Stream()
    picture = Picture([out], threading.RLock())
    picture.draw("a\n", 24)
    assert "write" in vars(out)
    picture.leave()
    assert "write" not in vars(out)
    picture.leave()


def test_a_terminal_that_has_gone_stops_nobody() -> None:
    out = Stream()
    picture = Picture([out], threading.RLock())
    picture.draw("a\n", 24)
    out.close()
    picture.draw("b\n", 24)
    picture.leave("c\n")
