# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Configuration of a Yamaha RTX for ``ansible.netcommon.cli_command`` and ``cli_config``; the helper process loads this by ``ansible_network_os``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: yamaha_rtx
short_description: Run commands on Yamaha RTX routers, and change their lines
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - For C(ansible_connection=ansible.netcommon.network_cli) with C(ansible_network_os=kyoten.onramp.yamaha_rtx).
  - A line is in force as soon as it is typed, and nothing saves it; C(save) is a command of its own. There is no timer and no second session here.
    Use M(kyoten.onramp.cli_config) over the connection P(kyoten.onramp.ssh_cli#connection) for a change that is guarded.
"""

import json
import re
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.common.text.converters import to_bytes, to_text
from ansible.plugins.cliconf import CliconfBase

from ..plugin_utils.config.change import Part, plan
from ..plugin_utils.config.driver import load_driver
from ..plugin_utils.config.ownership import NOTHING
from ..plugin_utils.device.rtx_text import body, model_line
from ..plugin_utils.message_table import listing

_SAVE = re.compile(r"save\b", re.IGNORECASE)
_OPERATIONS = {
    "supports_generate_diff": True, "supports_diff_replace": False, "supports_commit": False, "supports_rollback": False, "supports_defaults": False,
    "supports_commit_comment": False, "supports_onbox_diff": False, "supports_multiline_delimiter": False, "supports_diff_match": False,
    "supports_diff_ignore_lines": False, "supports_config_replace": False, "supports_admin": False, "supports_commit_label": False,
    "supports_replace": False,
}  # fmt: skip


class Cliconf(CliconfBase):
    """No candidate, no replacement, no rollback: an RTX has none of them over its command line."""

    def get_config(self, source: str = "running", flags: Any = None, format: str | None = None) -> str:  # noqa: A002 - netcommon's name
        """The running configuration under its model, without console settings and dates (RX-27). ``startup`` would ask for passwords (RX-29)."""
        if source != "running":
            raise ValueError(f"an RTX shows its running configuration only, not {source}")
        text = self.send_command("show config")
        return f"# {model_line(text)}\n{body(text)}"

    def get_diff(
        self, candidate: str | None = None, running: str | None = None, diff_match: str = "line", diff_ignore_lines: Any = None, path: Any = None,
        diff_replace: str | None = None,
    ) -> dict[str, str]:
        """The lines of ``candidate`` that are not in force, with the contexts that they need: by what they say, not by how they are spelled."""
        if diff_match != "line" or diff_replace is not None:
            raise ValueError("lines are compared one by one, and none is replaced")
        change = plan(load_driver("yamaha_rtx"), running or "", [Part("config", candidate or "", NOTHING)])
        if change.problems:
            raise AnsibleConnectionFailure(listing(change.problems))
        return {"config_diff": "\n".join(change.commands), "banner_diff": ""}

    def edit_config(
        self, candidate: Any = None, commit: bool = True, replace: str | None = None, diff: bool = False, comment: str | None = None,
    ) -> dict[str, list[Any]]:
        """Type the lines, if ``commit``; the first refusal ends it, and those before it stand (RX-23). No context stays selected (RX-25)."""
        if replace is not None:
            raise ValueError("an RTX's configuration is not replaced over its command line")
        typed = [each for line in _lines(candidate) if (each := line.strip()) and not each.startswith("#")] if commit else []
        try:
            said = [self.send_command(line) for line in typed]
        finally:
            self._leave(typed)
        return {"request": typed, "response": said}

    def get(
        self, command: str | None = None, prompt: Any = None, answer: Any = None, sendonly: bool = False, newline: bool = True,
        output: str | None = None, check_all: bool = False,
    ) -> str:
        """The reply to one command."""
        if not command:
            raise ValueError("no command")
        if output:
            raise ValueError(f"an RTX answers in text only, not in {output}")
        return self.send_command(command, prompt=prompt, answer=answer, sendonly=sendonly, newline=newline, check_all=check_all)

    def send_command(self, command: str | None = None, prompt: Any = None, answer: Any = None, **how: Any) -> str:
        """The reply to one line. ``save`` saves the console's own settings, not those that this connection works with."""
        terminal, line = self._connection._terminal, to_text(command)
        self._connection.get_prompt()  # the first line of a task opens the shell, whose settings must be known here
        with terminal.as_found() if _SAVE.match(line) else nullcontext():
            said = str(terminal.say(line, prompt=_bytes(prompt), answer=_bytes(answer), **how))
        self.history.append((line, said) if self.response_logging else ("*****", "*****"))
        return said

    def _leave(self, typed: Sequence[str]) -> None:
        """Select no context, where one was selected and nothing waits for an answer."""
        for kind in ("pp", "tunnel"):
            if self._connection._terminal.ready and any(line.lower().startswith(f"{kind} select ") for line in typed):
                self.send_command(f"{kind} select none")

    def run_commands(self, commands: Sequence[Any] | None = None, check_rc: bool = True) -> list[str]:
        """The replies; without ``check_rc`` a refusal is one too."""
        replies = []
        for each in commands or []:
            try:
                replies.append(self.get(**each) if isinstance(each, dict) else self.get(each))
            except AnsibleConnectionFailure as error:
                if check_rc:
                    raise
                replies.append(to_text(error))
        return replies

    def get_device_info(self) -> dict[str, str]:
        """Model and revision from the header of the configuration."""
        model, _blank, revision = (model_line(self.send_command("show config | grep Rev")) or "").partition(" Rev.")
        prompt = to_text(self._connection.get_prompt() or b"").strip().rstrip("#>")
        return {
            "network_os": "kyoten.onramp.yamaha_rtx", "network_os_model": model, "network_os_version": revision.split(" ")[0],
            "network_os_hostname": prompt,
        }  # fmt: skip

    def get_device_operations(self) -> dict[str, bool]:
        """What ``cli_config`` may ask for."""
        return dict(_OPERATIONS)

    def get_option_values(self) -> dict[str, list[str]]:
        """Of its options."""
        return {"format": ["text"], "diff_match": ["line"], "diff_replace": [], "output": []}

    def get_capabilities(self) -> str:
        """As text: what can be called, and what the device is."""
        result = super().get_capabilities()
        result["rpc"] += ["get_diff", "run_commands"]
        return json.dumps({**result, "device_operations": self.get_device_operations(), **self.get_option_values()})


def _lines(candidate: Any) -> list[str]:
    return candidate if isinstance(candidate, list) else str(candidate or "").splitlines()


def _bytes(asked: Any) -> Any:
    """Questions or answers as network_cli takes them."""
    return [to_bytes(each) for each in asked] if isinstance(asked, list) else asked if asked is None else to_bytes(asked)
