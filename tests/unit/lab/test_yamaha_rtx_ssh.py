# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The doors of a simulated RTX: SSH, SFTP, TELNET (RX-02..RX-07, RX-63, RX-74)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import asyncssh
import pytest

from tests.lab import Lab

from .yamaha_rtx_support import STARTUP, Router, play

KEY = asyncssh.generate_private_key("ssh-ed25519")


@pytest.fixture(scope="module")
def running() -> Iterator[Router]:
    """One box on the network, with a key for its user."""
    keys = {"kyoten": [KEY.export_public_key().decode()]}
    with Lab() as lab:
        yield lab.add_rtx("box", STARTUP + "login password lab-anonymous\n", authorized_keys=keys, telnet=True)


@pytest.fixture
def router(running: Router) -> Router:
    """As delivered."""
    running.restore()
    return running


def connect(router: Router, password: str | None = "lab-login-password", user: str = "kyoten", **options: Any) -> asyncssh.connection._ACMWrapper:
    """An SSH connection."""
    wanted: dict[str, Any] = {"known_hosts": None, "config": None, "client_keys": None, "password": password, **options}
    return asyncssh.connect("127.0.0.1", router.port, username=user, **wanted)


async def until(reader: Any, end: bytes) -> bytes:
    """Read until the output ends so."""
    text = b""
    async with asyncio.timeout(5):
        while not text.endswith(end):
            part = await reader.read(65536)
            assert part, text
            text += part
    return text


@pytest.mark.requirement("RX-04", "RX-63")
@play
async def test_password_or_key_but_nothing_else(router: Router) -> None:
    async with connect(router, config=None) as connection:
        assert connection.get_extra_info("server_version") == "SSH-2.0-OpenSSH_7.7"
    async with connect(router, password=None, client_keys=[KEY]):
        pass
    other = asyncssh.generate_private_key("ssh-ed25519")
    for wrong in (
        {"password": ""}, {"password": "wrong"}, {"user": "nobody"}, {"password": None, "client_keys": [other]},
        {"preferred_auth": "keyboard-interactive"},
    ):
        with pytest.raises(asyncssh.PermissionDenied):
            await connect(router, **wrong)
    router.configure("sshd auth method publickey")
    with pytest.raises(asyncssh.PermissionDenied):
        await connect(router)


@pytest.mark.requirement("RX-04", "RX-63")
@play
async def test_a_shell_but_no_single_command_and_no_forwarding(router: Router) -> None:
    async with connect(router) as connection:
        with pytest.raises(asyncssh.ChannelOpenError):
            await asyncio.wait_for(connection.run("show environment"), 5)
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_connection("127.0.0.1", router.port)
        async with connection.create_process(term_type="vt100", encoding=None) as shell:
            await until(shell.stdout, b"> ")
            shell.stdin.write(b"exit\r")
            async with asyncio.timeout(5):
                await shell.wait_closed()


@pytest.mark.requirement("RX-03", "RX-63")
@play
async def test_the_ninth_session_is_refused_until_one_has_gone(router: Router) -> None:
    async with AsyncExitStack() as held:
        connections = [await held.enter_async_context(connect(router)) for _number in range(8)]
        for connection in connections:
            shell = await held.enter_async_context(connection.create_process(term_type="vt100", encoding=None))
            await until(shell.stdout, b"> ")
        with pytest.raises((asyncssh.ConnectionLost, ConnectionError)):
            await connect(router)
        connections[0].abort()
        async with asyncio.timeout(5):
            while len(router.sessions) == 8:
                await asyncio.sleep(0.01)
        async with connect(router):
            pass


@pytest.mark.requirement("RX-02")
@play
async def test_without_the_service_nobody_gets_in(router: Router) -> None:
    router.configure("no sshd service")
    with pytest.raises((asyncssh.ConnectionLost, ConnectionError)):
        await connect(router)


@pytest.mark.requirement("RX-05", "RX-63")
def test_a_box_that_signs_with_sha_1_only() -> None:
    async def try_both(box: Router) -> None:
        with pytest.raises((asyncssh.KeyExchangeFailed, asyncssh.ConnectionLost)):  # whichever end is quicker to say so
            await connect(box, server_host_key_algs=["rsa-sha2-256", "rsa-sha2-512"])
        async with connect(box, server_host_key_algs=["ssh-rsa"]):
            pass

    with Lab() as lab:
        asyncio.run(try_both(lab.add_rtx("old", STARTUP, ssh_rsa_only=True)))


@pytest.mark.requirement("RX-32", "RX-33", "RX-74")
@play
async def test_sftp_reads_and_writes_saved_configurations_with_the_administrators_password(router: Router) -> None:
    router.configure("ip filter 99 pass * *")
    async with connect(router, "lab-enable-password") as connection, connection.start_sftp_client() as files:
        assert {"config0"} <= set(await files.listdir("/system"))
        async with files.open("/system/config0", "rb") as file:
            content = await file.read()
        assert b"\r\n" in content and b"ip filter 99" not in content and b"ip filter 2" in content
        async with files.open("/system/config4", "wb") as file:
            await file.write(content + "description 1 \"松山\"\r\n".encode("cp932"))
        with pytest.raises(asyncssh.SFTPPermissionDenied):
            await files.open("/system/other", "wb")
        with pytest.raises(asyncssh.SFTPNoSuchFile):
            await files.open("/system/config3", "rb")
    saved = router.flash.read("4")
    assert saved is not None and "松山" in saved.lines[-1] and "ip filter 99 pass * *" in router.running_text_plain()


@pytest.mark.requirement("RX-33", "RX-74")
@play
async def test_sftp_of_a_user_only_reads_and_needs_sftpd_host(router: Router) -> None:
    async with connect(router) as connection, connection.start_sftp_client() as files:
        assert await files.exists("/system/config0")
        with pytest.raises(asyncssh.SFTPPermissionDenied):
            await files.open("/system/config4", "wb")
    router.configure("no sftpd host")
    async with connect(router, "lab-enable-password") as connection:
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.start_sftp_client()


@pytest.mark.requirement("RX-33")
@play
async def test_the_administrators_password_opens_no_shell(router: Router) -> None:
    async with connect(router, "lab-enable-password") as connection:
        shell = await connection.create_process(term_type="vt100", encoding=None)
        async with asyncio.timeout(5):
            assert await shell.stdout.read() == b""


async def telnet(router: Router, *keys: bytes) -> bytes:
    """Everything that TELNET prints while these keys are sent, one after the other's answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", router.telnet_port)
    text = await until(reader, b"Password: ")
    for each in keys:
        writer.write(each)
        await asyncio.sleep(0.05)
    if writer.can_write_eof() and not reader.at_eof():
        writer.write_eof()
    async with asyncio.timeout(5):
        text += await reader.read()
    writer.close()
    return text.replace(b"\r\n", b"\n")


@pytest.mark.requirement("RX-07", "RX-63")
@play
async def test_telnet_asks_for_a_password_first_and_for_a_name_after_an_empty_one(router: Router) -> None:
    assert b"Rev.14.01.42" in await telnet(router, b"lab-anonymous\r", b"exit\r")
    named = await telnet(router, b"\r", b"kyoten\r", b"lab-login-password\r", b"\xff\xfd\x01show status user\r")
    assert b"Username: kyoten\nPassword: \n" in named and b"TELNET" in named
    wrong = await telnet(router, b"no\r", b"\r", b"kyoten\r", b"no\r", b"no\r", b"")
    assert wrong.count(b"Incorrect password") == 3 and b"Rev." not in wrong


@pytest.mark.requirement("RX-11", "RX-65")
@play
async def test_telnet_misbehaves_with_crlf(router: Router) -> None:
    assert (await telnet(router, b"lab-anonymous\r\n", b"show copyright\r\n")).count(b"\n> ") == 4
    assert (await telnet(router, b"lab-anonymous\n", b"show copyright\n")).count(b"\n> ") == 2
