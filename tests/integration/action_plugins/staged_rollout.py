"""A rollout on the stage: tells the events of one, in a worker process as the real one does, and changes nothing."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.kyoten.onramp.plugins.plugin_utils.report.events import teller

PHASES = ("arming", "applying", "verifying", "confirming", "saving")
display = Display()


class ActionModule(ActionBase):
    """``waves``: their sizes; ``bad``: hosts that are rolled back; ``step``: seconds per phase; ``ask``, ``pause``: before the second wave."""

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result = super().run(tmp, task_vars)
        self._send, run = teller(os.environ.get("KYOTEN_ONRAMP_PROGRESS")), f"run-{os.getpid()}"
        self._tell = lambda **event: self._send({**event, "time": time.time(), "run": run})
        args, began, ended = self._task.args, time.time(), 0
        waves, bad = args["waves"], args.get("bad", [])
        self._tell(event="run", what="rollout", hosts=sum(waves), waves=waves, check=False, max_failures=0, resumed=0)
        for number, size in enumerate(waves, start=1):
            if number == 2 and not self._go_on(args):
                self._tell(event="stopped", why="answer", not_started=sum(waves[1:]))
                break
            hosts = [f"w{number}-{i:03}" for i in range(size)]
            self._wave(number, hosts, bad)
            ended += size
            if failed := [host for host in hosts if host in bad]:
                self._tell(event="stopped", why="gate", not_started=sum(waves[number:]))
                result.update(failed=True, msg=f"{failed} failed")
                break
        self._tell(event="done", counts={"changed": ended - len(bad), "rolled_back": len(bad)}, seconds=time.time() - began)
        return {**result, "changed": True, "listened": "KYOTEN_ONRAMP_PROGRESS" in os.environ}

    def _wave(self, number: int, hosts: list[str], bad: list[str]) -> None:
        self._tell(event="wave", wave=number, of=len(self._task.args["waves"]), hosts=len(hosts))
        threads = [threading.Thread(target=self._device, args=(host, number, host in bad)) for host in hosts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        failed = len([host for host in hosts if host in bad])
        self._tell(event="gate", wave=number, passed=not failed, failures=failed, max_failures=0)

    def _device(self, host: str, wave: int, bad: bool) -> None:
        self._tell(event="started", host=host, wave=wave)
        for phase in PHASES:
            self._tell(event="phase", host=host, phase=phase)
            time.sleep(float(self._task.args.get("step", 0)))
        codes, message = (["KO-CH007"], f"KO-CH007 {host}: taken back") if bad else ([], "")
        status = "rolled_back" if bad else "changed"
        self._tell(event="ended", host=host, wave=wave, status=status, failed=bad, codes=codes, message=message, seconds=1)

    def _go_on(self, args: dict[str, Any]) -> bool:
        if args.get("warn"):
            display.warning("a word in between")
        if args.get("ask"):
            self._tell(event="pause", question=True)
            return display.prompt_until("Begin wave 2? [y/N] ", private=False) == b"y"
        if args.get("pause"):
            self._tell(event="pause", seconds=args["pause"])
            time.sleep(args["pause"])
        return True
