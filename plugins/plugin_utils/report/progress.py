# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is known of a rollout, from its events (docs/progress.md): waves, counts, devices in work, failures. No words, no output."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

HIDDEN = "(hidden)"  #: the name of every device of a task with ``no_log``
_HEALTHY = ("unchanged", "changed", "would_change")  # statuses that count as failed when the device is not well
_LONGEST = 500  # characters of a text that a device may have a part in


@dataclass
class Wave:
    """One wave; ``passed`` is None until the gate behind it has spoken."""

    number: int
    hosts: int
    ended: int = 0
    failed: int = 0
    passed: bool | None = None


@dataclass
class Device:
    """A device in work, in its phase since then (seconds since the epoch)."""

    wave: int
    phase: str
    since: float


@dataclass(frozen=True)
class Failure:
    """A device that did not end well."""

    host: str
    status: str
    codes: tuple[str, ...]
    message: str
    wave: int


@dataclass
class Progress:
    """One run. Give it every event with ``take``; events may be missing, and unknown ones are passed over."""

    run: str = ""
    what: str = "rollout"
    hosts: int = 0
    waves: list[Wave] = field(default_factory=list)
    check: bool = False
    max_failures: int = 0
    resumed: int = 0
    wave: int = 0  #: the number of the present wave
    began: float = 0.0
    now: float = 0.0  #: of the last event
    counts: Counter[str] = field(default_factory=Counter)  #: ended devices by status; not well counts as ``failed``
    started: int = 0
    working: dict[str, Device] = field(default_factory=dict)  #: by host, in the order of their start
    failures: list[Failure] = field(default_factory=list)
    pause: float | None = None  #: seconds until the next wave, told at ``now``; zero: a question
    asking: bool = False
    stopped: str = ""  #: gate, answer, controller
    not_started: int = 0
    finished: bool = False
    seconds: float = 0.0  #: how long it took, when finished

    def take(self, event: dict[str, Any]) -> None:
        """One event more."""
        self.run = str(event.get("run") or self.run)
        self.now = float(event.get("time") or self.now)
        handler = _HANDLERS.get(str(event.get("event")))
        if handler:
            if event["event"] != "stopped":
                self.pause, self.asking = None, False
            handler(self, event)

    @property
    def ended(self) -> int:
        """How many devices have ended."""
        return sum(self.counts.values())

    @property
    def in_work(self) -> int:
        """How many devices are in work, also where they have no names."""
        nameless = self.started - self.ended if self.started and not self.working else 0
        return max(len(self.working), nameless) if self.wave and not self.finished else 0

    @property
    def phases(self) -> Counter[str]:
        """How many devices in work are in which phase."""
        return Counter(device.phase for device in self.working.values())

    @property
    def present(self) -> Wave | None:
        """The present wave."""
        return self.waves[self.wave - 1] if 0 < self.wave <= len(self.waves) else None

    def _take_run(self, event: dict[str, Any]) -> None:
        self.what, self.hosts = str(event.get("what", "rollout")), int(event.get("hosts", 0))
        self.waves = [Wave(number, int(hosts)) for number, hosts in enumerate(event.get("waves") or [], start=1)]
        self.check, self.resumed = bool(event.get("check")), int(event.get("resumed") or 0)
        self.max_failures, self.began = int(event.get("max_failures") or 0), self.now

    def _take_wave(self, event: dict[str, Any]) -> None:
        self.wave = int(event["wave"])
        while len(self.waves) < self.wave:  # the event ``run`` was lost
            self.waves.append(Wave(len(self.waves) + 1, 0))
        self.waves[self.wave - 1].hosts = int(event.get("hosts", 0))
        self.hosts = max(self.hosts, sum(wave.hosts for wave in self.waves))
        self._nobody_works()

    def _take_started(self, event: dict[str, Any]) -> None:
        self.started += 1
        if event["host"] != HIDDEN:
            self.working[clean(event["host"])] = Device(int(event.get("wave") or self.wave), "started", self.now)

    def _take_phase(self, event: dict[str, Any]) -> None:
        host, phase = clean(event["host"]), clean(event["phase"])
        if host == HIDDEN:
            return
        device = self.working.setdefault(host, Device(self.wave, phase, self.now))
        if device.phase != phase:
            device.phase, device.since = phase, self.now

    def _take_ended(self, event: dict[str, Any]) -> None:
        host, status, failed = clean(event["host"]), clean(event.get("status") or "unknown"), bool(event.get("failed"))
        self.working.pop(host, None)
        self.counts["failed" if failed and status in _HEALTHY else status] += 1
        self.started = max(self.started, self.ended)
        wave = int(event.get("wave") or self.wave)
        if 0 < wave <= len(self.waves):
            self.waves[wave - 1].ended += 1
            self.waves[wave - 1].failed += failed
        if failed:
            codes = tuple(clean(code) for code in event.get("codes") or ())
            self.failures.append(Failure(host, status, codes, clean(event.get("message") or ""), wave))

    def _take_gate(self, event: dict[str, Any]) -> None:
        wave = int(event["wave"])
        if 0 < wave <= len(self.waves):
            self.waves[wave - 1].passed = bool(event.get("passed"))
        self._nobody_works()

    def _take_pause(self, event: dict[str, Any]) -> None:
        self.asking = bool(event.get("question"))
        self.pause = 0.0 if self.asking else float(event.get("seconds") or 0)

    def _take_stopped(self, event: dict[str, Any]) -> None:
        self.stopped, self.not_started = clean(event.get("why") or "gate"), int(event.get("not_started") or 0)

    def _take_done(self, event: dict[str, Any]) -> None:
        self.counts = Counter({clean(status): int(number) for status, number in (event.get("counts") or self.counts).items()})
        self.finished, self.seconds = True, float(event.get("seconds") or self.now - self.began)
        self._nobody_works()

    def _nobody_works(self) -> None:
        """Between waves: whose end was lost on the way is not in work either."""
        self.working.clear()
        self.started = self.ended


_HANDLERS = {
    "run": Progress._take_run, "wave": Progress._take_wave, "started": Progress._take_started, "phase": Progress._take_phase,
    "ended": Progress._take_ended, "gate": Progress._take_gate, "pause": Progress._take_pause, "stopped": Progress._take_stopped,
    "done": Progress._take_done,
}


def clean(text: Any) -> str:
    """One line of printable characters: what a device says must not steer a terminal."""
    line = " ".join(str(text)[:_LONGEST].split())
    return "".join(character if character.isprintable() else "?" for character in line)
