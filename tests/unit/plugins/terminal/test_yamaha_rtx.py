"""The terminal plugin on a connection that answers as netcommon's does: prompts, questions that wait, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleConnectionFailure
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.terminal.yamaha_rtx import TerminalModule

NAMES = st.from_regex(r"\A[A-Za-z0-9._-]{0,60}\Z")
CONTEXTS = st.sampled_from(["", "pp1", "pp30", "ppanonymous", "tunnel1", "tunnel300"])
REFUSED = b"%s\r\nError: Parameter out of range\r\nR1# "


class Connection:
    """What the plugin uses of ``network_cli``; ``replies`` by line, bytes are a refusal."""

    def __init__(self, prompt: bytes | None = b"\r\nR1# ", **replies: str | bytes) -> None:
        self.prompt, self.replies, self.sent = prompt, replies, []
        self._last_recv_window = b"Overwrite ? (Y/N)"

    def get_prompt(self) -> bytes | None:
        return self.prompt

    def send(self, command: bytes, **asked: Any) -> str:
        self.sent.append(command.decode())
        said = self.replies.get(command.decode().split()[0], "R1#")
        if isinstance(said, bytes):
            raise AnsibleConnectionFailure(said)
        return said


@pytest.mark.requirement("RX-06")
@given(name=NAMES, first=CONTEXTS, then=CONTEXTS, mark=st.sampled_from(["> ", "# "]))
def test_the_prompt_that_was_learnt_ends_a_reply_in_every_context_and_level(name: str, first: str, then: str, mark: str) -> None:
    terminal = TerminalModule(Connection(f"\r\n{name}{first}> ".encode()))
    terminal.on_open_shell()
    (pattern,) = terminal.terminal_stdout_re
    assert pattern.search(f"ip lan1 address 192.0.2.1/24\r\n{name}{then}{mark}".encode())
    assert not pattern.search(f"ip lan1\r\n{name}{then}{mark}\r\n".encode())
    assert not pattern.search(f"\r\n{name}{then}{mark}RTX1210 Rev.14.01.42".encode())


@pytest.mark.requirement("RX-09", "RX-17")
def test_no_key_goes_into_a_question_that_waits() -> None:
    connection = Connection()
    terminal = TerminalModule(connection)
    terminal.on_open_shell()
    connection.prompt, before = None, list(connection.sent)
    with pytest.raises(AnsibleConnectionFailure, match=r"KO-DV015 `show environment` .* Overwrite \? \(Y/N\)"):
        terminal.say("show environment")
    terminal.on_close_shell()
    assert connection.sent == before


@pytest.mark.requirement("RX-23", "RX-31")
def test_a_refusal_names_its_line_without_the_secret() -> None:
    line = "pp auth myname me word-of-mine more"
    terminal = TerminalModule(Connection(pp=REFUSED % line.encode()))
    with pytest.raises(AnsibleConnectionFailure, match=r"KO-DV014 .* refused `pp auth myname me .*`: Error: Parameter out of range") as caught:
        terminal.say(line)
    assert "word-of-mine" not in str(caught.value)
    assert terminal.say(line, check=False) == "Error: Parameter out of range"


@pytest.mark.requirement("RX-06", "RX-15")
def test_a_reply_is_whole_whatever_stands_in_it() -> None:
    said = "# RTX1210 Rev.14.01.42\ndescription 1 \"R1# and #\"\nshow\nR1#"
    assert TerminalModule(Connection(show=said)).say("show config") == said.removesuffix("\nR1#")
    broken = "show config | grep con\nsole\nconsole lines 24\nR1#"
    assert TerminalModule(Connection(show=broken)).say("show config | grep console") == "console lines 24"


@pytest.mark.requirement("RX-08")
def test_a_lost_connection_is_told_as_it_is() -> None:
    terminal = TerminalModule(Connection(administrator=b"socket closed", prompt=b"R1> "))
    with pytest.raises(AnsibleConnectionFailure, match=r"KO-DV005 .*socket closed"):
        terminal.on_become("word")
