"""The CLI over SSH: modes, errors, paging, filters, users (IX-01..IX-16, IX-55)."""

from __future__ import annotations

import asyncio
import re
import time

import asyncssh
import pytest
from netmiko import ConnectHandler, NetmikoAuthenticationException

from tests.lab.ios_xe.pipes import apply

from .ios_xe_support import REFERENCE, USER, Client, connect, talk, terminal


def say(router, *lines, user="kyoten", password=""):
    """Replies to lines, CR removed."""
    return [reply.replace("\r", "") for reply in asyncio.run(talk(router, lines, user, password))]


@pytest.mark.requirement("IX-10")
def test_modes_and_prompts(osaka_r1):
    osaka_r1.configure("vrf definition A\n address-family ipv4")
    typed = {
        "configure terminal": "(config)#",
        "interface Tunnel1": "(config-if)#",
        "interface gi0/0/2.10": "(config-subif)#",
        "router bgp 65001": "(config-router)#",
        "address-family ipv4": "(config-router-af)#",
        "vrf definition B": "(config-vrf)#",
        "address-family  ipv4": "(config-vrf-af)#",
        "ip access-list extended X": "(config-ext-nacl)#",
        "route-map X": "(config-route-map)#",
        "crypto map M 10 ipsec-isakmp": "(config-crypto-map)#",
        "crypto ikev2 proposal P": "(config-ikev2-proposal)#",
        "crypto ikev2 policy P": "(config-ikev2-policy)#",
        "crypto ikev2 keyring K": "(config-ikev2-keyring)#",
        "peer D": "(config-ikev2-keyring-peer)#",
        "crypto ikev2 profile P": "(config-ikev2-profile)#",
        "crypto ipsec transform-set T esp-gcm": "(cfg-crypto-trans)#",
        "archive": "(config-archive)#",
        "class-map C": "(config-cmap)#",
        "policy-map P": "(config-pmap)#",
        "class class-default": "(config-pmap-c)#",
        "end": "#",
    }
    for (line, prompt), reply in zip(typed.items(), say(osaka_r1, *typed), strict=True):
        assert reply.endswith(f"\nosaka-r1{prompt}"), line


@pytest.mark.requirement("IX-10")
def test_a_global_line_leaves_the_section_exit_goes_up_and_the_hostname_alters_the_prompt(osaka_r1):
    replies = say(
        osaka_r1,
        "conf t",
        "int tu1",
        "ip route 10.7.0.0 255.255.0.0 10.1.0.254",
        "router bgp 65001",
        "address-family ipv4",
        "exit",
        "exit",
        "hostname a-name-of-more-than-20-characters",
        "end",
    )
    assert [reply.rpartition("\n")[2] for reply in replies[2:]] == [
        "osaka-r1(config)#",
        "osaka-r1(config-router)#",
        "osaka-r1(config-router-af)#",
        "osaka-r1(config-router)#",
        "osaka-r1(config)#",
        "a-name-of-more-than-(config)#",
        "a-name-of-more-than-#",
    ]


ERRORS = [
    ("show vrsion", "% Invalid input detected at '^' marker.", 16),
    ("show qqq", "% Invalid input detected at '^' marker.", 14),
    ("configure terminal revert timer 200", "% Invalid input detected at '^' marker.", 41),
    ("show", "% Incomplete command.", None),
    ("c", '% Ambiguous command:  "c"', None),
    ("screen-length 0", "% Invalid input detected at '^' marker.", None),
    ("frobnicate", "% Unknown command or computer name, or unable to find computer address", None),
]


@pytest.mark.requirement("IX-01", "IX-11")
@pytest.mark.parametrize(("line", "said", "column"), ERRORS)
def test_errors_of_exec_mode(osaka_r1, line, said, column):
    reply = say(osaka_r1, line)[0]
    assert said in reply
    if column is not None:
        assert f"\n{' ' * column}^\n" in reply
    assert "Translating" not in reply


def test_an_unknown_word_is_looked_up_when_domain_lookup_is_on(osaka_r1):
    osaka_r1.configure("ip domain lookup")
    assert 'Translating "frobnicate"...domain server (255.255.255.255)\n% Unknown command' in say(osaka_r1, "frobnicate")[0]


@pytest.mark.requirement("IX-11")
def test_the_marker_stands_under_the_offending_character_in_configuration_mode(osaka_r1):
    replies = say(osaka_r1, "conf t", "int tu1", "ip mtu 20", "  ip adress 10.0.0.1 255.255.255.0", "do show vrsion")
    assert f"\n{' ' * len('osaka-r1(config-if)#ip mtu ')}^\n% Invalid" in replies[2]
    assert f"\n{' ' * len('osaka-r1(config-if)#  ip ad')}^\n% Invalid" in replies[3]
    assert f"\n{' ' * len('osaka-r1(config-if)#do show vr')}^\n% Invalid" in replies[4]


@pytest.mark.requirement("IX-05", "IX-66")
def test_enable_and_users_without_privilege(lab):
    router = lab.routers["tokyo-r2"]

    async def conversation(user, password, *answers):
        async with terminal(router, user, password) as client:
            assert await client.send("") == "\r\ntokyo-r2>"
            replies = [await client.send("show running-config", ">"), await client.send("enable", "Password: ")]
            return [*replies, *[await client.send(answer, ">", "#", "Password: ") for answer in answers]]

    replies = asyncio.run(conversation("kyoten", USER["password"], "wrong", USER["enable"]))
    assert "% Invalid input detected" in replies[0]
    assert replies[-1] == "\r\ntokyo-r2#"
    replies = asyncio.run(conversation("auditor", "lab-auditor-password", *[USER["enable"]] * 3))
    assert replies[-1] == "\r\n% Bad secrets\r\ntokyo-r2>"
    assert not [entry for entry in router.log if "lab-" in entry.line]


@pytest.mark.requirement("IX-73")
def test_a_wrong_password_is_refused(osaka_r1):
    with pytest.raises(asyncssh.PermissionDenied):
        say(osaka_r1, "show clock", password="wrong")


@pytest.mark.requirement("IX-12")
def test_paging_space_enter_and_q(osaka_r1):
    async def conversation():
        async with terminal(osaka_r1) as client:
            first = await client.send("show running-config", " --More-- ")
            client.process.stdin.write("\n")
            second = await client.until(" --More-- ")
            client.process.stdin.write(" ")
            third = await client.until(" --More-- ")
            client.process.stdin.write("q")
            rest = await client.until("#")
            await client.send("terminal length 0")
            whole = await client.send("show running-config", "\r\nend\r\n\r\nosaka-r1#")
            return first, second, third, rest, whole

    first, second, third, rest, whole = asyncio.run(conversation())
    assert first.count("\n") == 24
    erase = "\b" * 10 + " " * 10 + "\b" * 10
    assert second.startswith(erase)
    assert second.count("\n") == 1
    assert third.count("\n") == 23
    assert rest.endswith("osaka-r1#")
    assert "--More--" not in whole


@pytest.mark.requirement("IX-12")
def test_question_mark_tab_backspace_and_control_v(osaka_r1):
    async def conversation():
        async with terminal(osaka_r1) as client:
            client.process.stdin.write("show arch?")
            helped = await client.until("osaka-r1#show arch")
            client.process.stdin.write("x\b\t\n")
            await client.until("#")
            await client.send("conf t")
            await client.send("interface Loopback9")
            await client.send("description what\x16? now")
            return helped

    assert "  archive" in asyncio.run(conversation())
    assert osaka_r1.log[0].line == "show archive "
    assert "description what? now" in osaka_r1.running_text()


TEXT = "interface Tunnel1\n ip mtu 1400\n shutdown\ninterface Tunnel2\n ip mtu 1300\nrouter bgp 1\n address-family ipv4\n  network 10.0.0.0\n"


@pytest.mark.requirement("IX-13")
@pytest.mark.parametrize(
    ("pipe", "expected"),
    [
        (" include mtu 1[34]", " ip mtu 1400\n ip mtu 1300\n"),
        (" i ^interface", "interface Tunnel1\ninterface Tunnel2\n"),
        (" exclude ^ ", "interface Tunnel1\ninterface Tunnel2\nrouter bgp 1\n"),
        (" begin router", "router bgp 1\n address-family ipv4\n  network 10.0.0.0\n"),
        (" section Tunnel2", "interface Tunnel2\n ip mtu 1300\n"),
        (" sec address", " address-family ipv4\n  network 10.0.0.0\n"),
        (" count mtu", "Number of lines which match regexp = 2\n"),
        (" section exclude interface", "router bgp 1\n address-family ipv4\n  network 10.0.0.0\n"),
    ],
)
def test_filters(pipe, expected):
    assert apply(TEXT, pipe) == expected


@pytest.mark.requirement("IX-13")
def test_filters_and_do_on_the_wire(osaka_r1):
    replies = say(osaka_r1, "show running-config | section ^router bgp", "conf t", "do show run | count ^interface", "end", "show run | frobnicate x")
    assert replies[0].splitlines()[1] == "router bgp 65001"
    assert "regexp = 6" in replies[2]
    assert "% Invalid input" in replies[4]


@pytest.mark.requirement("IX-09", "IX-50")
def test_sixty_lines_pasted_in_one_write_are_answered_one_by_one(osaka_r1):
    block = ["terminal width 0", "configure terminal", *REFERENCE[:57], "end"]

    async def paste():
        async with terminal(osaka_r1) as client:
            client.process.stdin.write("".join(line + "\n" for line in block))
            text, prompts = "", 0
            while prompts < len(block):
                text += await client.until("#", seconds=5)
                prompts = len(re.findall(r"osaka-r1(\([a-z0-9-]+\))?#", text))
            return text

    text = asyncio.run(paste())
    assert len(re.findall(r"osaka-r1(?:\([a-z0-9-]+\))?#", text)) == len(block)
    assert "% Invalid" not in text
    for line in block[2:-1]:
        assert f"#{line}\r\n" in text
    assert [entry.line for entry in osaka_r1.log][:3] == ["terminal width 0", "configure terminal", REFERENCE[0]]


@pytest.mark.requirement("IX-55", "IX-36")
def test_the_log_tells_every_line_with_mode_and_user_and_no_secret(osaka_r1):
    say(osaka_r1, "conf t", *REFERENCE, "username x secret hush-hush-1", "enable secret 0 hush-hush-2", "snmp-server community hush-hush-3 RO", "end")
    text = "\n".join(entry.line for entry in osaka_r1.log)
    assert "hush" not in text
    assert "lab-osaka" not in text
    assert "  pre-shared-key <secret>" in text
    assert " neighbor 100.64.10.1 password <secret>" in text
    entry = next(entry for entry in osaka_r1.log if "ip mtu" in entry.line)
    assert (entry.user, entry.mode) == ("kyoten", "(config-if)#")


@pytest.mark.requirement("IX-15")
def test_exclusive_configuration_and_two_sessions(osaka_r1):
    async def conversation():
        async with terminal(osaka_r1) as first, terminal(osaka_r1) as second:
            shared = [
                await first.send("conf t"),
                await second.send("conf t"),
                await second.send("end"),
                await first.send("configuration mode exclusive"),
            ]
            await first.send("end")
            await first.send("conf t")
            locked = await second.send("conf t")
            await first.send("end")
            return shared, locked, await second.send("conf t")

    shared, locked, free = asyncio.run(conversation())
    assert all("Enter configuration commands" in reply for reply in shared[:2])
    assert "Configuration mode is locked by process" in locked
    assert free.endswith("(config)#")


@pytest.mark.requirement("IX-14")
def test_messages_reach_monitoring_sessions_and_the_buffer(osaka_r1):
    async def conversation():
        async with terminal(osaka_r1) as client:
            await client.send("terminal monitor")
            osaka_r1.syslog("%BGP-5-ADJCHANGE: neighbor 100.64.10.1 Up")
            return await client.until(" Up\r\n"), await client.send("show logging | include ADJCHANGE")

    live, kept = asyncio.run(conversation())
    assert re.fullmatch(r"\r\n\*\w{3} [ \d]\d \d\d:\d\d:\d\d\.\d{3}: %BGP-5-ADJCHANGE: neighbor 100.64.10.1 Up\r\n", live)
    assert "%BGP-5-ADJCHANGE" in kept


@pytest.mark.requirement("IX-16")
def test_saving_with_and_without_a_question(osaka_r1):
    say(osaka_r1, "conf t", "interface Loopback5", "end")
    assert "Loopback5" not in osaka_r1.startup_text()
    assert "Building configuration...\n[OK]\n" in say(osaka_r1, "write memory")[0]
    assert "Loopback5" in osaka_r1.startup_text()

    async def conversation():
        async with terminal(osaka_r1) as client:
            question = await client.send("copy running-config startup-config", "? ")
            return question, await client.send("")

    question, reply = asyncio.run(conversation())
    assert question.endswith("Destination filename [startup-config]? ")
    assert "[OK]" in reply


@pytest.mark.requirement("IX-01", "IX-12")
def test_long_lines_are_echoed_within_the_width(osaka_r1):
    line = "description " + "x" * 150
    narrow = say(osaka_r1, "conf t", "interface Loopback1", line)[2]
    wide = say(osaka_r1, "terminal width 512", "conf t", "interface Loopback1", line)[3]
    assert max(map(len, narrow.split("\n"))) <= 80
    assert narrow.replace("\n", "").startswith(line)
    assert wide.startswith(line + "\n")


@pytest.mark.requirement("IX-01", "IX-02", "IX-05", "IX-29")
@pytest.mark.parametrize("name", ["osaka-r1", "tokyo-r2"])
def test_netmiko_logs_in_enables_reads_configures_saves(lab, name):
    router = lab.routers[name]
    device = {
        "device_type": "cisco_xe",
        "host": "127.0.0.1",
        "port": router.port,
        "username": "kyoten",
        "password": USER["password"],
        "secret": USER["enable"],
    }
    with ConnectHandler(**device) as client:
        client.enable()
        assert client.find_prompt() == f"{name}#"
        assert "Cisco IOS XE Software, Version 17." in client.send_command("show version")
        assert client.send_command("show running-config").rstrip().endswith("end")
        said = client.send_config_set(["interface Tunnel7", " ip address 10.99.9.1 255.255.255.0", " frobnicate"])
        assert "% Invalid input detected at '^' marker." in said
        assert "ip address 10.99.9.1 255.255.255.0" in client.send_command("show running-config interface Tunnel7")
        assert "[OK]" in client.save_config()
    assert "interface Tunnel7" in router.startup_text()


def test_netmiko_is_told_of_a_wrong_password(osaka_r1):
    with pytest.raises(NetmikoAuthenticationException):
        ConnectHandler(device_type="cisco_xe", host="127.0.0.1", port=osaka_r1.port, username="kyoten", password="wrong")


@pytest.mark.requirement("IX-58")
def test_a_configuration_of_ten_thousand_lines_is_transferred_and_paged(osaka_r1):
    osaka_r1.configure([f"ip route 10.{number // 250}.{number % 250}.0 255.255.255.0 10.1.0.254" for number in range(2500, 12_500)])

    async def conversation():
        async with terminal(osaka_r1) as client:
            await client.send("terminal length 0")
            start = time.perf_counter()
            text = await client.send("show running-config", "\r\nend\r\n\r\nosaka-r1#")
            elapsed = time.perf_counter() - start
            await client.send("terminal length 500")
            first = await client.send("show running-config", " --More-- ")
            return text, elapsed, first

    text, elapsed, first = asyncio.run(conversation())
    assert text.count("\n") > 10_000
    assert elapsed < 2
    assert first.count("\n") == 500


@pytest.mark.requirement("IX-09")
def test_banners_and_a_single_command_over_an_exec_channel(osaka_r1):
    osaka_r1.configure(["banner login ^C\nOnly for staff#\n^C", "banner motd ^Chello router#^C"])

    async def conversation():
        async with connect(osaka_r1) as connection:
            one = await connection.run("show clock")
        async with connect(osaka_r1) as connection, connection.create_process(term_type="vt100") as process:
            return one.stdout, await Client(process).until("osaka-r1#")

    clock, greeting = asyncio.run(conversation())
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} [ \d]\d \d{4}\r\n", clock)
    assert greeting == "\r\nhello router#\r\n\r\nosaka-r1#"
