"""The session by way of network_cli's helper: same doors, its errors sorted."""

from __future__ import annotations

import pytest
from ansible.module_utils.connection import ConnectionError as HelperError

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import DeviceError, netcommon
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.netcommon import NetcommonSession, netcommon_device

INVALID = "configure x\r\n ^\r\n% Invalid input detected at '^' marker.\r\n\r\nR1#"


class Helper:
    """Answers as the helper does: output without prompt, or an error with everything in it."""

    def __init__(self, replies: dict[str, str | Exception], prompt: str = "R1#") -> None:
        self.replies, self.prompt, self.sent = replies, prompt, []

    def get(self, command: str, prompt=None, answer=None) -> str:
        self.sent.append((command, prompt, answer) if prompt else command)
        reply = self.replies.get(command, "")
        if isinstance(reply, Exception):
            raise reply
        if command.startswith("configure terminal"):
            self.prompt = "R1(config)#"
        if command == "end":
            self.prompt = "R1#"
        return reply

    def get_prompt(self) -> str:
        return self.prompt


def test_commands_questions_and_refusals():
    helper = Helper({"show clock": "12:00", "bad": HelperError(INVALID), "note": "% NOTE: fine"})
    session = NetcommonSession(helper, "r1")
    assert session.run("show clock") == "12:00"
    assert session.run("note") == "% NOTE: fine"
    assert session.run("copy a b", answers=[("Destination", "x")]) == ""
    assert helper.sent[-1] == ("copy a b", ["Destination"], ["x"])
    assert "Invalid input" in session.run("bad", check=False)
    with pytest.raises(DeviceError) as caught:
        session.run("bad")
    assert caught.value.kind == "refused_command"
    assert session.alive


@pytest.mark.requirement("IX-64")
def test_lines_go_one_by_one_up_to_the_refused_one():
    helper = Helper({"key hide-me": HelperError(INVALID)})
    session = NetcommonSession(helper, "r1")
    session.run("configure terminal")
    assert session.configuring
    with pytest.raises(DeviceError) as caught:
        session.configure(["a", "!", "", " b", "key hide-me", "c"])
    assert (caught.value.kind, caught.value.index, caught.value.line) == ("refused_line", 4, "key <secret>")
    session.leave_configuration()
    assert helper.sent == ["configure terminal", "a", "b", "key hide-me", "end"]
    assert session.privileged


@pytest.mark.parametrize(("text", "kind"), [
    ("Unable to connect to socket /tmp/x", "lost"), ("command timeout triggered, timeout value is 30 secs.", "lost"),
    ("ssh connection failed: Failed to authenticate with password", "authentication"), ("Host is unknown: 89:20", "authentication"),
])
def test_failures_of_the_helper_itself(text, kind):
    session = NetcommonSession(Helper({"show clock": HelperError(text)}), "r1")
    with pytest.raises(DeviceError) as caught:
        session.run("show clock", check=False)
    assert caught.value.kind == kind
    assert not session.alive


class Plugin:
    socket_path = "first"

    def get_option(self, name: str) -> str:
        return {"host": "r1", "remote_user": "kyoten"}[name]


@pytest.mark.requirement("VC-63")
def test_reconnecting_asks_for_a_new_helper(monkeypatch):
    opened = []
    monkeypatch.setattr(netcommon, "Connection", lambda path: opened.append(path) or Helper({}))
    monkeypatch.setattr(netcommon, "restart", lambda _plugin: "second")
    device = netcommon_device(Plugin())
    device.connect()
    device.connect()
    device.reconnect(1)
    assert opened == ["first", "second"]
    assert device.user == "kyoten"
