"""Our connection plugin and its options are known before Ansible forks for each host."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from ansible import constants
from ansible.plugins.loader import init_plugin_loader
init_plugin_loader()
from ansible_collections.kyoten.onramp.plugins.action import cli_config
print(constants.config.has_configuration_definition("connection", "ansible_collections.kyoten.onramp.plugins.connection.ssh_cli"))
"""


def test_loading_cli_config_loads_the_connection_and_its_options() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr
