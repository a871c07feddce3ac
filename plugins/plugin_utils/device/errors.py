# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What can go wrong with a device, each with its kind and its entry in the message table (``messages/device.yml``)."""

from __future__ import annotations

from ..problem import OnrampError, Problem

#: code of the message table -> kind, the word that callers decide by
KINDS = {
    "KO-DV001": "unreachable",
    "KO-DV002": "host_key",
    "KO-DV003": "host_key",
    "KO-DV004": "authentication",
    "KO-DV005": "enable",
    "KO-DV006": "refused_session",
    "KO-DV007": "lost",
    "KO-DV008": "timeout",
    "KO-DV009": "refused_line",
    "KO-DV010": "unauthorised",
    "KO-DV011": "locked",
    "KO-DV012": "read_only",
    "KO-DV013": "protocol",
    "KO-DV014": "refused_command",
    "KO-DV015": "question",
    "KO-DV016": "archive_off",
    "KO-DV017": "disk_full",
    "KO-DV018": "pending",
    "KO-DV019": "rolled_back",
    "KO-DV020": "not_saved",
    "KO-DV021": "not_reverted",
    "KO-DV022": "untypable",
    "KO-DV023": "settings",
    "KO-DV024": "timeout",
    "KO-DV025": "authentication",
    "KO-DV026": "lost",
    "KO-DV027": "authentication",
    "KO-DV028": "host_key",
    "KO-DV040": "unsaved",
    "KO-DV041": "protocol",
    "KO-DV042": "protocol",
    "KO-DV043": "unsaved",
    "KO-DV060": "unreachable",
    "KO-DV061": "certificate",
    "KO-DV062": "lost",
    "KO-DV063": "timeout",
    "KO-DV064": "protocol",
    "KO-DV065": "busy",
    "KO-DV070": "authentication",
    "KO-DV071": "authentication",
    "KO-DV072": "read_only",
    "KO-DV073": "refused_command",
    "KO-DV074": "refused_command",
    "KO-DV075": "refused_command",
    "KO-DV076": "protocol",
    "KO-DV077": "protocol",
    "KO-DV080": "authentication",
    "KO-DV081": "refused_command",
    "KO-DV082": "server",
    "KO-DV083": "busy",
    "KO-DV084": "changed_since",
    "KO-DV085": "failed_operation",
    "KO-DV086": "too_long",
    "KO-DV087": "protocol",
    "KO-DV088": "forbidden",
    "KO-DV089": "refused_command",
    "KO-DV090": "authentication",
    "KO-DV091": "authentication",
    "KO-DV092": "refused_session",
    "KO-DV093": "refused_command",
    "KO-DV094": "timeout",
    "KO-DV095": "read_only",
    "KO-DV096": "protocol",
    "KO-DV097": "busy",
    "KO-DV098": "not_saved",
    "KO-DV099": "unreachable",
}

#: kinds that a device shows while it reloads or its lines are full: worth another try within a deadline (IX-73)
PASSING = frozenset({"unreachable", "refused_session", "lost", "timeout"})

#: codes of a session that never opened: nothing was read or changed, and for Ansible the host is unreachable
NO_SESSION = frozenset({
    "KO-DV001", "KO-DV002", "KO-DV003", "KO-DV004", "KO-DV005", "KO-DV006", "KO-DV024", "KO-DV025", "KO-DV027", "KO-DV028",
    "KO-DV060", "KO-DV061", "KO-DV070", "KO-DV080", "KO-DV090", "KO-DV092",
})  # fmt: skip


class DeviceError(OnrampError):
    """One thing went wrong with one device.

    ``kind`` is a value of ``KINDS``. For a refused configuration line ``line`` (masked), ``index`` (its place in the list given)
    and ``reply`` (the device's words, masked) are set; else they are ``""``, ``None`` and ``""``. Never holds a secret.
    """

    def __init__(self, code: str, host: str = "", *, line: str = "", index: int | None = None, reply: str = "", **details: object) -> None:
        self.kind = KINDS[code]
        self.line, self.index, self.reply = line, index, reply
        details.update(line=line, reply=" ".join(reply.split()), number="" if index is None else index + 1)
        super().__init__([Problem(code, host=host, details=details)])
