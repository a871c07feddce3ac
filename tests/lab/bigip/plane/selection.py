"""Which member a request of a flow goes to: what sticks to it, what its rules said, whom the pool chooses (BP-62, BP-66, BP-67)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import settings
from .balance import Chooser, Records
from .commands import Context
from .flows import ClientFlow
from .message import Message
from .network import Address
from .settings import Member

if TYPE_CHECKING:
    from ..box import BigIp


class Selection:
    """Of one device; `flows` counts those that a member has."""

    def __init__(self, box: BigIp, flows: Callable[[Address], int]) -> None:
        self.box, self._flows = box, flows
        self.records = Records(box.clock.now)
        self._chooser = Chooser()

    def member(self, flow: ClientFlow, pool: str, message: Message, context: Context) -> Member | None:
        """Whoever has the key already, else whom the method chooses, who then has it; None: nobody takes requests."""
        members, key = settings.members(self.box, pool), self._key(flow, message, context)
        found = self._stuck(flow, pool, members, key)
        if found is not None or not members:
            return found
        chosen = self._chooser.choose(pool, settings.method(self.box, pool), members, self._flows)
        if chosen is not None and flow.virtual.persistence is not None:
            added = (words[2] for words in context.persist if words[:2] == ("add", "sip") and len(words) > 2)
            for each in filter(None, (key, *added)):
                self.records.stick(flow.virtual.name, each, chosen.key, flow.virtual.persistence)
        return chosen

    def _key(self, flow: ClientFlow, message: Message, context: Context) -> str:
        """What the request sticks by; "": by nothing."""
        for words in context.persist:
            if words[0] == "delete":
                self.records.forget(flow.virtual.name, words[-1])
        persistence = flow.virtual.persistence
        if persistence is None or ("none",) in context.persist:
            return ""
        return message.header(persistence.header) if persistence.header else flow.client[0]

    def _stuck(self, flow: ClientFlow, pool: str, members: list[Member], key: str) -> Member | None:
        """Offline by command is for flows that are there already (BP-26)."""
        record = self.records.find(flow.virtual.name, key) if key else None
        found = next((each for each in members if record is not None and each.key == record.member), None)
        if found is None or found.bound:
            return found
        offline = self.box.member_state(pool, found.key)["state"] == "user-down"
        return found if offline and found.address in flow.servers else None
