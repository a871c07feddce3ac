"""Who may log in to a router, and who may become privileged (IX-05, IX-66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import secrets

if TYPE_CHECKING:
    from .router import Router


class Users:
    """The `username` lines and the enable secret of the running configuration."""

    def __init__(self, router: Router) -> None:
        self.router = router

    def _words(self, user: str) -> list[str]:
        return self.router.config.root.text(f"username {user}").split()

    def login(self, user: str, password: str) -> bool:
        """Whether the password is right."""
        words = self._words(user)
        if self.router.faults.refuse_login or not words:
            return False
        if "nopassword" in words:
            return True
        name = next((name for name in ("secret", "password") if name in words), "")
        return bool(name) and secrets.verify(words[words.index(name) + 1:], password)

    def privilege(self, user: str) -> int:
        """The privilege level that the user starts with."""
        if self.router.faults.unprivileged:
            return 1
        words = self._words(user)
        return int(words[words.index("privilege") + 1]) if "privilege" in words else 1

    def enable(self, user: str, password: str) -> bool | None:
        """Whether the enable password is right; None when there is none."""
        root = self.router.config.root
        words = (root.text("enable secret") or root.text("enable password")).split()[2:]
        if not words:
            return None
        if words[0] == "level":
            words = words[2:]
        refused = self.router.faults.unprivileged or user in self.router.platform.enable_refused
        return not refused and secrets.verify(words, password)
