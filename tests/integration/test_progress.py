"""The callback plugin ``progress`` under ``ansible-playbook``: in a log, as a file of events, on a terminal, and without a rollout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.command_line import QUICK, ROOT, CommandLine
from tests.integration.terminal import run, screen

HERE = Path(__file__).parent
PLAYBOOK = str(Path(sys.executable).with_name("ansible-playbook"))


class Stage:
    """A folder with a playbook of one staged rollout between two other tasks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "tmp").mkdir()
        (folder / "ansible.cfg").write_text("[defaults]\ncallbacks_enabled = kyoten.onramp.progress\nlocalhost_warning = False\n")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "KYOTEN_")) and name not in ("CI", "TERM")}
        self.environment = {
            **kept, "HOME": str(folder), "TMPDIR": str(folder / "tmp"), "TERM": "xterm", "ANSIBLE_ACTION_PLUGINS": str(HERE / "action_plugins"),
            "ANSIBLE_LOCAL_TEMP": str(folder / "local"), "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false", "LC_ALL": "C.UTF-8", "COLUMNS": "4000",
            "KYOTEN_ONRAMP_PROGRESS_ACTIONS": "staged_rollout",
        }

    def command(self, *options: str, **arguments: Any) -> list[str]:
        tasks: list[dict[str, Any]] = [
            {"debug": {"msg": "before"}},
            *([{"staged_rollout": {"waves": [1, 3], **arguments}, "register": "staged"}] if arguments != {"none": True} else []),
            {"debug": {"msg": "listened: {{ staged.listened | default('nobody') }}; now: {{ lookup('env', 'KYOTEN_ONRAMP_PROGRESS') }}."}},
        ]
        play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
        (self.folder / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
        return [PLAYBOOK, "play.yml", *options]

    def log(self, *options: str, environment: dict[str, str] | None = None, **arguments: Any) -> str:
        """Standard output and error, to a pipe."""
        done = subprocess.run(
            self.command(*options, **arguments), cwd=self.folder, env={**self.environment, **(environment or {})}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, check=False,
        )
        self.status = done.returncode
        return done.stdout

    def terminal(self, *keys: tuple[str, str], options: tuple[str, ...] = (), environment: dict[str, str] | None = None, **arguments: Any) -> str:
        """All that a terminal got."""
        command = self.command(*options, **arguments)
        self.status, printed = run(command, self.folder, {**self.environment, **(environment or {})}, keys)
        return printed

    @property
    def left(self) -> list[str]:
        """What is left in the temporary folder."""
        return [path.name for path in (self.folder / "tmp").glob("onramp-*")]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def lines(text: str) -> list[str]:
    """The plugin's lines, without their times."""
    return [found[1] for found in re.finditer(r"^\[rollout \d\d:\d\d:\d\d\] (.*)$", text, re.MULTILINE)]


def test_lines_in_a_log_and_nothing_is_left(stage: Stage) -> None:
    text = stage.log()
    assert stage.status == 0, text
    assert [re.sub(r"run-\d+|\d\.\d s", "…", line) for line in lines(text)] == [
        "run …: 4 devices; 2 waves (1, 3); failures allowed: 0",
        "wave 1 of 2: 1 device",
        "wave 1 of 2: gate passed, 0 failed (0 allowed)",
        "wave 2 of 2: 3 devices",
        "wave 2 of 2: gate passed, 0 failed (0 allowed)",
        "done in …: 4 changed",
    ]
    assert "\x1b" not in text and "listened: True; now: ." in text and stage.left == []


def test_the_gate_in_a_log(stage: Stage) -> None:
    text = stage.log(bad=["w1-000"])
    assert stage.status == 2
    assert "FAILED w1-000 (rolled back): KO-CH007 w1-000: taken back" in lines(text)
    assert "wave 1 of 2: gate closed, 1 failed (0 allowed)" in lines(text)
    assert "stopped: more devices failed than allowed; 3 devices not started" in lines(text)
    assert stage.left == []


def test_japanese_by_the_variable_that_everything_else_follows(stage: Stage) -> None:
    assert "ウェーブ 2/2: 3 台" in lines(stage.log("-e", "onramp_language=ja"))
    assert "wave 2 of 2: 3 devices" in lines(stage.log("-e", "onramp_language=ja", environment={"KYOTEN_ONRAMP_PROGRESS_LANGUAGE": "en"}))


def test_every_event_of_many_threads_reaches_the_file(stage: Stage) -> None:
    file = stage.folder / "events.jsonl"
    text = stage.log(waves=[10, 50], environment={"KYOTEN_ONRAMP_PROGRESS_EVENTS_FILE": str(file), "KYOTEN_ONRAMP_PROGRESS_DISPLAY": "none"})
    assert stage.status == 0 and lines(text) == [], text
    events = [json.loads(line) for line in file.read_text().splitlines()]
    kinds = [event["event"] for event in events]
    assert (kinds[0], kinds[-1], kinds.count("ended")) == ("run", "done", 60)
    assert 250 < kinds.count("phase") <= 300, "a few may be dropped on a machine that has much to do"
    assert file.stat().st_mode & 0o777 == 0o600
    stage.log(environment={"KYOTEN_ONRAMP_PROGRESS_EVENTS_FILE": str(file)})
    assert len(file.read_text().splitlines()) > len(events), "appended"


def test_a_file_that_cannot_be_written_is_told_and_stops_nothing(stage: Stage) -> None:
    text = stage.log(environment={"KYOTEN_ONRAMP_PROGRESS_EVENTS_FILE": str(stage.folder / "no" / "events")})
    assert stage.status == 0 and "events of the rollout cannot be written" in text and "wave 2 of 2: 3 devices" in lines(text)


def test_without_a_rollout_there_is_nothing(stage: Stage) -> None:
    text = stage.log(none=True)
    assert stage.status == 0 and lines(text) == [] and "listened: nobody; now: ." in text and stage.left == []
    text = stage.log(environment={"KYOTEN_ONRAMP_PROGRESS_DISPLAY": "none"})
    assert stage.status == 0 and "listened: False" in text, "nor is there a listener for nobody"


def test_the_table_on_a_terminal_moves_and_stays(stage: Stage) -> None:
    text = stage.terminal(step=0.3, pause=1, warn=True)
    assert stage.status == 0, text
    shown = screen(text)
    assert sum("─ rollout run-" in line for line in shown) == 1, shown
    table = next(i for i, line in enumerate(shown) if "─ rollout run-" in line)
    assert "4/4" in shown[table + 1] and "4 changed" in shown[table + 2]
    assert re.search(r"wave 2 of 2\s+3/3\s+passed", shown[table + 4]), shown
    assert sum("[WARNING]: a word in between" in line for line in shown) == 1 and any(line.startswith("PLAY RECAP") for line in shown)
    assert re.search(r"In work \(1\): 1 \w+", text) and "w1-000" in text and "pause, next wave in 1 s" in text and lines(text) == []
    assert stage.left == []


def test_a_question_has_the_terminal_for_itself(stage: Stage) -> None:
    text = stage.terminal(("[y/N]", "y\r"), ask=True, step=0.2)
    assert stage.status == 0, text
    before, after = text.split("Begin wave 2? [y/N]")
    assert not any("─" in line for line in screen(before)), "no table above the question"
    typed = re.search(r"^\s*y?\s*[\r\n]", after)
    assert typed and any("4/4" in line for line in screen(text)) and any("Begin wave 2? [y/N]" in line for line in screen(text))


def test_a_break_leaves_the_table_and_nothing_else(stage: Stage) -> None:
    text = stage.terminal(("verifying", "\x03"), step=0.6)
    assert stage.status != 0 and any("0/4" in line for line in screen(text)) and stage.left == []


@pytest.mark.parametrize("setting", ["CI=true", "TERM=dumb", "KYOTEN_ONRAMP_PROGRESS_DISPLAY=plain"])
def test_lines_on_a_terminal_where_nobody_looks(stage: Stage, setting: str) -> None:
    name, value = setting.split("=")
    text = stage.terminal(environment={name: value})
    assert "wave 2 of 2: 3 devices" in text and "─ rollout" not in text


def test_without_rich_there_are_lines_and_one_warning(stage: Stage) -> None:
    (stage.folder / "rich.py").write_text("raise ImportError('no rich here')\n")
    text = stage.terminal(environment={"PYTHONPATH": str(stage.folder)})
    assert text.count("shown as plain lines") == 1 and "wave 2 of 2: 3 devices" in text


def test_a_real_rollout_on_a_terminal(ansible: CommandLine) -> None:
    given = {**QUICK, "onramp_rollout_above": 0, "onramp_waves": [1, 3], "onramp_journal_dir": str(ansible.folder / "journal")}
    (ansible.folder / "extra.yml").write_text(yaml.safe_dump(given))
    command = [PLAYBOOK, "-i", str(ansible.inventory), "-e", f"@{ansible.folder / 'extra.yml'}", str(ROOT / "playbooks" / "site.yml")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "KYOTEN_")) and name != "CI"}
    own = {"HOME": str(ansible.folder), "TERM": "xterm", "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_LOG_PATH": str(ansible.log)}
    status, text = run(command, ansible.folder, {**kept, **own})
    assert status == 0, text
    shown = "\n".join(screen(text))
    assert re.search(r"4/4 .*\n.*4 changed.*\n.*wave 1 of 2\s+1/1\s+passed.*\n.*wave 2 of 2\s+3/3\s+passed", shown), shown
    assert "verifying" in text and "gate passed, 0 failed" in ansible.log.read_text()


def test_workers_that_are_forked_while_the_table_is_drawn(stage: Stage) -> None:
    """Many forks beside the drawing thread: none of them may hang on a lock that the thread held."""
    hosts = ",".join(f"h{i}" for i in range(30)) + ","
    tasks: list[dict[str, Any]] = [{"staged_rollout": {"waves": [1, 5], "step": 0.005}}, {"debug": {}}] * 2
    play = {"hosts": "all", "gather_facts": False, "strategy": "free", "tasks": tasks}
    (stage.folder / "play.yml").write_text(yaml.safe_dump([play]))
    command = [PLAYBOOK, "-i", hosts, "-f", "30", "play.yml"]
    status, text = run(command, stage.folder, stage.environment)
    assert status == 0 and text.count("ok=4") == 30, text[-3000:]
    assert stage.left == []
