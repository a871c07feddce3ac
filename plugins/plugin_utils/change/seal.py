# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What must stand in a journal and holds secrets, closed with the journal's password."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from ..problem import OnrampError, Problem


class Seal:
    """Closes and opens texts of one run. The key is made of the password and the run's id (scrypt), once a run."""

    def __init__(self, password: str, run: str) -> None:
        from cryptography.fernet import Fernet  # here: most runs seal nothing, and start sooner without it

        self._fernet = Fernet(_key(password, run))

    def close(self, text: str) -> str:
        """The text, unreadable without the password."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, token: str) -> str:
        """The text again; ``OnrampError`` KO-RO009 when the password is another one."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken:
            raise OnrampError([Problem("KO-RO009", "onramp_journal_password")]) from None


@lru_cache(maxsize=4)
def _key(password: str, run: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.scrypt(password.encode(), salt=run.encode(), n=2**14, r=8, p=1, dklen=32))
