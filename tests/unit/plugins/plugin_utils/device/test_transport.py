"""The SSH part against a real server in another process: keys, logins, refusals, jump hosts, bounded time."""

from __future__ import annotations

import dataclasses
import gc
import shlex
import socket
import threading
import time
from pathlib import Path

import asyncssh
import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError, Target, open_session
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import listing
from tests.unit.plugins.plugin_utils.device.scripted import Service, Shell, new_key

SECRET = "right-secret"


ROUTER = Shell(replies={"show clock": "12:00:00 UTC"})


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("service") / "log", ROUTER).running() as running:
        yield running


def target_of(service: Service, directory: Path, **settings) -> Target:
    known = directory / "known_hosts"
    if not known.exists():
        known.write_text(service.known_hosts_line())
    base = Target("r1", "127.0.0.1", service.port, "kyoten", SECRET, known_hosts=str(known), ssh_config=str(directory / "ssh_config"))
    return dataclasses.replace(base, **settings)


def open_files() -> int:
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


def clock(target: Target) -> str:
    session = open_session(target)
    try:
        return session.run("show clock")
    finally:
        session.close()


def refused(target: Target) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        clock(target)
    words = listing(caught.value.problems) + listing(caught.value.problems, "ja") + repr(caught.value) + str(caught.value)
    assert SECRET not in words
    return caught.value


@pytest.mark.requirement("IX-09")
def test_password_login(service, tmp_path):
    assert clock(target_of(service, tmp_path)) == "12:00:00 UTC"


@pytest.mark.requirement("IX-09")
def test_keyboard_interactive_login(tmp_path):
    with Service(tmp_path / "log", ROUTER, interactive=SECRET).running() as service:
        assert clock(target_of(service, tmp_path)) == "12:00:00 UTC"


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize("passphrase", [None, "open-sesame"])
def test_key_login(tmp_path, passphrase):
    key = asyncssh.generate_private_key("ssh-ed25519")
    (tmp_path / "id").write_bytes(key.export_private_key(passphrase=passphrase, rounds=50))
    with Service(tmp_path / "log", ROUTER, user_keys=(key.export_public_key(),)).running() as service:
        settings = {"password": None, "private_key_file": str(tmp_path / "id")}
        assert clock(target_of(service, tmp_path, private_key_passphrase=passphrase, **settings)) == "12:00:00 UTC"
        if passphrase:
            assert refused(target_of(service, tmp_path, private_key_passphrase="wrong-one", **settings)).kind == "authentication"


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize("key", ["", "no key at all", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"])
def test_a_key_that_cannot_be_read_proves_nothing_and_leaves_the_password(service, tmp_path, key):
    (tmp_path / "id").write_text(key)
    target = target_of(service, tmp_path, private_key_file=str(tmp_path / "id"))
    assert clock(target) == "12:00:00 UTC"
    assert refused(dataclasses.replace(target, password=None)).kind == "authentication"


@pytest.mark.requirement("IX-09")
def test_identity_user_and_port_come_from_the_ssh_configuration(tmp_path):
    key = asyncssh.generate_private_key("ssh-ed25519")
    (tmp_path / "id").write_bytes(key.export_private_key())
    with Service(tmp_path / "log", ROUTER, user_keys=(key.export_public_key(),)).running() as service:
        (tmp_path / "ssh_config").write_text(
            f"Host other\n  Port 1\nHost branch-*\n  HostName 127.0.0.1\n  Port {service.port}\n  User kyoten\n  IdentityFile {tmp_path / 'id'}\n",
        )
        target = target_of(service, tmp_path, host="branch-7", port=None, user=None, password=None)
        session = open_session(target)
        assert (session.run("show clock"), session.user) == ("12:00:00 UTC", "kyoten")
        session.close()


@pytest.mark.requirement("IX-09")
def test_wrong_password(service, tmp_path):
    error = refused(target_of(service, tmp_path, password="wrong-secret"))
    assert error.kind == "authentication"
    assert "refused the login of user kyoten" in listing(error.problems)


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize("line", [None, "", "[192.0.2.7]:22 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFyZWFsbHlub3RhcmVhbGtleWJ1dDMyYnl0ZXMx\n"])
def test_an_unknown_host_key_is_refused_before_the_password_is_sent(service, tmp_path, line):
    known = tmp_path / "strangers"
    if line is not None:
        known.write_text(line)
    error = refused(target_of(service, tmp_path, known_hosts=str(known)))
    assert (error.kind, error.problems[0].code) == ("host_key", "KO-DV002")
    assert f"[127.0.0.1]:{service.port} to {known}" in listing(error.problems)


@pytest.mark.requirement("IX-09")
def test_a_changed_host_key_has_its_own_message(service, tmp_path):
    known = tmp_path / "old"
    stranger = dataclasses.replace(service, host_key=new_key())
    known.write_text(stranger.known_hosts_line())
    error = refused(target_of(service, tmp_path, known_hosts=str(known)))
    assert (error.kind, error.problems[0].code) == ("host_key", "KO-DV003")
    assert "ssh-keygen -f" in listing(error.problems)


def test_host_key_checking_can_be_switched_off(service, tmp_path):
    assert clock(target_of(service, tmp_path, known_hosts=str(tmp_path / "none"), host_key_checking=False)) == "12:00:00 UTC"


@pytest.mark.requirement("IX-73")
@pytest.mark.parametrize("where", ["refuse", "refuse_shell"])
def test_a_session_that_the_device_closes_at_once(tmp_path, where):
    with Service(tmp_path / "log", ROUTER, **{where: True}).running() as service:
        error = refused(target_of(service, tmp_path))
    assert error.kind in ("refused_session", "lost")
    assert error.kind == "refused_session" or where == "refuse_shell"


@pytest.mark.requirement("IX-73")
def test_nobody_listens(service, tmp_path):
    error = refused(target_of(service, tmp_path, port=1))
    assert (error.kind, "Connection refused" in listing(error.problems)) == ("unreachable", True)


@pytest.mark.requirement("IX-73")
def test_an_unknown_name(service, tmp_path):
    assert refused(target_of(service, tmp_path, host="router.invalid")).kind == "unreachable"


@pytest.mark.requirement("IX-68")
@pytest.mark.parametrize("greeting", [b"", b"220 mail.example ESMTP\r\n" * 3])
def test_what_is_no_ssh_server_ends_in_bounded_time(service, tmp_path, greeting):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def answer() -> None:
            peer, _other = listener.accept()
            peer.sendall(greeting)
            if greeting:
                peer.close()
            else:
                time.sleep(1.5)
                peer.close()

        threading.Thread(target=answer, daemon=True).start()
        began = time.monotonic()
        error = refused(target_of(service, tmp_path, port=listener.getsockname()[1], connect_timeout=0.5))
    assert time.monotonic() - began < 2.5
    assert error.kind in ("timeout", "unreachable", "refused_session")


@pytest.mark.requirement("IX-68")
@pytest.mark.parametrize("slow", [{"slow": 3}, {"slow": 0.5, "slow_login": 0.5}], ids=str)
def test_a_slow_login_ends_at_the_connect_timeout(tmp_path, slow):
    with Service(tmp_path / "log", ROUTER, **slow).running() as service:
        began = time.monotonic()
        error = refused(target_of(service, tmp_path, connect_timeout=0.7))
    assert (error.kind, error.problems[0].code) == ("timeout", "KO-DV024")
    assert time.monotonic() - began < 1.5


@pytest.mark.requirement("IX-60")
def test_a_session_that_dies_is_lost(tmp_path):
    with Service(tmp_path / "log", Shell(die="show clock")).running() as service:
        assert refused(target_of(service, tmp_path)).kind == "lost"


def test_a_proxy_command_leads_to_the_device(service, tmp_path):
    relay = tmp_path / "relay.py"
    relay.write_text(
        "import socket,sys,os,threading\ns=socket.create_connection((sys.argv[1],int(sys.argv[2])))\n"
        "def up():\n while d:=os.read(0,65536): s.sendall(d)\n"
        "threading.Thread(target=up,daemon=True).start()\nwhile d:=s.recv(65536): os.write(1,d)\n",
    )
    command = f"python3 {shlex.quote(str(relay))} %h %p"
    before = open_files()
    assert clock(target_of(service, tmp_path, proxy_command=command)) == "12:00:00 UTC"
    assert open_files() <= before, "neither a descriptor nor a process stays behind"


def test_a_proxy_jump_is_walked(service, tmp_path):
    key = asyncssh.generate_private_key("ssh-ed25519")
    identity = tmp_path / "jump_id"
    identity.write_bytes(key.export_private_key())
    identity.chmod(0o600)
    with Service(tmp_path / "log", user_keys=(key.export_public_key(),), jumps=True).running() as jump:
        (tmp_path / "jump_hosts").write_text(jump.known_hosts_line())
        (tmp_path / "ssh_config").write_text(
            f"Host jump\n  HostName 127.0.0.1\n  Port {jump.port}\n  User guide\n  IdentityFile {identity}\n"
            f"  UserKnownHostsFile {tmp_path / 'jump_hosts'}\nHost 127.0.0.1\n  ProxyJump jump\n",
        )
        target = target_of(service, tmp_path)
        with_own_file = dataclasses.replace(target, known_hosts=None)
        (tmp_path / "ssh_config").open("a").write(f"Host *\n  UserKnownHostsFile {target.known_hosts}\n")
        assert clock(with_own_file) == "12:00:00 UTC"
        assert jump.noted() == ["connection"]


def test_nothing_is_left_open(service, tmp_path):
    clock(target_of(service, tmp_path))
    before = (threading.active_count(), open_files())
    for _turn in range(3):
        clock(target_of(service, tmp_path))
        refused(target_of(service, tmp_path, password="wrong-secret"))
    assert (threading.active_count(), open_files()) <= before
