"""The connection plugin as Ansible sees it: options out of variables, raw commands, refusals, nothing secret at any verbosity."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.playbook.play_context import PlayContext

from ansible_collections.kyoten.onramp.plugins.connection import ssh_cli
from tests.unit.plugins.plugin_utils.device.scripted import Service, Shell

LOGIN, ENABLE = "login-secret-4711", "enable-secret-4712"
INVALID = "          ^\n% Invalid input detected at '^' marker."
ROUTER = Shell(
    replies={"show version": "Cisco IOS XE Software, Version 17.09.04a", "show nothing": INVALID, "show privilege": "Current privilege level is 15"},
    privileged=False, enable=ENABLE,
)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("service") / "log", ROUTER, password=LOGIN).running() as running:
        yield running


@pytest.fixture
def variables(service, tmp_path):
    known = tmp_path / "known_hosts"
    known.write_text(service.known_hosts_line())
    return {
        "ansible_connection": "kyoten.onramp.ssh_cli", "ansible_host": "127.0.0.1", "ansible_port": service.port, "ansible_user": "kyoten",
        "ansible_password": LOGIN, "ansible_known_hosts_file": str(known), "ansible_command_timeout": 5,
        "ansible_ssh_config_file": str(tmp_path / "none"),
    }


@pytest.fixture
def plugin(variables):
    """Makes connections whose options come from the documentation, as Ansible's loader does it (which cannot be started within pytest)."""
    name, opened = "kyoten.onramp.ssh_cli", []
    constants.config.initialize_plugin_configuration_definitions("connection", name, yaml.safe_load(ssh_cli.DOCUMENTATION)["options"])

    def make(**more):
        connection = ssh_cli.Connection(PlayContext(), os.devnull)
        connection._load_name = name
        connection.set_options(var_options={"inventory_hostname": "r1", **variables, **more})
        opened.append(connection)
        return connection

    yield make
    for connection in opened:
        connection.close()


def test_the_target_is_made_of_the_variables_that_people_know(plugin, service, variables):
    target = plugin(ansible_become=True, ansible_become_password=ENABLE, ansible_ssh_common_args="-J jump").target()
    assert (target.name, target.host, target.port, target.user) == ("r1", "127.0.0.1", service.port, "kyoten")
    assert (target.password, target.enable_password, target.wants_enable) == (LOGIN, ENABLE, True)
    assert (target.known_hosts, target.host_key_checking, target.proxy_jump) == (variables["ansible_known_hosts_file"], True, "jump")
    assert (target.command_timeout, target.connect_timeout) == (5.0, 30.0)
    assert not plugin().target().wants_enable


def test_commands_run_in_one_session_until_reset(plugin, service):
    connection = plugin()
    before = service.noted().count("connection")
    assert connection.exec_command("show version") == (0, b"Cisco IOS XE Software, Version 17.09.04a", b"")
    code, output, words = connection.exec_command("show nothing")
    assert (code, output) == (1, b"")
    assert b"Invalid input" in words
    assert service.noted().count("connection") == before + 1
    connection.reset()
    connection.exec_command("show version")
    assert service.noted().count("connection") == before + 2


def test_privileged_mode_with_and_without_a_become_plugin(plugin):
    session = plugin(ansible_become_password=ENABLE).open_cli()
    assert session.privileged
    session.close()
    session = plugin().open_cli()
    assert not session.privileged
    session.close()


@pytest.mark.parametrize(("more", "error", "words"), [
    ({"ansible_password": "wrong-secret-1"}, AnsibleConnectionFailure, "KO-DV004 r1: the device refused the login of user kyoten"),
    ({"ansible_known_hosts_file": "/nonexistent/known_hosts"}, AnsibleConnectionFailure, "KO-DV002 r1: the host key of 127.0.0.1 is not known"),
    ({"ansible_become_password": "wrong-secret-2"}, AnsibleConnectionFailure, "KO-DV005 r1: privileged mode was refused"),
    ({"ansible_password": "wrong-secret-1", "onramp_language": "ja"}, AnsibleConnectionFailure, "ユーザー kyoten のログインが拒否されました"),
    ({"ansible_ssh_common_args": "-o 'x"}, AnsibleError, "KO-DV023 r1: the connection setting ansible_ssh_common_args"),
])
def test_failures_in_words(plugin, more, error, words):
    with pytest.raises(error) as caught:
        plugin(**more).exec_command("show version")
    assert words in str(caught.value)
    assert "secret" not in str(caught.value).replace("enable secret", "")


def test_files_do_not_apply(plugin):
    for call in (plugin().put_file, plugin().fetch_file):
        with pytest.raises(AnsibleError, match="command line"):
            call("a", "b")


def ansible(directory: Path, variables: dict, *words: str) -> tuple[int, str]:
    inventory = directory / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": {"r1": variables}}}))
    (directory / "ansible.cfg").write_text(f"[defaults]\nnocolor = true\nlocal_tmp = {directory}\nlog_path = {directory / 'log'}\n")
    environment = {**os.environ, "ANSIBLE_CONFIG": str(directory / "ansible.cfg")}
    command = [str(Path(sys.executable).with_name("ansible")), "r1", "-i", str(inventory), *words]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr + (directory / "log").read_text()


@pytest.mark.requirement("VC-67")
def test_an_ad_hoc_command_shows_no_secret_at_the_highest_verbosity(tmp_path, variables, service):
    more = {**variables, "ansible_become": True, "ansible_become_method": "ansible.netcommon.enable", "ansible_become_password": ENABLE}
    code, said = ansible(tmp_path, more, "-m", "raw", "-a", "show privilege", "-vvvv")
    assert code == 0, said
    assert "Current privilege level is 15" in said
    assert "SSH_CLI log in to 127.0.0.1" in said
    assert LOGIN not in said
    assert ENABLE not in said


def test_an_unreachable_host_is_unreachable_without_a_traceback(tmp_path, variables):
    code, said = ansible(tmp_path, {**variables, "ansible_port": 1}, "-m", "raw", "-a", "show version", "-vvvv")
    assert code == 4
    assert "UNREACHABLE" in said
    assert "KO-DV001 r1: cannot reach 127.0.0.1 port 1" in said
    assert "Traceback (most" not in said
    assert LOGIN not in said


def test_ansible_doc_shows_the_plugin():
    command = [str(Path(sys.executable).with_name("ansible-doc")), "-t", "connection", "--json", "kyoten.onramp.ssh_cli"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "ansible_become_password" in done.stdout
