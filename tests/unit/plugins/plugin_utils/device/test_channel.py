"""Prompts, paging, echoes, messages, questions: every way in which a terminal can mislead a program."""

from __future__ import annotations

import time
from itertools import chain, repeat
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError, Session, Target, channel, open_session
from tests.unit.plugins.plugin_utils.device.scripted import Script, Shell

MESSAGE = "*Nov 23 22:00:01.123: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel101, changed state to up"
LOOPBACKS = [f"interface Loopback{n}\n ip address 192.0.2.{n} 255.255.255.255" for n in range(40)]
CONFIG = "\n".join(["Building configuration...", "", "hostname R1", *LOOPBACKS, "end"])


def start(shell: Shell, sizes=(), pauses=(), **settings_) -> tuple[Session, Script]:
    script = Script(shell, sizes, pauses)
    target = Target("r1", "192.0.2.1", **{"command_timeout": 3.0, **settings_})
    return open_session(target, connect=lambda _target: script), script


def ready(**settings_) -> Shell:
    return Shell(replies={"show running-config": CONFIG, "show clock": "12:00:00 UTC"}, **settings_)


@pytest.mark.requirement("IX-01")
def test_paging_and_wrapping_are_switched_off_first():
    shell = ready()
    start(shell)
    assert shell.typed[:2] == ["terminal length 0", "terminal width 0"]


@pytest.mark.requirement("IX-01")
def test_screen_length_is_the_second_try():
    shell = ready(paging_can_stop=False, screen_length=True)
    session, _other = start(shell)
    assert session.run("show running-config") == CONFIG
    assert "screen-length 0" in shell.typed


@pytest.mark.requirement("IX-12", "IX-68")
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_pages_are_turned_when_paging_cannot_be_switched_off(size):
    session, _other = start(ready(paging_can_stop=False), [size] * 20_000)
    assert session.run("show running-config") == CONFIG


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=400), st.booleans(), st.sampled_from(["", MESSAGE]))
@pytest.mark.requirement("IX-02", "IX-14")
def test_any_fragmentation_gives_the_same_replies(sizes, pages, message):
    shell = ready(paging_can_stop=not pages, before_prompt=message)
    session, _other = start(shell, sizes)
    assert session.run("show running-config") == CONFIG
    assert session.run("show clock") == "12:00:00 UTC"
    session.enter_configuration()
    session.configure(["interface Tunnel101", " ip mtu 1400"])
    assert session.configuring


class Stalling:
    """A line of its own clock: what the device says comes in pieces, each after a silence of its own."""

    def __init__(self, shell: Shell, pieces: list[tuple[int, float]]) -> None:
        self._shell, self._out = shell, bytearray(shell.greet())
        self._pieces, self._wait, self._size = chain(pieces, repeat((100_000, 0.01))), 0.0, 0
        self.now = 0.0

    def send(self, data: bytes) -> None:
        for text in self._shell.feed(data.decode()):
            self._out += text.encode()

    def receive(self, timeout: float) -> bytes:
        if self._out and not self._size:
            self._size, self._wait = next(self._pieces)
        if not self._out or self._wait > timeout:
            self.now += timeout
            self._wait = max(self._wait - timeout, 0.0)
            return b""
        self.now += self._wait
        piece, self._out, self._size = bytes(self._out[: self._size]), self._out[self._size:], 0
        return piece

    def close(self) -> None:
        pass

    def clock(self) -> SimpleNamespace:
        """What stands in for the module ``time``."""
        return SimpleNamespace(monotonic=lambda: self.now, sleep=lambda seconds: setattr(self, "now", self.now + seconds))


PIECES = st.lists(st.tuples(st.sampled_from([1, 5, 12, 25, 100, 2000]), st.sampled_from([0.0, 0.1, 0.31, 0.7, 1.3, 2.1, 4.0])), max_size=60)


HABITS = [
    {}, {"before_prompt": MESSAGE}, {"after_prompt": MESSAGE}, {"paging_can_stop": False}, {"width": 20}, {"hostname": "a-very-long-branch-name-01"},
]  # fmt: skip


@pytest.mark.parametrize("habit", HABITS, ids=str)
@settings(max_examples=120, deadline=None)
@given(pieces=PIECES)
@pytest.mark.requirement("IX-02", "IX-67")
def test_whatever_silences_a_line_has_every_reply_belongs_to_its_line(habit, pieces):
    """Each silence may be the end of a reply, so it is asked about; the answers to several questions come at once, or in the next talk."""
    refusal = "               ^\n% Invalid input detected at '^' marker.\n"
    shell = Shell(replies={"show running-config": CONFIG, "show clock": "12:00:00 UTC", "ip mtu 9": refusal}, **habit)
    line = Stalling(shell, pieces)
    real, channel.time = channel.time, line.clock()
    try:
        session = open_session(Target("r1", "192.0.2.1", command_timeout=600.0), connect=lambda _target: line)
        for _again in range(2):
            assert session.run("show clock") == "12:00:00 UTC"
            assert session.run("show nothing") == ""
            assert session.run("show running-config") == CONFIG
        session.enter_configuration()
        session.configure(["interface Tunnel101"])
        with pytest.raises(DeviceError) as error:
            session.configure([" ip mtu 9"])
        assert error.value.line == "ip mtu 9"
        session.configure([" ip mtu 1400", " ip mtu 1300"])
        session.leave_configuration()
        assert session.run("show clock") == "12:00:00 UTC"
    finally:
        channel.time = real


@pytest.mark.requirement("IX-02", "IX-67")
@pytest.mark.parametrize("line", ["R1#", "R1>", "R1(config)#", "core-sw#", "R1# "])
def test_an_output_line_that_looks_like_the_prompt_is_output(line):
    output = f"first\n{line}\nlast"
    shell = Shell(replies={"show banner": output, "show clock": "12:00"})
    session, _other = start(shell, pauses=(line.encode(),) * 2)
    assert session.run("show banner") == output.replace("# ", "# ")
    assert session.run("show clock") == "12:00"


@pytest.mark.requirement("IX-02", "IX-67")
def test_even_two_prompts_in_a_row_are_output_when_more_follows():
    output = "first\nR1#\nR1#\nlast"
    session, _other = start(Shell(replies={"show banner": output, "show clock": "12:00"}), pauses=(b"R1#\r\nR1#",))
    assert session.run("show banner") == output
    assert session.run("show clock") == "12:00"


@pytest.mark.requirement("IX-68")
def test_a_long_batch_may_take_longer_than_one_command():
    session, script = start(ready(), [30] * 1000, command_timeout=0.4)
    session.enter_configuration()
    script.lag = 0.04
    session.configure([f"route number {n:02} of the batch" for n in range(20)])


@pytest.mark.requirement("IX-02", "IX-67")
@pytest.mark.parametrize("banner", ["Welcome to\r\nthe-router#", "line one\r\nR1#\r\nunauthorised access\r\n", "a\r\nb>\r\n\r\n"])
def test_a_banner_that_ends_like_a_prompt_does_not_fool_the_login(banner):
    session, _other = start(Shell(banner=banner, replies={"show clock": "12:00"}), pauses=(b"#", b">"))
    assert session.run("show clock") == "12:00"
    assert session.privileged


@pytest.mark.requirement("IX-14", "IX-67")
@pytest.mark.parametrize("where", ["before_prompt", "after_prompt"])
def test_log_messages_around_the_prompt_are_no_output(where):
    session, _other = start(ready(**{where: MESSAGE}))
    assert session.run("show clock") == "12:00:00 UTC"
    assert session.run("show running-config") == CONFIG


@pytest.mark.requirement("IX-14")
def test_the_log_itself_is_output():
    session, _other = start(Shell(replies={"show logging": f"Syslog logging: enabled\n{MESSAGE}"}))
    assert MESSAGE in session.run("show logging")


@pytest.mark.requirement("IX-10", "IX-67")
@pytest.mark.parametrize("name", ["tokyo-r2", "a-very-long-router-name-that-is-cut", "R"])
def test_our_own_change_of_the_host_name_changes_the_prompt(name):
    shell = ready()
    session, _other = start(shell)
    session.enter_configuration()
    session.configure([f"hostname {name}", "interface Tunnel101"])
    session.configure([f"hostname {name}"])
    assert shell.typed[-1] == f"hostname {name}", "the new prompt is expected, not puzzled over"
    session.leave_configuration()
    assert session.run("show clock") == "12:00:00 UTC"


@pytest.mark.requirement("IX-10", "IX-67")
def test_a_host_name_that_a_rollback_changes_is_learnt_by_asking_again():
    def rolled(shell: Shell) -> str:
        shell.hostname = "old-name"
        return "Rollback Done"

    session, _other = start(Shell(replies={"configure revert now": rolled, "show clock": "12:00"}))
    assert session.run("configure revert now") == "Rollback Done"
    assert session.run("show clock") == "12:00"


@pytest.mark.requirement("IX-10")
def test_a_long_host_name_is_shortened_further_in_configuration_mode():
    shell = ready(hostname="branch-office-router-of-nagoya")
    session, _other = start(shell)
    session.enter_configuration()
    session.configure(["crypto map VC-MAP 10 ipsec-isakmp"])
    assert session.configuring
    assert shell.typed[-1] == "crypto map VC-MAP 10 ipsec-isakmp", "the shortened prompt is known for what it is"


@pytest.mark.requirement("IX-12")
def test_an_echo_wrapped_by_a_narrow_terminal_is_still_the_echo():
    line = "ip prefix-list VC-DC1-IN seq 5 permit 192.0.2.0/25 and a long tail that goes over the edge of it"
    shell = ready(width=40)
    shell.replies[line] = "% Invalid input detected at '^' marker."
    session, _other = start(shell)
    assert session.run("show clock") == "12:00:00 UTC"
    session.enter_configuration()
    with pytest.raises(DeviceError) as caught:
        session.configure(["interface Tunnel101", line, "interface Tunnel102"])
    assert caught.value.index == 1


@pytest.mark.requirement("IX-46")
def test_a_question_gets_the_answer_that_was_given_with_the_command():
    command = "copy running-config startup-config"
    shell = ready(questions={command: ("Destination filename [startup-config]? ", "Building configuration...\n[OK]\n")})
    session, _other = start(shell)
    assert session.run(command, answers=[(r"filename .*\? ?$", "")]).endswith("[OK]")
    assert session.run("show clock") == "12:00:00 UTC"


@pytest.mark.requirement("IX-46")
def test_a_question_without_an_answer_is_not_answered():
    shell = ready(questions={"reload": ("Proceed with reload? [confirm]", "")})
    session, script = start(shell)
    with pytest.raises(DeviceError) as caught:
        session.run("reload")
    assert caught.value.kind == "question"
    assert script.sent[-1] == b"reload\n"
    assert not session.alive


@pytest.mark.requirement("IX-68")
def test_silence_ends_in_bounded_time_and_names_the_command_without_its_secret():
    session, _other = start(ready(mute="username x secret hidden-1234"), command_timeout=0.5)
    began = time.monotonic()
    with pytest.raises(DeviceError) as caught:
        session.run("username x secret hidden-1234")
    assert time.monotonic() - began < 10
    assert caught.value.kind == "timeout"
    assert caught.value.problems[0].details["line"] == "username x secret <secret>"
    assert not session.alive


@pytest.mark.requirement("IX-68")
def test_a_silence_within_a_batch_names_the_line():
    session, _other = start(ready(mute="b"), command_timeout=0.5)
    session.enter_configuration()
    with pytest.raises(DeviceError) as caught:
        session.configure(["a", "b", "c"])
    assert caught.value.problems[0].details["line"] == "b"


@pytest.mark.requirement("IX-60")
def test_a_lost_connection_is_said():
    session, script = start(ready(die="b"))
    session.enter_configuration()
    with pytest.raises(DeviceError) as caught:
        session.configure(["a", "b", "c"])
    assert caught.value.kind == "lost"
    assert script.closed


@pytest.mark.requirement("IX-68")
def test_no_prompt_at_all_is_a_protocol_error():
    with pytest.raises(DeviceError) as caught:
        start(Shell(banner="Select a menu item: ", hostname="", privileged=False, replies={}), command_timeout=0.5)
    assert caught.value.kind in ("protocol", "timeout")


@given(st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
@pytest.mark.requirement("IX-68")
def test_garbage_gives_output_or_a_device_error(garbage):
    shell = Shell(replies={"show garbage": garbage.decode("utf-8", "surrogateescape")})
    session, _other = start(shell, command_timeout=0.4)
    try:
        assert isinstance(session.run("show garbage"), str)
    except DeviceError as error:
        assert error.kind in ("timeout", "question", "refused_command", "protocol")


@pytest.mark.requirement("IX-12")
@pytest.mark.parametrize("line", ["show ?", "a\nb", "a\x03", "a\tb"])
def test_help_and_control_characters_are_never_sent(line):
    session, script = start(ready())
    before = list(script.sent)
    with pytest.raises(DeviceError) as caught:
        session.run(line)
    assert caught.value.kind == "untypable"
    assert script.sent == before


def test_text_that_is_no_utf8_is_replaced():
    output = b" description \xff\xe3\x83\n\xe6\x9d\xb1\xe4\xba\xac".decode("utf-8", "surrogateescape")
    session, _other = start(Shell(replies={"show run": output}), [3] * 1000)
    assert session.run("show run").endswith("東京")


@pytest.mark.requirement("IX-06")
def test_lines_go_out_in_batches_and_every_reply_finds_its_line():
    shell = ready()
    shell.replies["bad 77"] = "            ^\n% Invalid input detected at '^' marker.\n"
    shell.replies["crypto map VC-MAP 10 ipsec-isakmp"] = (
        "% NOTE: This new crypto map will remain disabled until a peer\n        and a valid access list have been configured."
    )
    session, script = start(shell)
    session.enter_configuration()
    lines = ["!", "", "crypto map VC-MAP 10 ipsec-isakmp", *(f"good {n}" for n in range(70)), " bad 77", *(f"good {n}" for n in range(70, 400))]
    before = len(script.sent)
    with pytest.raises(DeviceError) as caught:
        session.configure(lines)
    error = caught.value
    assert (error.kind, error.index, error.line) == ("refused_line", 73, "bad 77")
    assert "Invalid input" in error.reply
    assert len(script.sent) - before <= 2, "nothing more is sent after the batch of the refused line"
    assert "good 399" not in shell.typed
    assert max(map(len, script.sent)) <= 2100


@pytest.mark.requirement("IX-06")
def test_line_by_line_nothing_follows_a_refused_line():
    shell = ready()
    shell.replies["interface Nowhere0"] = "% Invalid input detected at '^' marker."
    session, _other = start(shell)
    session.enter_configuration()
    with pytest.raises(DeviceError):
        session.configure(["interface Nowhere0", "shutdown"], batch=1)
    assert "shutdown" not in shell.typed
