"""What is a refusal and what a note; what the screen shows; what the router says of its timer; that every error has its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError, refusals
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import ios_xe_text as says
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import KINDS
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.masking import mask_reply, mask_values, mask_words
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.prompt import read_prompt
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.screen import clean, without_messages
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, describe, table

INVALID = "            ^\n% Invalid input detected at '^' marker."
NOTES = [
    "", "% NOTE: This new crypto map will remain disabled until a peer\n        and a valid access list have been configured.",
    "% Warning: the interface is used elsewhere", "%No Rollback Confirmed Change pending",
    "Enter configuration commands, one per line.  End with CNTL/Z.",
    "% Interface Tunnel101 IPv4 disabled and address(es) removed due to enabling VRF X",
]
REFUSED = [
    INVALID, "% Incomplete command.", '% Ambiguous command:  "s"', "% 100.64.10.0 overlaps with Tunnel101", "Bad mask 0xFFFFFF00 for address",
    "% Error in something", "ERROR: no", "% Bad secrets", "Command rejected: no", "% Invalid address",
    "% Specify remote-as or peer-group commands first",
    "% General session commands not allowed under the address family", "% VRF X not found",
]


@pytest.mark.requirement("IX-04")
@pytest.mark.parametrize("note", NOTES)
def test_notes_pass(note):
    assert refusals.of_line(note) is None
    assert refusals.of_command(note) is None


@pytest.mark.requirement("IX-03", "IX-57")
@pytest.mark.parametrize("reply", REFUSED)
def test_refusals(reply):
    assert refusals.of_line(reply) == "KO-DV009"
    assert refusals.of_command(reply) == "KO-DV014"


@pytest.mark.requirement("IX-66", "IX-15")
def test_refusals_of_a_kind_of_their_own():
    assert refusals.of_line("Command authorization failed.\n") == refusals.of_command("% Authorization failed.") == "KO-DV010"
    assert refusals.of_command("Configuration mode is locked by process '120' user 'x' from terminal '1'. Please try later.") == "KO-DV011"


@pytest.mark.requirement("IX-03")
@pytest.mark.parametrize("word", REFUSED)
def test_output_may_hold_any_words(word):
    output = "\n".join(["interface Tunnel101", f" description {word}", *[" line"] * 12, "end"])
    assert refusals.of_command(output) is None


@pytest.mark.parametrize(("data", "text"), [
    (b"a\r\nb\r\n", "a\nb\n"), (b"a\r\r\nb", "a\nb"), (b"abc\x08 \x08\x08 \x08X", "aX"), (b"\x1b[1mbold\x1b[0m \x1b[Kx", "bold x"),
    (b"one\r\n --More-- \x08\x08\x08\x08\x08\x08\x08\x08\x08        \x08\x08\x08\x08\x08\x08\x08\x08\x08 two", "one\n two"),
    (b"one\r\n--More--\r         \r two", "one\n two"), (b"more--or--less", "more--or--less"), (b"a\x00\x07b", "ab"),
    (b"\xe6\x9d\xb1\xff", "東\ufffd"),
])
def test_screen(data, text):
    assert clean(data) == text


@given(st.binary(max_size=200))
def test_the_screen_takes_anything(data):
    assert "\x1b[" not in clean(b"x" + data.replace(b"\x1b", b"")) or b"\x1b" in data


@pytest.mark.requirement("IX-14")
@pytest.mark.parametrize("message", [
    "*Nov 23 22:00:01.123: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel101, changed state to up",
    "%BGP-5-ADJCHANGE: neighbor 100.64.10.1 Up", "000123: Nov 23 22:00:01.123 JST: %SYS-5-CONFIG_I: Configured from console by kyoten",
    ".Nov 23 2026 22:00:01: %CRYPTO-4-RECVD_PKT_INV_SPI: decaps", "R1#*Nov 23 22:00:01: %SYS-5-CONFIG_I: x",
])
def test_messages_leave_the_text(message):
    assert without_messages(f"one\n{message}\ntwo\n") == "one\ntwo\n"


def test_what_only_resembles_a_message_stays():
    text = ' event syslog pattern "%LINK-3-UPDOWN"\n description 100% sure: yes\n'
    assert without_messages(text) == text


@pytest.mark.requirement("IX-10")
@pytest.mark.parametrize(("line", "text"), [
    (b"R1>", "R1>"), (b"R1#", "R1#"), (b"R1# ", "R1#"), (b"R1(config-ikev2-keyring-peer)#", "R1(config-ikev2-keyring-peer)#"),
    (b"R1(cfg-crypto-trans)#", "R1(cfg-crypto-trans)#"), (b"RP/0/RSP0:core_sw.a#", "RP/0/RSP0:core_sw.a#"),
    (b"two words#", None), (b"R1", None), (b"", None), (b"#", None), (b"R1#show", None), (b"x" * 200 + b"#", None),
])
def test_prompts(line, text):
    prompt = read_prompt(line)
    assert (prompt.text if prompt else None) == text


@pytest.mark.requirement("IX-43", "IX-44")
def test_pending():
    shown = "Time configured(or reconfigured): 22:50:48 UTC Sat Feb 21 2026\n Timer type: absolute timer\r\nTimer value: 5 min\nUser: kyoten\n"
    found = says.parse_pending(shown)
    assert found is not None
    assert (found.user, found.minutes) == ("kyoten", 5)
    for text in ("%No Rollback Confirmed Change pending", "%Turn config archive on before using Rollback Confirmed Change"):
        assert says.parse_pending(text) is None
    with pytest.raises(ValueError, match="neither"):
        says.parse_pending(INVALID)


@pytest.mark.requirement("IX-40", "IX-44", "IX-62")
def test_arming():
    assert says.says_armed("Rollback Confirmed Change: Backing up current running config to bootflash:kyoten-1\nEnter configuration commands")
    full = "Rollback Confirmed Change: Backing up current running config to bootflash:k-1\n%Error opening bootflash:k-1 (No space left on device)"
    assert not says.says_armed(full)
    assert says.says_disk_full(full)
    for text in (" Archive feature not enabled", "%Turn config archive on before using Rollback Confirmed Change",
                 "%Please turn config archive on before using Rollback Confirmed Change"):
        assert says.says_archive_off(text)
    assert not says.says_archive_off("The maximum archive configurations allowed is 10.")
    assert says.whole_configuration("hostname R1\n!\nend\nstray#\n") == "hostname R1\n!\nend"
    assert says.whole_configuration("hostname R1\n ip address 192") is None


@pytest.mark.parametrize("line", [
    "pre-shared-key hide-me", " neighbor 192.0.2.1 password 7 hide-me", "username a privilege 15 secret 9 hide-me",
    "snmp-server community hide-me RO",
    "key 7 hide-me", "tacacs-server key hide-me", "enable password hide-me", "key config-key password-encrypt hide-me",
])
@pytest.mark.requirement("IX-36")
def test_masking(line):
    assert "hide-me" not in mask_words(line)
    assert line.split()[0] in mask_words(line)


@pytest.mark.requirement("VC-35")
@pytest.mark.parametrize("line", ["pre-shared-key hunter2", "neighbor 192.0.2.1 password 0 hunter2", "password hunter2"])
def test_a_refusal_that_quotes_the_secret_of_its_line(line):
    assert mask_reply(mask_words, line, "% Invalid value: hunter2 at '^'") == "% Invalid value: <secret> at '^'"


def test_a_refusal_of_a_line_without_secret_is_quoted_whole():
    assert mask_reply(mask_words, "ip mtu 70000", "% Invalid input detected") == "% Invalid input detected"


def test_known_values_are_masked_wherever_they_stand():
    assert mask_values(mask_words, ["s3cr3t", None, ""])("a s3cr3t b") == "a <secret> b"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_error_has_its_words(code, language):
    details = dict.fromkeys(("address", "port", "reason", "key_type", "fingerprint", "entry", "file", "user", "setting", "question"), "x")
    problem = DeviceError(code, "r1", line="a", index=0, reply="b\n c", seconds=5.0, **details).problems[0]
    text = describe(problem, language)
    assert all((text.message, text.why, text.mend))
    assert "{" not in text.message + text.mend


def test_the_table_has_no_entry_without_a_use():
    assert {code for code in table() if code.startswith("KO-DV")} == set(KINDS)
