"""How others do the same: each module is a command of its own, ``python -m tests.benchmarks.peers.NAME JOBS no_change|push``."""
