"""The tests and the lab; a regular package, so that no `tests` of an installed distribution can stand in its way."""
