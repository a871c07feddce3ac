"""Each fault of the simulated router, on the wire (IX-60..IX-68, IX-71..IX-73)."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
import time

import asyncssh
import pytest

from tests.lab.ios_xe.faults import Faults

from .ios_xe_support import REFERENCE, USER, Client, connect, osaka, talk, terminal
from .test_ios_xe_cli import say

CONFIG = ["configure terminal", "interface Loopback1", "interface Loopback2", "interface Loopback3", "end"]


def cut(router, lines):
    """Send lines until the connection ends; returns how many were answered."""

    async def conversation():
        async with terminal(router) as client:
            for answered, line in enumerate(lines):
                try:
                    await client.send(line)
                except (EOFError, asyncssh.ConnectionLost, BrokenPipeError):
                    return answered
            return len(lines)

    return asyncio.run(conversation())


@pytest.mark.requirement("IX-60")
@pytest.mark.parametrize(
    ("fault", "stored"),
    [({"drop_before_line": 2}, [1]), ({"drop_after_line": 2}, [1, 2]), ({"drop_on": "Loopback3"}, [1, 2]), ({"drop_on": "^end"}, [1, 2, 3])],
)
def test_the_connection_is_cut_at_a_line(osaka_r1, fault, stored):
    for name, value in fault.items():
        setattr(osaka_r1.faults, name, value)
    assert cut(osaka_r1, CONFIG) < len(CONFIG)
    assert [number for number in (1, 2, 3) if f"interface Loopback{number}" in osaka_r1.running_text()] == stored
    assert not osaka_r1.sessions


@pytest.mark.requirement("IX-71")
@pytest.mark.parametrize("fault", [{"reload_at_line": 2}, {"reload_on": "^end"}, {"reload_on": "configure terminal"}])
def test_the_router_reloads_in_the_middle(osaka_r1, fault):
    before = osaka_r1.running_text()
    for name, value in fault.items():
        setattr(osaka_r1.faults, name, value)
    assert cut(osaka_r1, CONFIG) < len(CONFIG)
    assert osaka_r1.running_text() == before


@pytest.mark.requirement("IX-71")
def test_a_reloading_router_refuses_sessions_for_a_while(lab, osaka_r1):
    osaka_r1.faults.reload_seconds = 60
    osaka_r1.reload()
    with pytest.raises((asyncssh.Error, OSError)):
        say(osaka_r1, "show clock")
    lab.clock.advance(61)
    assert say(osaka_r1, "show clock")


@pytest.mark.requirement("IX-68")
def test_delayed_slow_and_partial_replies(osaka_r1):
    osaka_r1.faults.delay, osaka_r1.faults.delay_on = 1.0, "show clock"
    start = time.perf_counter()
    say(osaka_r1, "show privilege")
    quick = time.perf_counter() - start
    say(osaka_r1, "show clock")
    assert time.perf_counter() - start - quick > 0.9 > quick
    osaka_r1.faults.clear()
    osaka_r1.faults.byte_delay = 0.002
    start = time.perf_counter()
    say(osaka_r1, "show privilege")
    assert time.perf_counter() - start > 0.1
    osaka_r1.faults.clear()
    osaka_r1.faults.partial_on = "show version"
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(talk(osaka_r1, ["terminal length 0", "show version"]), 0.6))


@pytest.mark.requirement("IX-68")
def test_paging_that_cannot_be_switched_off(osaka_r1):
    osaka_r1.faults.paging_stuck = True

    async def conversation():
        async with terminal(osaka_r1) as client:
            await client.send("terminal length 0")
            return await client.send("show running-config", " --More-- ")

    assert asyncio.run(conversation()).count("\n") == 24


@pytest.mark.requirement("IX-02", "IX-14", "IX-67")
def test_disturbed_prompts_and_outputs(osaka_r1):
    osaka_r1.faults.prompt = "changed"
    assert say(osaka_r1, "show clock")[0].endswith("\nchanged#")
    osaka_r1.faults.clear()
    osaka_r1.faults.syslog_burst = 2
    assert say(osaka_r1, "show privilege")[0].count("%BGP-5-ADJCHANGE") == 2
    osaka_r1.faults.clear()
    osaka_r1.faults.prompt_like_line = "osaka-r1#"
    osaka_r1.faults.garbage = "\x07garbage\n"
    reply = asyncio.run(_until_double_prompt(osaka_r1))
    assert reply == "show privilege\r\n\x07garbage\r\nCurrent privilege level is 15\r\nosaka-r1#\r\nosaka-r1#"
    osaka_r1.faults.clear()
    osaka_r1.faults.banner_line = "router#"
    osaka_r1.faults.syslog_after_prompt = 1
    assert asyncio.run(_greeting(osaka_r1)).startswith("router#\r\n\r\nosaka-r1#\r\n*")


async def _until_double_prompt(router):
    async with terminal(router) as client:
        return await client.send("show privilege", "#\r\nosaka-r1#")


async def _greeting(router):
    async with connect(router) as connection, connection.create_process(term_type="vt100") as process:
        return await Client(process).until("state to up\r\n")


@pytest.mark.requirement("IX-73")
def test_refused_sessions_logins_and_lines(osaka_r1):
    osaka_r1.faults.refuse_sessions = 2
    for _try in range(2):
        with pytest.raises((asyncssh.Error, OSError)):
            say(osaka_r1, "show clock")
    assert say(osaka_r1, "show clock")
    osaka_r1.faults.refuse_login = True
    with pytest.raises(asyncssh.PermissionDenied):
        say(osaka_r1, "show clock")
    osaka_r1.faults.clear()
    osaka_r1.faults.vty_limit = 1

    async def second():
        async with terminal(osaka_r1):
            with pytest.raises((asyncssh.Error, OSError)):
                async with connect(osaka_r1):
                    pass

    asyncio.run(second())


@pytest.mark.requirement("IX-61", "IX-62", "IX-63")
def test_faults_around_the_revert_timer(osaka_r1):
    osaka_r1.faults.disk_full = True
    reply = say(osaka_r1, "configure terminal revert timer 5")[0]
    assert "(No space left on device)" in reply
    assert reply.endswith("osaka-r1#")
    osaka_r1.faults.clear()
    osaka_r1.faults.pending_user = "somebody"
    replies = say(osaka_r1, "show archive config rollback timer", "configure terminal revert timer 5")
    assert "User: somebody" in replies[0]
    assert replies[1].endswith("osaka-r1#")
    osaka_r1.faults.clear()
    osaka_r1.faults.archive_off = True
    replies = say(osaka_r1, "show archive", "archive config", "configure terminal revert timer 5")
    assert " Archive feature not enabled" in replies[0]
    assert "% Error caught by command handler" in replies[1]
    assert "%Turn config archive on before using Rollback Confirmed Change" in replies[2]
    osaka_r1.faults.clear()
    osaka_r1.faults.expire_at_end = True
    replies = say(osaka_r1, "configure terminal revert timer 5", "interface Loopback1", "end", "configure confirm")
    assert "%No Rollback Confirmed Change pending" in replies[3]
    assert "Loopback1" not in osaka_r1.running_text()


@pytest.mark.requirement("IX-15", "IX-64", "IX-65", "IX-66")
def test_refused_lines_and_commands(osaka_r1):
    osaka_r1.faults.config_locked = "somebody"
    assert "Configuration mode is locked by process" in say(osaka_r1, "configure terminal")[0]
    osaka_r1.faults.clear()
    osaka_r1.faults.refuse_line = "^ *interface Loopback2"
    assert "% Invalid input detected at '^' marker." in say(osaka_r1, *CONFIG)[2]
    osaka_r1.faults.refuse_text = ""
    assert say(osaka_r1, *CONFIG)[2].count("\n") == 1
    assert "Loopback2" not in osaka_r1.running_text()
    osaka_r1.faults.clear()
    osaka_r1.faults.authorization = "crypto"
    assert "Command authorization failed." in say(osaka_r1, "conf t", "crypto ikev2 proposal P")[1]
    assert "proposal P" not in osaka_r1.running_text()


@pytest.mark.requirement("IX-72", "IX-36")
def test_release_variants():
    router = osaka()
    router.faults.type6 = True
    router.configure(REFERENCE)
    router.faults.acl_sequence_hidden = router.faults.local_authentication_first = True
    text = router.running_text()
    assert "ip access-list extended VC-GRE-DC1\n permit gre host 203.0.113.5 host 198.51.100.12\n" in text
    assert " authentication local pre-share\n authentication remote pre-share\n" in text
    assert "pre-shared-key 6 " in text
    assert "lab-osaka-hub-dc1-psk" not in text
    router.configure("crypto ikev2 keyring VC-KEYS\n peer DC1\n  pre-shared-key lab-osaka-hub-dc1-psk-0123456789")
    assert router.running_text() == text


@pytest.mark.requirement("IX-05", "IX-66")
def test_whoever_logs_in_may_only_look(osaka_r1):
    osaka_r1.faults.unprivileged = True

    async def conversation():
        async with terminal(osaka_r1) as client:
            refused = await client.send("configure terminal")
            asked = await client.send("enable", "Password: ")
            again = [await client.send(USER["enable"], "Password: ", ">") for _try in range(3)]
            return refused, asked, again[-1]

    refused, asked, denied = asyncio.run(conversation())
    assert asked.endswith("\nPassword: ")
    assert "% Invalid input detected" in refused
    assert refused.endswith("\nosaka-r1>")
    assert "% Bad secrets" in denied
    assert denied.endswith("\nosaka-r1>")
    osaka_r1.faults.clear()
    assert say(osaka_r1, "show privilege")[0].endswith("15\nosaka-r1#")


@pytest.mark.requirement("IX-66")
def test_authorization_refuses_the_whole_configuration(osaka_r1):
    osaka_r1.faults.authorization = "^configure"
    assert "Command authorization failed." in say(osaka_r1, "configure terminal revert timer 5")[0]
    assert osaka_r1.archive.pending is None


@pytest.mark.requirement("IX-10", "IX-67")
def test_prompts_of_other_shapes(osaka_r1):
    osaka_r1.faults.prompt_style = "[%h]%s%p "
    assert asyncio.run(_last_of(osaka_r1, "[osaka-r1] # ", "show clock")).endswith("\n[osaka-r1] # ")
    assert asyncio.run(_last_of(osaka_r1, "(config)#", "configure terminal")).endswith("\nosaka-r1(config)#")
    osaka_r1.faults.clear()
    osaka_r1.configure("prompt %h.lab%%%p")
    assert "\nprompt %h.lab%%%p\n" in osaka_r1.running_text()
    assert asyncio.run(_last_of(osaka_r1, "#", "show clock")).endswith("\nosaka-r1.lab%#")
    assert osaka_r1.log[-1].mode == "#"
    osaka_r1.configure("no prompt")
    osaka_r1.configure("hostname a-router-with-a-name-of-more-than-twenty_characters")
    assert say(osaka_r1, "show clock")[0].endswith("\na-router-with-a-name#")
    osaka_r1.faults.prompt_length = 63
    assert say(osaka_r1, "show clock")[0].endswith("\na-router-with-a-name-of-more-than-twenty_characters#")


async def _last_of(router, end, line):
    async with connect(router) as connection, connection.create_process(term_type="vt100") as process:
        client = Client(process)
        await client.until("#", "# ")
        return await client.send(line, end)


@pytest.mark.requirement("IX-73")
def test_an_unreachable_router_refuses_connections_cuts_sessions_and_comes_back_on_its_port(osaka_r1):
    port = osaka_r1.port

    async def conversation():
        async with terminal(osaka_r1) as client:
            await asyncio.to_thread(setattr, osaka_r1.faults, "unreachable", True)
            with pytest.raises((EOFError, OSError, asyncssh.ConnectionLost)):
                await client.send("show clock")

    asyncio.run(conversation())
    assert not osaka_r1.sessions
    for _try in range(2):
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=2):
            pass
    osaka_r1.faults.clear()
    assert say(osaka_r1, "show clock")
    assert osaka_r1.port == port


@pytest.mark.requirement("IX-68")
def test_a_long_line_costs_a_round_trip_for_every_exchange(osaka_r1):
    def timed(*lines):
        start = time.perf_counter()
        say(osaka_r1, *lines)
        return time.perf_counter() - start

    def fastest(*lines):
        return min(timed(*lines) for _try in range(3))

    port = osaka_r1.port
    osaka_r1.faults.rtt_ms = 100
    none, four = fastest("show clock"), fastest(*["show clock"] * 5)
    assert none > 0.7  # TCP, version, key exchange, service, password, channel, terminal, shell, line: more than seven round trips
    assert 0.35 < four - none < 0.8
    assert osaka_r1.port == port
    osaka_r1.faults.rtt_ms = 0
    assert fastest("show clock") < 0.5


@pytest.mark.requirement("IX-68")
def test_the_greeting_of_a_far_router_comes_after_two_round_trips(osaka_r1):
    osaka_r1.faults.rtt_ms = 150

    def greeted() -> float:
        start = time.perf_counter()
        with socket.create_connection(("127.0.0.1", osaka_r1.port), timeout=5) as line:
            assert line.recv(8) == b"SSH-2.0-"
        return time.perf_counter() - start

    assert 0.3 <= min(greeted() for _try in range(5)) < 0.45  # the fastest: a busy machine delays some, never all the same way


@pytest.mark.requirement("IX-60")
def test_a_far_router_still_cuts_and_goes(osaka_r1):
    osaka_r1.faults.rtt_ms = 20
    osaka_r1.faults.drop_after_line = 2
    assert cut(osaka_r1, CONFIG) == 2
    osaka_r1.faults.drop_after_line = 0

    async def conversation():
        async with terminal(osaka_r1) as client:
            await asyncio.to_thread(setattr, osaka_r1.faults, "unreachable", True)
            with pytest.raises((EOFError, OSError, asyncssh.ConnectionLost)):
                await client.send("show clock")

    asyncio.run(conversation())
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", osaka_r1.port), timeout=2):
        pass
    osaka_r1.faults.clear()
    assert say(osaka_r1, "show clock")


def test_faults_are_set_by_name_from_text_and_cleared():
    faults = Faults()
    for name, text, value in [
        ("drop_after_line", "7", 7),
        ("delay", "0.5", 0.5),
        ("disk_full", "yes", True),
        ("disk_full", "no", False),
        ("prompt", "x", "x"),
    ]:
        faults.set(name, text)
        assert getattr(faults, name) == value
    with pytest.raises(KeyError):
        faults.set("no_such_fault", "1")
    with pytest.raises(ValueError, match="invalid literal"):
        faults.set("drop_after_line", "seven")
    with pytest.raises(ValueError, match="neither yes nor no"):
        faults.set("disk_full", "perhaps")
    faults.clear()
    assert faults == Faults()
    assert all(field.name in Faults.__annotations__ for field in dataclasses.fields(Faults))
