# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A rollout as a picture for a terminal, drawn with ``rich``: where each wave stands, who is in work and for how long, who failed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from .progress import Device, Progress, Wave, clean
from .progress_lines import Say, duration

try:
    from rich.console import Console, Group, RenderableType
    from rich.panel import Panel
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text
except ImportError as error:  # plain lines do without it
    MISSING: ImportError | None = error
else:
    MISSING = None

_WAVES = 6  # rows at most: the present wave stands among them
_FAILURES = 5  # the latest, while the run goes on
_ALL_FAILURES = 20  # when it has ended
_STYLES = {"good": "green", "bad": "red", "dim": "bright_black"}


def drawn(runs: Sequence[Progress], now: float, language: str, width: int, color: bool = True, rows: int = 10) -> str:
    """The picture as text with the terminal's own colours. ``rows``: how many devices in work are named."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=width, no_color=not color, legacy_windows=False, highlight=False, emoji=False)
    console.print(Group(*(panel(progress, now, language, rows) for progress in runs)))
    return out.getvalue()


def panel(progress: Progress, now: float, language: str = "en", rows: int = 10) -> RenderableType:
    """One run."""
    say = Say(language)
    title = [say("title", what=progress.what, run=clean(progress.run)), *([say("check_mode")] if progress.check else [])]
    border = _STYLES["bad"] if progress.stopped or progress.failures else _STYLES["good"] if progress.finished else "cyan"
    parts: list[RenderableType] = [_bar(progress, now, say), Text(_summary(progress, say)), *_waves(progress, say), *_now(progress, now, say)]
    parts += [*_in_work(progress, now, say, rows), *_failures(progress, say)]
    return Panel(Group(*parts), title=Text(" · ".join(title)), title_align="left", border_style=border)


def _bar(progress: Progress, now: float, say: Say) -> Table:
    row = Table.grid(padding=(0, 2, 0, 0), expand=True)
    row.add_column(ratio=1)
    row.add_column(justify="right", no_wrap=True)
    row.add_column(justify="right", no_wrap=True)
    took = progress.seconds if progress.finished else max(0.0, now - progress.began)
    row.add_row(
        ProgressBar(total=max(1, progress.hosts), completed=progress.ended, complete_style="green", finished_style="green", style=_STYLES["dim"]),
        f"{progress.ended}/{progress.hosts}", duration(int(took) if not progress.finished else took),
    )
    return row


def _summary(progress: Progress, say: Say) -> str:
    parts = [say.counts(progress)] if progress.ended else []
    if progress.failures or not progress.check:
        parts.append(say("failed_of", failed=len(progress.failures), allowed=progress.max_failures))
    if progress.resumed:
        parts.append(say("resumed", devices=say.devices(progress.resumed)))
    return say("between").join(parts)


def _waves(progress: Progress, say: Say) -> Iterator[Table]:
    """The present wave and those around it."""
    if len(progress.waves) < 2:
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    for justify in ("left", "right", "left"):
        table.add_column(justify=justify, no_wrap=True)
    first = min(max(0, progress.wave - _WAVES // 2 - 1), max(0, len(progress.waves) - _WAVES))
    shown = progress.waves[first : first + _WAVES]
    for wave in shown:
        state, style = _state(progress, wave, say)
        table.add_row(say("wave_of", wave=wave.number, of=len(progress.waves)), f"{wave.ended}/{wave.hosts}", Text(state, style=style))
    yield table


def _state(progress: Progress, wave: Wave, say: Say) -> tuple[str, str]:
    """How a wave stands, and the style of that."""
    failed = say("comma") + say("count", number=wave.failed, status=say.name("status", "failed")) if wave.failed else ""
    if wave.passed is not None:
        return (say("passed") + failed, "yellow" if failed else _STYLES["good"]) if wave.passed else (say("closed") + failed, _STYLES["bad"])
    if wave.number == progress.wave and not progress.finished:
        return say("working", number=progress.in_work) + failed, "bold"
    return (say("not_begun") if not wave.ended else "") + failed, _STYLES["dim"]


def _now(progress: Progress, now: float, say: Say) -> Iterator[Text]:
    """Why nothing moves, if it does not."""
    if progress.stopped:
        yield Text(say.stopped(progress), style=_STYLES["bad"])
    elif progress.asking:
        yield Text(say("asking"), style="yellow")
    elif progress.pause:
        yield Text(say("pausing", seconds=f"{max(0.0, progress.now + progress.pause - now):.0f}"), style="yellow")


def _in_work(progress: Progress, now: float, say: Say, rows: int) -> Iterator[RenderableType]:
    """How many are in which phase, and those that have been at it for the longest time."""
    if not progress.in_work or progress.finished:
        return
    phases = (say("count", number=number, status=say.name("phase", phase)) for phase, number in progress.phases.items())
    yield Text(say("in_work", number=progress.in_work, phases=say("comma").join(phases)), style="bold")
    table = Table.grid(padding=(0, 2, 0, 1))
    for justify in ("left", "left", "right"):
        table.add_column(justify=justify, no_wrap=True)
    oldest = sorted(progress.working.items(), key=lambda item: item[1].since)
    for host, device in oldest[:rows]:
        table.add_row(Text(host), Text(say.name("phase", device.phase), style="cyan"), duration(_age(device, now)))
    if len(oldest) > rows:
        table.add_row(Text(say("more", number=len(oldest) - rows), style=_STYLES["dim"]))
    yield table


def _age(device: Device, now: float) -> int:
    return int(max(0.0, now - device.since))


def _failures(progress: Progress, say: Say) -> Iterator[Text]:
    """One line each while the table moves, in full when it stands."""
    running = not progress.finished
    limit = _FAILURES if running else _ALL_FAILURES
    for failure in progress.failures[-limit:]:
        yield Text(say.failure(failure), style=_STYLES["bad"], no_wrap=running, overflow="ellipsis" if running else "fold")
    if len(progress.failures) > limit:
        yield Text(say("more_failures", number=len(progress.failures) - limit), style=_STYLES["bad"])
