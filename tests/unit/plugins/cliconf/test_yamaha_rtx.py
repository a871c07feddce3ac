"""The cliconf plugin without a device: the difference, what it can and cannot, and that no line is typed after a question."""

from __future__ import annotations

import json
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.errors import AnsibleConnectionFailure

from ansible_collections.kyoten.onramp.plugins.cliconf.yamaha_rtx import Cliconf

RUNNING = """# RTX1210 Rev.14.01.42 (Fri Jul  5 11:17:45 2024)
console columns 4096
pp select 1
 ip pp mtu 1454
 pp auth myname me *
ip filter 1 pass * 192.168.21.0/24 udp 5060 *
"""


class Terminal:
    """Takes every line but those with ``asks`` in them, after which it waits."""

    def __init__(self) -> None:
        self.typed: list[str] = []
        self.ready = True

    def say(self, line: str, **_how: Any) -> str:
        self.typed.append(line)
        self.ready = "asks" not in line
        if not self.ready:
            raise AnsibleConnectionFailure("command timeout triggered")
        return RUNNING if line.startswith("show config") else ""

    def as_found(self) -> nullcontext[None]:
        self.typed.append("as found")
        return nullcontext()


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def cliconf(terminal: Terminal) -> Cliconf:
    return Cliconf(SimpleNamespace(_terminal=terminal, get_prompt=lambda: b"\r\nR1# "))


@pytest.mark.requirement("RX-17", "RX-27")
def test_the_configuration_is_read_without_what_changes_by_itself(cliconf: Cliconf) -> None:
    assert cliconf.get_config().splitlines() == [RUNNING.splitlines()[0], *RUNNING.splitlines()[2:]]
    with pytest.raises(ValueError, match="running"):
        cliconf.get_config(source="startup")


@pytest.mark.requirement("RX-21", "RX-31", "RX-34")
@pytest.mark.parametrize(("wanted", "typed"), [
    ("ip filter 1 pass * 192.168.21.0/255.255.255.0 udp 5060", ""),
    ("pp select 1\n pp auth myname me a-secret\n ip pp mtu 1400", "pp select 1\nip pp mtu 1400\npp select none"),
    ("no ip filter 1", "no ip filter 1"), ("no ip filter 2", ""),
])  # fmt: skip
def test_the_difference_is_of_meaning(cliconf: Cliconf, wanted: str, typed: str) -> None:
    assert cliconf.get_diff(wanted, RUNNING) == {"config_diff": typed, "banner_diff": ""}


def test_a_configuration_that_is_not_whole_is_told_in_words(cliconf: Cliconf) -> None:
    with pytest.raises(AnsibleConnectionFailure, match="KO-CF013 the running configuration ends"):
        cliconf.get_diff("ip filter 1 pass * *", "# None\n")


@pytest.mark.requirement("RX-25")
def test_no_context_stays_selected_but_nothing_is_typed_after_a_question(cliconf: Cliconf, terminal: Terminal) -> None:
    cliconf.edit_config(["pp select 1", "ip pp mtu 1400", "# a comment", "save"])
    assert terminal.typed == ["pp select 1", "ip pp mtu 1400", "as found", "save", "pp select none"]
    terminal.typed.clear()
    with pytest.raises(AnsibleConnectionFailure, match="timeout"):
        cliconf.edit_config("tunnel select 1\nthis asks\nip tunnel mtu 1400")
    assert terminal.typed == ["tunnel select 1", "this asks"]
    terminal.ready = True
    assert cliconf.edit_config(["ip pp mtu 1400"], commit=False) == {"request": [], "response": []}
    with pytest.raises(ValueError, match="not replaced"):
        cliconf.edit_config(["ip pp mtu 1400"], replace="config")


def test_what_it_says_of_itself(cliconf: Cliconf) -> None:
    said = json.loads(cliconf.get_capabilities())
    assert said["device_info"]["network_os_model"] == "RTX1210" and said["device_info"]["network_os_version"] == "14.01.42"
    assert said["device_info"]["network_os_hostname"] == "R1"
    assert [name for name, value in said["device_operations"].items() if value] == ["supports_generate_diff"]
