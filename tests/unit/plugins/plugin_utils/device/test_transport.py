"""The SSH part against a real server in another process: keys, logins, refusals, jump hosts, bounded time."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import os
import shlex
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncssh
import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils import one_core
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError, Target, open_session
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.transport import SshTransport
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import listing
from tests.unit.plugins.plugin_utils.device.relay import Relay
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


def test_a_missing_library_is_told_when_a_session_is_opened(tmp_path):
    room = "ansible_collections.kyoten.onramp.plugins.plugin_utils"
    (tmp_path / "without.py").write_text(
        "import sys\nsys.modules['ssh2'] = None\n"
        f"from {room}.device import DeviceError, Target, open_session\nfrom {room}.message_table import listing\n"
        "try:\n    open_session(Target('r1', '127.0.0.1'))\nexcept DeviceError as error:\n    print(listing(error.problems))\n",
    )
    done = subprocess.run([sys.executable, str(tmp_path / "without.py")], capture_output=True, text=True, check=True)
    assert "KO-DV023" in done.stdout
    assert "ssh2-python" in done.stdout


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize("questions", [0, 1, 3])
def test_keyboard_interactive_login(tmp_path, questions):
    with Service(tmp_path / "log", ROUTER, interactive=SECRET, questions=questions).running() as service:
        assert clock(target_of(service, tmp_path)) == "12:00:00 UTC"
        if questions:
            assert refused(target_of(service, tmp_path, password="wrong-secret")).problems[0].code == "KO-DV004"


@pytest.mark.requirement("IX-09")
def test_a_device_that_asks_for_nothing(tmp_path):
    with Service(tmp_path / "log", ROUTER, anybody=True).running() as service:
        assert clock(target_of(service, tmp_path)) == "12:00:00 UTC"


KINDS = {"ssh-ed25519": {}, "ssh-rsa": {"key_size": 2048}, "ecdsa-sha2-nistp256": {}, "ecdsa-sha2-nistp521": {}}


@pytest.fixture(scope="module")
def keys():
    return {kind: asyncssh.generate_private_key(kind, **settings) for kind, settings in KINDS.items()}


@pytest.fixture(scope="module")
def by_key(keys, tmp_path_factory):
    allowed = tuple(key.export_public_key() for key in keys.values())
    with Service(tmp_path_factory.mktemp("by_key") / "log", ROUTER, user_keys=allowed).running() as running:
        yield running


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize("passphrase", [None, "open-sesame"])
@pytest.mark.parametrize("form", ["openssh", "pkcs8-pem", "pkcs1-pem"])
@pytest.mark.parametrize("kind", KINDS)
def test_key_login(by_key, keys, tmp_path, kind, form, passphrase):
    """Also RSA, where libssh2 itself dies of a server (such as this one) that names a signature twice."""
    if (kind, form) == ("ssh-ed25519", "pkcs1-pem"):
        pytest.skip("there is no such form")
    rounds = {"rounds": 50} if passphrase and form == "openssh" else {}
    (tmp_path / "id").write_bytes(keys[kind].export_private_key(form, passphrase=passphrase, **rounds))
    settings = {"password": None, "private_key_file": str(tmp_path / "id")}
    assert clock(target_of(by_key, tmp_path, private_key_passphrase=passphrase, **settings)) == "12:00:00 UTC"
    for wrong in ("wrong-one", None) if passphrase else ():
        error = refused(target_of(by_key, tmp_path, private_key_passphrase=wrong, **settings))
        assert error.problems[0].code == "KO-DV025", "not accepted, because it could not be read: that is what is told"


@pytest.mark.requirement("IX-09")
def test_a_strange_key_is_refused(by_key, tmp_path):
    (tmp_path / "id").write_bytes(new_key())
    assert refused(target_of(by_key, tmp_path, password=None, private_key_file=str(tmp_path / "id"))).problems[0].code == "KO-DV004"


@pytest.mark.requirement("IX-09")
def test_a_missing_key_file_is_named(by_key, tmp_path):
    error = refused(target_of(by_key, tmp_path, password=None, private_key_file=str(tmp_path / "none")))
    assert (error.problems[0].code, str(tmp_path / "none") in listing(error.problems)) == ("KO-DV025", True)


_NO_AGENT = 2  # what ssh-add ends with before the agent listens


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256"])
def test_the_agents_keys_are_tried_when_there_is_no_password(by_key, keys, tmp_path, monkeypatch, kind):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "id").write_bytes(keys[kind].export_private_key())
    (tmp_path / "id").chmod(0o600)
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(tmp_path / "agent")], stdout=subprocess.DEVNULL)
    try:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        while subprocess.run(["ssh-add", "-l"], check=False, capture_output=True).returncode == _NO_AGENT:
            time.sleep(0.02)
        subprocess.run(["ssh-add", "-q", str(tmp_path / "id")], check=True)
        assert clock(target_of(by_key, tmp_path, password=None)) == "12:00:00 UTC"
    finally:
        agent.terminate()
        agent.wait()


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize(("kind", "name"), [("ssh-ed25519", "id_ed25519"), ("ssh-rsa", "id_rsa")])
def test_the_users_own_keys_are_tried_when_there_is_no_password(by_key, keys, tmp_path, monkeypatch, kind, name):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "id_ecdsa").write_text("no key")
    (tmp_path / ".ssh" / name).write_bytes(keys[kind].export_private_key())
    assert clock(target_of(by_key, tmp_path, password=None)) == "12:00:00 UTC"
    (tmp_path / ".ssh" / name).unlink()
    assert refused(target_of(by_key, tmp_path, password=None)).problems[0].code == "KO-DV004"


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
    shown = asyncssh.import_private_key(service.host_key).convert_to_public().get_fingerprint()
    assert f"ssh-ed25519 {shown}" in listing(error.problems), "as ssh-keygen -l prints it"


@pytest.mark.requirement("IX-09")
def test_another_type_of_key_than_the_one_on_file_is_a_change(service, tmp_path):
    known = tmp_path / "old"
    rsa = asyncssh.generate_private_key("ssh-rsa", key_size=2048).export_private_key()
    known.write_text(dataclasses.replace(service, host_key=rsa).known_hosts_line())
    assert refused(target_of(service, tmp_path, known_hosts=str(known))).problems[0].code == "KO-DV003"


@pytest.mark.requirement("IX-09")
def test_a_revoked_host_key(service, tmp_path):
    line = service.known_hosts_line()
    (tmp_path / "known_hosts").write_text(f"{line}@revoked * {line.partition(' ')[2]}")
    error = refused(target_of(service, tmp_path))
    assert (error.kind, error.problems[0].code) == ("host_key", "KO-DV028")


@pytest.mark.requirement("IX-09")
def test_a_key_filed_without_its_port_is_good_as_with_openssh(service, tmp_path):
    (tmp_path / "known_hosts").write_text(f"127.0.0.1 {service.known_hosts_line().partition(' ')[2]}")
    assert clock(target_of(service, tmp_path)) == "12:00:00 UTC"


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize("kind", KINDS)
def test_a_device_with_several_keys_is_asked_for_the_one_on_file(tmp_path, keys, kind):
    host_key, *others = (keys[each].export_private_key() for each in sorted(KINDS, key=lambda each: each != kind))
    with Service(tmp_path / "log", ROUTER, host_key=host_key, more_host_keys=tuple(others)).running() as service:
        assert clock(target_of(service, tmp_path)) == "12:00:00 UTC"


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
    assert time.monotonic() - began < 2.9


@pytest.mark.requirement("IX-68")
def test_text_without_an_end_is_no_ssh_server(service, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def chatter() -> None:
            peer, _other = listener.accept()
            with contextlib.suppress(OSError):
                while True:
                    peer.sendall(b"no service here\r\n" * 100)

        threading.Thread(target=chatter, daemon=True).start()
        error = refused(target_of(service, tmp_path, port=listener.getsockname()[1], connect_timeout=5))
    assert error.problems[0].code == "KO-DV001"


#: after so many bytes; negative: so many before the end of a login
STAGES = {"version": 10, "algorithms": 700, "keys": -600, "methods": -450, "password": -360, "channel": -280, "terminal": -200, "shell": -120}


@pytest.fixture(scope="module")
def whole_login(service, tmp_path_factory):
    with Relay(service.port).running() as relay:
        transport = SshTransport(target_of(service, tmp_path_factory.mktemp("whole"), port=relay.port, host_key_checking=False))
        transport.receive(5)
        transport.close()
        return relay.passed


@pytest.mark.requirement("IX-68")
@pytest.mark.parametrize("hang_up", [False, True], ids=["stalls", "hangs up"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_device_that_ends_in_the_middle_of_a_login(service, whole_login, tmp_path, stage, hang_up):
    limit = STAGES[stage] if STAGES[stage] > 0 else whole_login + STAGES[stage]
    with Relay(service.port, limit=limit, hang_up=hang_up).running() as relay:
        began = time.monotonic()
        error = refused(target_of(service, tmp_path, port=relay.port, host_key_checking=False, connect_timeout=0.6))
    assert time.monotonic() - began < 5
    assert error.problems[0].code == ("KO-DV006" if hang_up else "KO-DV024")


@pytest.mark.requirement("IX-68")
def test_logins_wait_side_by_side(service, tmp_path):
    """Twenty threads of one process, each a third of a second away: one after another they would take six."""
    script = (
        "import sys, time\nfrom concurrent.futures import ThreadPoolExecutor\n"
        "from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import Target, open_session\n"
        "target = Target('r1', '127.0.0.1', int(sys.argv[1]), 'kyoten', sys.argv[2], host_key_checking=False)\n"
        "def clock(_number):\n    session = open_session(target)\n    try:\n        return session.run('show clock')\n"
        "    finally:\n        session.close()\n"
        "began = time.monotonic()\nwith ThreadPoolExecutor(20) as pool:\n    said = set(pool.map(clock, range(20)))\n"
        "print(said, time.monotonic() - began < 4)\n"
    )
    with Relay(service.port, delay=0.3).running() as relay:
        command = [sys.executable, "-c", script, str(relay.port), SECRET]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "{'12:00:00 UTC'} True\n", done.stderr


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


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is one core only")
def test_a_proxy_command_is_not_held_on_the_core_of_a_fleets_threads(tmp_path):
    """Fifty of them beside the threads that wait for their bytes: each may run where it likes."""
    told, allowed = tmp_path / "told", os.sched_getaffinity(0)
    command = f"{sys.executable} -c 'import os; print(sorted(os.sched_getaffinity(0)))' > {shlex.quote(str(told))}"
    target = Target("r1", "192.0.2.1", proxy_command=command, ssh_config=str(tmp_path / "none"), connect_timeout=10.0)
    with ThreadPoolExecutor(1, initializer=one_core.stay, initargs=(one_core.here(),)) as pool, contextlib.suppress(DeviceError):
        pool.submit(SshTransport, target).result()
    assert told.read_text().strip() == str(sorted(allowed))


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
