"""A command's cost holds everything that it started, daemons too, and nothing of whoever measures."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.benchmarks.measure import Cost, descendants, measure

#: burns a quarter of a second of its own CPU time
BURN = "import time\nwhile time.process_time() < 0.25: pass\n"
#: forks twice and lets the parents go: whoever is left belongs to nobody here
DAEMON = "import os\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\n"
#: a parent that asks the kernel to throw its children's accounts away
IGNORE = "import signal, subprocess, sys\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"


def cost(program: str) -> Cost:
    """Of a Python program, start-up included."""
    return measure([sys.executable, "-S", "-c", program])


def test_the_command_itself_is_counted_once():
    found = cost(BURN)
    assert 0.25 <= found.cpu < 0.5
    assert (found.status, found.daemons) == (0, 0)
    assert found.wall >= found.cpu * 0.9


def test_children_are_counted_with_their_parents():
    program = f"import subprocess, sys\nfor turn in (1, 2): subprocess.run([sys.executable, '-S', '-c', {BURN!r}])\n"
    assert 0.5 <= cost(program).cpu < 0.9


def test_a_daemon_that_ends_by_itself_is_counted():
    found = cost(f"{DAEMON}{BURN}import time\ntime.sleep(0.3)\n")
    assert 0.25 <= found.cpu < 0.5
    assert found.daemons == 0


def test_a_daemon_that_stays_is_counted_and_ended():
    began = time.monotonic()
    found = cost(f"{DAEMON}{BURN}import time\ntime.sleep(600)\n")
    assert (found.daemons, found.cpu >= 0.25) == (1, True)
    assert time.monotonic() - began < 20


def test_children_that_nobody_waits_for_are_counted_as_far_as_they_were_seen():
    program = f"{IGNORE}process = subprocess.Popen([sys.executable, '-S', '-c', {BURN + 'time.sleep(0.3)'!r}])\nimport time\ntime.sleep(1)\n"
    assert 0.2 <= cost(program).cpu < 0.5


def test_memory_is_that_of_the_whole_tree_and_shared_pages_count_once():
    plain = cost("import time\ntime.sleep(0.3)\n").memory
    hold = "import os, time\nheld = b'x' * 64_000_000\n"
    one = cost(f"{hold}time.sleep(0.4)\n").memory
    assert 64e6 <= one - plain < 80e6
    shared = cost(f"{hold}children = [os.fork() for turn in (1, 2)]\ntime.sleep(0.4)\n").memory
    assert shared - one < 20e6
    apart = cost(f"import os, time\nos.fork()\n{hold}time.sleep(0.4)\n").memory
    assert 128e6 <= apart - plain < 160e6


def test_status_and_output_are_kept():
    found = cost("import sys\nprint('out')\nsys.exit('err')\n")
    assert found.status == 1
    assert found.output.split() == ["out", "err"]


def test_a_command_that_does_not_end_is_ended():
    assert measure([sys.executable, "-S", "-c", "import time\ntime.sleep(60)"], limit=0.5).status != 0


def test_only_what_is_below_a_process_is_looked_at():
    process = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    try:
        assert process.pid in descendants(os.getpid())
        assert descendants(process.pid) == {}
    finally:
        process.kill()
        process.wait()
