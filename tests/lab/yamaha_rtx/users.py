# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who may log in, how, and for how long (RX-02..RX-04, RX-08, RX-10, RX-33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import secrets

if TYPE_CHECKING:
    from .router import Router

_TIMER = 300.0


class Users:
    """Users and services of the running configuration. `keys`: the authorized keys of each user, as files on the box."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self.keys: dict[str, list[str]] = {}

    def restore(self) -> None:
        """The keys of delivery."""
        self.keys = {user: list(keys) for user, keys in self._router.platform.authorized_keys.items()}

    def login(self, user: str, password: str) -> str:
        """What a password of a named user is good for: `login`, `administrator` (SFTP only), `both`, or "" for nothing."""
        own = self._router.settings.users.get(user)
        if not password or own is None or self._router.faults.refuse_login:
            return ""
        login, administrator = secrets.matches(own, password), self._higher(user, own, password)
        return "both" if login and administrator else "login" if login else "administrator" if administrator else ""

    def _higher(self, user: str, own: str, password: str) -> bool:
        """Whether it opens the files for writing: the administrator's password, or his own of a user who needs no other."""
        entry = self.elevation(user)
        if entry == "2" and secrets.matches(own, password):
            return True
        return entry != "off" and self._router.settings.value("administrator password") is not None and self.administrator(password)

    def anonymous(self, password: str) -> bool:
        """Whether it is the anonymous user's password; with none set, only the empty one is."""
        return secrets.matches(self._router.settings.value("login password"), password)

    def enters_anonymously(self, password: str) -> bool:
        """Whether a TELNET user without a name gets in."""
        return self._router.box.anonymous and not self._router.faults.refuse_login and self.anonymous(password)

    def administrator(self, password: str) -> bool:
        """Whether it is the administrator password; with none set, only the empty one is."""
        return not self._router.faults.unprivileged and secrets.matches(self._router.settings.value("administrator password"), password)

    def elevation(self, user: str) -> str:
        """`2` without a password, `1` with it, `off` never (RX-08)."""
        if self._router.faults.unprivileged:
            return "off"
        value = self._router.settings.attribute(user, "administrator") or "on"
        return "1" if value == "on" else value

    def knows_key(self, user: str, key: str) -> bool:
        """Whether a public key (OpenSSH text) is the user's."""
        own = " ".join(key.split()[:2])
        known = {" ".join(text.split()[:2]) for text in self.keys.get(user, [])}
        return not self._router.faults.refuse_login and user in self._router.settings.users and own in known

    def add_key(self, user: str, key: str) -> None:
        """One more."""
        self.keys.setdefault(user, []).append(key)

    def named(self) -> bool:
        """Whether there is any named user."""
        return bool(self._router.settings.users)

    def login_timer(self, user: str) -> float:
        """Seconds of idleness after which a console is logged out; `clear` means 300 over a network (RX-10)."""
        settings = self._router.settings
        value = settings.attribute(user, "login-timer") or settings.value("login timer") or ""
        return float(value) if value.isdecimal() else _TIMER

    def serves(self, kind: str) -> bool:
        """Whether the service (`ssh`, `telnet`, `sftp`) is on and somebody may reach it."""
        value = self._router.settings.value
        if kind == "sftp":
            return (value("sftpd host") or "none") != "none"
        if kind == "telnet":
            return value("telnetd service") != "off" and value("telnetd host") != "none"
        return value("sshd service") == "on" and value("sshd host") != "none" and value("sshd host key generate") is not None

    def room(self, kind: str) -> int:
        """How many consoles there may be at once."""
        return int(self._router.settings.value("telnetd session" if kind == "telnet" else "sshd session") or 8)
