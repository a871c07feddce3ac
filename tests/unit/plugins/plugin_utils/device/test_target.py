"""Inventory variables and the OpenSSH client configuration, as one target."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError, Target, target_from_vars
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.route import resolve
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.ssh_config import expand, lookup, options_from_args
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import listing


@pytest.mark.parametrize(("variables", "field", "value"), [
    ({}, "host", "r1"),
    ({"ansible_host": "192.0.2.1"}, "host", "192.0.2.1"),
    ({"ansible_port": "2222"}, "port", 2222),
    ({}, "port", None),
    ({"ansible_user": "kyoten"}, "user", "kyoten"),
    ({"ansible_ssh_pass": "pw-1"}, "password", "pw-1"),
    ({"ansible_password": "pw-2", "ansible_ssh_pass": "pw-1"}, "password", "pw-2"),
    ({"ansible_private_key_file": "/k"}, "private_key_file", "/k"),
    ({"ansible_host_key_checking": "no"}, "host_key_checking", False),
    ({"ansible_ssh_host_key_checking": False}, "host_key_checking", False),
    ({}, "host_key_checking", True),
    ({"ansible_known_hosts_file": "/kh"}, "known_hosts", "/kh"),
    ({"ansible_command_timeout": 90}, "command_timeout", 90.0),
    ({"ansible_connect_timeout": "5"}, "connect_timeout", 5.0),
    ({"ansible_become": True}, "wants_enable", True),
    ({"ansible_become_password": "en"}, "wants_enable", True),
    ({"ansible_become": False, "ansible_become_password": "en"}, "wants_enable", False),
    ({}, "wants_enable", False),
    ({"ansible_ssh_common_args": "-o ProxyCommand='nc %h %p'"}, "proxy_command", "nc %h %p"),
    ({"ansible_ssh_common_args": '-o ProxyCommand="ssh -W %h:%p jump" -o Other=1'}, "proxy_command", "ssh -W %h:%p jump"),
    ({"ansible_ssh_common_args": "-J jump1,jump2"}, "proxy_jump", "jump1,jump2"),
    ({"ansible_ssh_extra_args": "-oUserKnownHostsFile=/x"}, "known_hosts", "/x"),
    ({"ansible_ssh_common_args": "-o StrictHostKeyChecking=no", "ansible_host_key_checking": True}, "host_key_checking", False),
    ({"ansible_ssh_common_args": "-F /cfg"}, "ssh_config", "/cfg"),
])
def test_variables(variables, field, value):
    assert getattr(target_from_vars("r1", variables), field) == value


@pytest.mark.parametrize(("variables", "setting"), [
    ({"ansible_port": "ssh"}, "port"), ({"ansible_port": 0}, "port"), ({"ansible_port": 65536}, "port"),
    ({"ansible_connect_timeout": -1}, "connect_timeout"), ({"ansible_command_timeout": "soon"}, "command_timeout"),
    ({"ansible_ssh_common_args": "-o 'ProxyCommand=x"}, "ansible_ssh_common_args"),
])
def test_impossible_settings_are_named(variables, setting):
    with pytest.raises(DeviceError) as caught:
        target_from_vars("r1", variables)
    assert caught.value.kind == "settings"
    assert f"r1: the connection setting {setting} cannot be used" in listing(caught.value.problems)


def test_secrets_are_not_in_the_representation():
    target = Target("r1", "h", password="hide-1", enable_password="hide-2", private_key_passphrase="hide-3")
    assert "hide" not in repr(target) + str(target)


def test_the_first_value_wins_and_patterns_are_those_of_openssh(tmp_path):
    more = tmp_path / "conf.d"
    more.mkdir()
    (more / "a.conf").write_text("Host included\n\tPort 2200\n")
    config = tmp_path / "config"
    config.write_text(
        "# comment\nInclude conf.d/*.conf\nHost core-* !core-9\n  HostName %h.example.net\n  User=core\n  ProxyJump jump.example.net\n"
        'Host "quoted"\n  IdentityFile "~/my key"\nMatch user x\n  Port 9\nMatch all\nHost *\n  User other\n  Port 2022\n',
    )
    path = str(config)
    assert lookup(path, "core-1") == {"hostname": ["%h.example.net"], "user": ["core"], "proxyjump": ["jump.example.net"], "port": ["2022"]}
    assert lookup(path, "core-9") == {"user": ["other"], "port": ["2022"]}
    assert lookup(path, "included")["port"] == ["2200"]
    assert lookup(path, "quoted")["identityfile"] == ["~/my key"]
    assert lookup(str(tmp_path / "none"), "x") == {}
    config.write_text("Host *\n  Port 7\n")
    assert lookup(path, "core-1") == {"port": ["7"]}, "a changed file is read again"


def test_routes(tmp_path):
    config = tmp_path / "config"
    config.write_text("Host a\n  HostName a.example\n  Port 2022\n  User kim\n  HostKeyAlias branch-a\nHost b\n  ProxyCommand nc -X 5 %h %p\n"
                      "Host c\n  ProxyJump first,ops@second:2222\nHost d\n  ProxyCommand none\n")
    path = str(config)
    a = resolve(Target("a", "a", ssh_config=path))
    assert (a.host, a.port, a.user, a.key_name, a.proxy) == ("a.example", 2022, "kim", "branch-a", None)
    assert resolve(Target("a", "a", port=22, user="x", ssh_config=path)).port == 22
    assert resolve(Target("b", "b", ssh_config=path)).proxy == "nc -X 5 b 22"
    c = resolve(Target("c", "c", ssh_config=path)).proxy
    assert c is not None
    assert c.startswith("ssh -o BatchMode=yes -F ")
    assert c.endswith("-J first -W c:22 ssh://ops@second:2222")
    assert resolve(Target("d", "d", ssh_config=path)).proxy is None


def test_tokens_and_arguments():
    assert expand("%h %p %r %n %%h", host="h", port="1", user="u", alias="a") == "h 1 u a %h"
    assert options_from_args("-o A=1 -oB=2 -o 'C d e' -vv -J j") == {"a": "1", "b": "2", "c": "d e", "proxyjump": "j"}
