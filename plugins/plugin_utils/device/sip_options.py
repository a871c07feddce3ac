# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One SIP OPTIONS over UDP, as a terminal sends it, and the status of its answer (SB-80)."""

from __future__ import annotations

import socket
import time
import uuid

from .errors import DeviceError

_LARGEST = 65535
_RETRANSMIT = 0.5  #: seconds (T1 of RFC 3261)
_MAGIC = "z9hG4bK"


def options(host: str, address: str, port: int, timeout: float = 4.0) -> int | None:
    """The status code of the first final answer from ``address``; None when none came in time. ``DeviceError`` KO-DV099: no packet can be sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.connect((address, port))
            return _answer(line, _request(line, address, port), timeout)
    except OSError as error:
        if isinstance(error, ConnectionRefusedError):
            return None
        raise DeviceError("KO-DV099", host, address=address, port=port, reason=error.strerror or str(error)) from None


def _request(line: socket.socket, address: str, port: int) -> bytes:
    own, own_port = line.getsockname()[:2]
    call, branch = uuid.uuid4().hex, _MAGIC + uuid.uuid4().hex
    head = (
        f"OPTIONS sip:{address}:{port} SIP/2.0", f"Via: SIP/2.0/UDP {own}:{own_port};branch={branch};rport", "Max-Forwards: 70",
        f"From: <sip:check@{own}>;tag={call[:8]}", f"To: <sip:{address}:{port}>", f"Call-ID: {call}@{own}", "CSeq: 1 OPTIONS",
        f"Contact: <sip:check@{own}:{own_port}>", "Accept: application/sdp", "Content-Length: 0",
    )  # fmt: skip
    return ("\r\n".join(head) + "\r\n\r\n").encode()


def _answer(line: socket.socket, request: bytes, timeout: float) -> int | None:
    """Sent again with growing pauses, as RFC 3261 17.1.2 has it, until a final answer to it or the end of the time."""
    end, pause = time.monotonic() + timeout, _RETRANSMIT
    while (left := end - time.monotonic()) > 0:
        line.send(request)
        line.settimeout(min(pause, left))
        pause *= 2
        try:
            status = _status(line.recv(_LARGEST))
        except TimeoutError:
            continue
        if status is not None and status >= 200:
            return status
    return None


def _status(packet: bytes) -> int | None:
    version, _blank, rest = packet.partition(b" ")
    return int(rest[:3]) if version == b"SIP/2.0" and rest[:3].isdigit() else None
