"""The lab in a process of its own: what its routers compute must not slow down what is tested."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from tests.lab import Lab


class RemoteLab:
    """``do(function, *args)`` runs ``function(lab, *args)`` in the lab's process; function, arguments and result travel pickled."""

    def __init__(self, speed: float = 1.0) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, speed), daemon=True)

    def __enter__(self) -> RemoteLab:
        self._process.start()
        self._answer()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pipe.send(None)
        self._process.join(20)
        self._process.kill()

    def do(self, function: Callable[..., Any], *args: Any) -> Any:
        """What ``function(lab, *args)`` returns there; raises what it raises."""
        self._pipe.send((function, args))
        return self._answer()

    def _answer(self) -> Any:
        good, value = self._pipe.recv()
        if not good:
            raise value
        return value


def _serve(pipe: Connection, speed: float) -> None:
    with Lab(speed=speed) as lab:
        pipe.send((True, None))
        while (order := pipe.recv()) is not None:
            function, args = order
            try:
                pipe.send((True, function(lab, *args)))
            except Exception as error:  # told to the test that asked
                pipe.send((False, error))
