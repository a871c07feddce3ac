# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Connection plugin ``kyoten.onramp.ssh_cli``: a router's command line over SSH, in process."""

from __future__ import annotations

DOCUMENTATION = r"""
name: ssh_cli
author: kyoten.onramp founders (@kyoten-onramp)
short_description: A router's command line over SSH, without a helper process
version_added: 0.1.0
description:
  - Logs in to the command line of a network device over SSH with C(ssh2-python), inside the process that runs the task.
  - Understands the variables that people know from P(ansible.netcommon.network_cli#connection) and P(ansible.builtin.ssh#connection),
    and the user's OpenSSH client configuration (C(HostName), C(Port), C(User), C(IdentityFile), C(ProxyCommand), C(ProxyJump),
    C(UserKnownHostsFile), C(HostKeyAlias)).
  - Output cannot be mistaken for a prompt, paging and log messages on the terminal are dealt with, and every wait is bounded.
  - A C(ProxyJump) is walked with the program C(ssh), which must be installed then.
requirements:
  - ssh2-python >= 1.2
options:
  inventory_name:
    description: The device's name in the inventory, for messages.
    type: str
    vars:
      - name: inventory_hostname
  language:
    description: The language of error messages.
    type: str
    choices: [en, ja]
    default: en
    vars:
      - name: onramp_language
  host:
    description: Name or address of the device, or the name of a C(Host) section in the OpenSSH client configuration.
    type: str
    default: inventory_hostname
    vars:
      - name: inventory_hostname
      - name: ansible_host
      - name: ansible_ssh_host
  port:
    description: TCP port of the device's SSH server; without it, what the OpenSSH client configuration says, else 22.
    type: int
    ini:
      - section: defaults
        key: remote_port
    env:
      - name: ANSIBLE_REMOTE_PORT
    vars:
      - name: ansible_port
      - name: ansible_ssh_port
    keyword:
      - name: port
  remote_user:
    description: The user to log in as; without it, what the OpenSSH client configuration says, else the user who runs Ansible.
    type: str
    ini:
      - section: defaults
        key: remote_user
    env:
      - name: ANSIBLE_REMOTE_USER
    vars:
      - name: ansible_user
      - name: ansible_ssh_user
    cli:
      - name: user
        option: --user
    keyword:
      - name: remote_user
  password:
    description: The password to log in with (password or keyboard-interactive authentication).
    type: str
    vars:
      - name: ansible_password
      - name: ansible_ssh_pass
      - name: ansible_ssh_password
  private_key_file:
    description: The private key to log in with. Without it and without a password, the agent and the usual key files are tried.
    type: path
    ini:
      - section: defaults
        key: private_key_file
    env:
      - name: ANSIBLE_PRIVATE_KEY_FILE
    vars:
      - name: ansible_private_key_file
      - name: ansible_ssh_private_key_file
    cli:
      - name: private_key_file
        option: --private-key
  private_key_passphrase:
    description: The passphrase of the private key file.
    type: str
    vars:
      - name: ansible_private_key_password
      - name: ansible_private_key_passphrase
      - name: ansible_ssh_private_key_passphrase
  host_key_checking:
    description: Whether the device's host key must be the one on file. An unknown key and a changed key are refused, each with its own message.
    type: bool
    default: true
    ini:
      - section: defaults
        key: host_key_checking
    env:
      - name: ANSIBLE_HOST_KEY_CHECKING
      - name: ANSIBLE_SSH_HOST_KEY_CHECKING
    vars:
      - name: ansible_host_key_checking
      - name: ansible_ssh_host_key_checking
  known_hosts_file:
    description: The file of known host keys; without it, C(~/.ssh/known_hosts).
    type: path
    env:
      - name: ANSIBLE_KNOWN_HOSTS_FILE
    vars:
      - name: ansible_known_hosts_file
  ssh_config_file:
    description: The OpenSSH client configuration to read; without it, C(~/.ssh/config).
    type: path
    env:
      - name: ANSIBLE_SSH_CONFIG_FILE
    vars:
      - name: ansible_ssh_config_file
  proxy_command:
    description: A command whose standard input and output lead to the device; C(%h), C(%p) and C(%r) are host, port and user.
    type: str
    vars:
      - name: ansible_ssh_proxy_command
  ssh_common_args:
    description: Options as of the program C(ssh), of which C(-o ProxyCommand), C(-o ProxyJump), C(-J), C(-F), C(-o UserKnownHostsFile) and
      C(-o StrictHostKeyChecking=no) are understood.
    type: str
    default: ""
    ini:
      - section: ssh_connection
        key: ssh_common_args
    env:
      - name: ANSIBLE_SSH_COMMON_ARGS
    vars:
      - name: ansible_ssh_common_args
    cli:
      - name: ssh_common_args
  ssh_extra_args:
    description: As O(ssh_common_args), and stronger.
    type: str
    default: ""
    env:
      - name: ANSIBLE_SSH_EXTRA_ARGS
    vars:
      - name: ansible_ssh_extra_args
    cli:
      - name: ssh_extra_args
  connect_timeout:
    description: Seconds from the first packet to the device's shell.
    type: float
    default: 30
    ini:
      - section: defaults
        key: timeout
      - section: persistent_connection
        key: connect_timeout
    env:
      - name: ANSIBLE_TIMEOUT
      - name: ANSIBLE_PERSISTENT_CONNECT_TIMEOUT
    vars:
      - name: ansible_timeout
      - name: ansible_connect_timeout
  command_timeout:
    description: Seconds that the device may take for one command.
    type: float
    default: 30
    ini:
      - section: persistent_connection
        key: command_timeout
    env:
      - name: ANSIBLE_PERSISTENT_COMMAND_TIMEOUT
    vars:
      - name: ansible_command_timeout
  enable:
    description: Whether to enter privileged mode with C(enable) when the login ends in user mode.
      A given O(become_password) asks for it too, unless this is false.
    type: bool
    ini:
      - section: privilege_escalation
        key: become
    env:
      - name: ANSIBLE_BECOME
    vars:
      - name: ansible_become
  become_password:
    description: The password for C(enable).
    type: str
    env:
      - name: ANSIBLE_BECOME_PASS
      - name: ANSIBLE_ENABLE_PASS
    vars:
      - name: ansible_become_password
      - name: ansible_become_pass
      - name: ansible_enable_pass
  network_os:
    description: The device's platform, C(cisco.ios.ios) for all of Cisco IOS-XE.
    type: str
    default: cisco.ios.ios
    vars:
      - name: ansible_network_os
"""

EXAMPLES = r"""
# inventory
# osaka-r1:
#   ansible_connection: kyoten.onramp.ssh_cli
#   ansible_host: 192.0.2.1
#   ansible_user: kyoten
#   ansible_password: "{{ vault_router_password }}"

- name: Show what the router is
  ansible.builtin.raw: show version
  register: shown
"""

from typing import Any, NoReturn

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.connection import ConnectionBase
from ansible.utils.display import Display

from ..plugin_utils.device import DeviceError, Session, Target, make_target, open_session
from ..plugin_utils.device.masking import mask_words
from ..plugin_utils.message_table import listing

display = Display()

_REFUSALS = frozenset({"refused_command", "unauthorised", "locked"})
_OWN_FAULT = frozenset({"settings", "untypable", "question"})

#: option of this plugin -> field of Target, where the names differ
_FIELDS = {
    "remote_user": "user", "known_hosts_file": "known_hosts", "ssh_config_file": "ssh_config",
    "become_password": "enable_password",
}
_SAME = (
    "host", "port", "password", "private_key_file", "private_key_passphrase", "host_key_checking", "proxy_command",
    "connect_timeout", "command_timeout", "enable",  # not "become": a task's keyword of that name would always set it
)


class Connection(ConnectionBase):
    """One device. Actions of this collection take ``target()`` or ``open_cli()``; ``ansible.builtin.raw`` takes ``exec_command``."""

    transport = "kyoten.onramp.ssh_cli"
    has_pipelining = False
    allow_executable = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._session: Session | None = None

    def target(self) -> Target:
        """Where and how to log in, out of this host's options; ``DeviceError`` settings on an impossible one."""
        return make_target(self._name(), *self.given())

    def given(self) -> tuple[dict[str, Any], str]:
        """The settings of ``make_target`` that this connection's options give, and its options as of the ssh command."""
        given = {name: self.get_option(name) for name in _SAME}
        given.update({field: self.get_option(option) for option, field in _FIELDS.items()})
        given["password"] = given["password"] or self._play_context.password
        if self.become is not None and given["enable"] is not False:
            given["enable"] = True
            given["enable_password"] = given["enable_password"] or self.become.get_option("become_pass", playcontext=self._play_context)
        args = f"{self.get_option('ssh_extra_args')} {self.get_option('ssh_common_args')}"
        return {key: value for key, value in given.items() if value not in (None, "")}, args

    def open_cli(self) -> Session:
        """A NEW session, the caller's to close; ``DeviceError``."""
        target = self.target()
        display.vvv(f"SSH_CLI log in to {target.host} port {target.port or 'of the ssh configuration'} as {target.user}", host=self._name())
        session = open_session(target)
        display.vvv("SSH_CLI session open", host=self._name())
        return session

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        """Run one command on the device's command line: 0 and its output, or 1 and the device's refusal on standard error."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        if in_data:
            raise AnsibleError(f"{self.transport} drives a command line and cannot feed data to a command")
        display.vvv(f"SSH_CLI run {mask_words(cmd)}", host=self._name())
        try:
            return 0, self._cli().run(cmd).encode(), b""
        except DeviceError as error:
            if error.kind in _REFUSALS:
                return 1, b"", error.reply.encode()
            self._fail(error)

    def put_file(self, in_path: str, out_path: str) -> NoReturn:
        """There are no files on a command line."""
        raise AnsibleError(f"{self.transport} drives a command line: files cannot be put there (modules that run on the target do not work here)")

    def fetch_file(self, in_path: str, out_path: str) -> NoReturn:
        """There are no files on a command line."""
        raise AnsibleError(f"{self.transport} drives a command line: files cannot be fetched from it")

    def reset(self) -> None:
        """End the session; the next command opens a new one."""
        self.close()

    def close(self) -> None:
        """End the session; never raises."""
        session, self._session = self._session, None
        if session is not None:
            session.close()
        self._connected = False

    def _connect(self) -> Connection:
        self._cli()
        return self

    def _cli(self) -> Session:
        """The session of this connection, opened when needed."""
        if self._session is None or not self._session.alive:
            self.close()
            try:
                self._session = self.open_cli()
            except DeviceError as error:
                self._fail(error)
            self._connected = True
        return self._session

    def _name(self) -> str:
        return self.get_option("inventory_name") or self.get_option("host")

    def _fail(self, error: DeviceError) -> NoReturn:
        """In the words of the message table; unreachable for Ansible unless the fault is in what was asked for."""
        words = listing(error.problems, self.get_option("language"))
        if error.kind in _OWN_FAULT:
            raise AnsibleError(words) from None
        raise AnsibleConnectionFailure(words) from None
