"""One tunnel of the simulated Azure in the course of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass
class Session:
    """One connection over one instance of its gateway. Times in seconds of the lab's clock; None: not."""

    begun: float
    terms: str
    agreed: float | None = None
    up: float | None = None
    renewed: float = 0.0
    established: float | None = None
    why: tuple[str, ...] = ()
    incoming: float = 0.0
    outgoing: float = 0.0

    def restart(self, now: float) -> None:
        """Both ends begin anew."""
        self.begun, self.agreed, self.up = now, None, None

    def status(self, now: float, patience: float) -> str:
        """In Azure's words; `patience`: how long negotiating takes."""
        if self.up is not None:
            return "Connected"
        if now < self.begun + patience / 2:
            return "Unknown"
        return "Connecting" if self.agreed is not None or now < self.begun + patience else "NotConnected"


def row(name: str, state: str, session: Session) -> dict[str, Any]:
    """One of `tunnelConnectionStatus` (AR-39)."""
    made = {"ingressBytesTransferred": int(session.incoming), "egressBytesTransferred": int(session.outgoing)}
    since = {"lastConnectionEstablishedUtcTime": _date(session.established)} if session.established else {}
    return {"tunnel": name, "connectionStatus": state, **made, **since}


def _date(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
