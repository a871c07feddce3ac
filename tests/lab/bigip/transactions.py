"""Transactions of iControl REST: a queue that is applied whole or not at all (BP-33 to BP-36, BP-77)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .refusal import Refusal, bad
from .shown import link

if TYPE_CHECKING:
    from .box import BigIp

Body = dict[str, Any]
Write = Callable[[str, str, Any], None]
_FIRST = 1526674837169915


@dataclass
class Command:
    """One queued write."""

    number: int
    method: str
    path: str
    body: Any
    order: int


@dataclass
class Transaction:
    """Begun at `start` (the lab's seconds)."""

    number: int
    start: float
    timeout: int
    state: str = "STARTED"
    validate_only: bool = False
    reason: str = ""
    commands: list[Command] = field(default_factory=list)
    numbered: int = 0


class Transactions:
    """Those of one device; numbers are counted, so that every run sees the same."""

    def __init__(self, box: BigIp) -> None:
        self.box, self.open = box, dict[int, Transaction]()
        self._begun = 0

    def begin(self) -> Body:
        """A new one."""
        self._begun += 1
        timeout = self.box.faults.transaction_timeout or self.box.platform.transaction_timeout
        made = Transaction(_FIRST + self._begun, self.box.clock.now(), timeout)
        self.open[made.number] = made
        return self._shown(made)

    def find(self, number: str) -> Transaction:
        """One that has not run out. `Refusal` 404: it has, or never was: no other word is said of it."""
        if self.box.faults.lose_transactions:
            self.open.clear()
        now = self.box.clock.now()
        self.open = {key: each for key, each in self.open.items() if each.start + each.timeout > now}
        found = self.open.get(int(number)) if number.isascii() and number.isdecimal() else None
        if found is None:
            raise Refusal(404, "Missing transaction ID for this call.", 1)
        return found

    def queue(self, number: str, method: str, path: str, body: Any) -> Body:
        """Nothing is looked at yet; the answer is the command, not the object (BP-34)."""
        found = self.find(number)
        if found.state != "STARTED":
            raise Refusal(400, f"transaction {found.number} is {found.state}", 1)
        found.numbered += 1
        made = Command(found.numbered, method, path, body, len(found.commands) + 1)
        found.commands.append(made)
        return self._command(found, made)

    def answer(self, method: str, rest: list[str], body: Any, write: Write) -> Body | None:
        """`/mgmt/tm/transaction/...`; None: an empty body."""
        if not rest:
            return self.begin() if method == "POST" else self._list()
        found = self.find(rest[0])
        if len(rest) > 1:
            return self._commands(found, method, rest[1:], body)
        if method == "DELETE":
            del self.open[found.number]
            return None
        if method == "PATCH":
            return self._commit(found, body, write)
        return self._shown(found)

    # --- how ------------------------------------------------------------------------------------------------------------

    def _commit(self, found: Transaction, body: Any, write: Write) -> Body:
        if not isinstance(body, dict) or body.get("state") != "VALIDATING" or found.state != "STARTED":
            raise Refusal(400, f"transaction failed: invalid state for {found.number}", 1)
        if not found.commands:
            raise Refusal(404, "Missing transaction ID for this call.", 1)
        found.validate_only = bool(body.get("validateOnly", False))
        try:
            self._apply(found, write)
        except Refusal as refusal:
            found.state, found.reason = "FAILED", refusal.message
            raise Refusal(400, f"transaction failed:{refusal.message}", 2) from None
        found.state = "COMPLETED"
        if not found.validate_only:
            del self.open[found.number]
        return self._shown(found)

    def _apply(self, found: Transaction, write: Write) -> None:
        """Everything, in order; all of it is undone where only the check was asked for, or one command is refused."""
        store = self.box.store
        try:
            with store.whole():
                for each in sorted(found.commands, key=lambda each: each.order):
                    if each.number == self.box.faults.refuse_item:
                        self.box.faults.refuse_item = 0
                        raise Refusal(400, f"01070734:3: Configuration error: command {each.number} was refused")
                    write(each.method, each.path, each.body)
                if found.validate_only:
                    raise _OnlyChecked
        except _OnlyChecked:
            return

    def _commands(self, found: Transaction, method: str, rest: list[str], body: Any) -> Body | None:
        if rest[0] != "commands" or len(rest) > 2:
            raise Refusal(400, f"Found invalid command id {'/'.join(rest[1:])}/", 1)
        if len(rest) == 1:
            items = [self._command(found, each) for each in found.commands]
            return {"kind": "tm:transaction:commandscollectionstate", "selfLink": self._link(found, "/commands"), "items": items}
        chosen = next((each for each in found.commands if str(each.number) == rest[1]), None)
        if chosen is None:
            raise Refusal(400, f"Found invalid command id {rest[1]}/", 1)
        if method == "DELETE":
            found.commands.remove(chosen)
            return None
        if method == "PATCH":
            place = body.get("evalOrder") if isinstance(body, dict) else None
            if not isinstance(place, int) or place < 1:
                raise bad("evalOrder", place)
            found.commands.remove(chosen)
            found.commands.insert(place - 1, chosen)
            for order, each in enumerate(found.commands, start=1):
                each.order = order
        return self._command(found, chosen)

    def _command(self, found: Transaction, each: Command) -> Body:
        return {
            "method": each.method, "uri": f"https://localhost{each.path}", "body": each.body or {}, "evalOrder": each.order,
            "commandId": each.number, "kind": "tm:transaction:commandsstate", "selfLink": self._link(found, f"/commands/{each.number}"),
        }  # fmt: skip

    def _list(self) -> Body:
        items = [self._shown(each) for each in self.open.values()]
        return {"kind": "tm:transactioncollectionstate", "selfLink": link(self.box, "transaction"), **({"items": items} if items else {})}

    def _shown(self, found: Transaction) -> Body:
        return {
            "transId": found.number, "state": found.state, "timeoutSeconds": found.timeout, "asyncExecution": False,
            "validateOnly": found.validate_only, "executionTimeout": 300, "executionTime": 0, "failureReason": found.reason,
            "kind": "tm:transactionstate", "selfLink": self._link(found, ""),
        }  # fmt: skip

    def _link(self, found: Transaction, rest: str) -> str:
        return link(self.box, f"transaction/{found.number}{rest}")


class _OnlyChecked(Refusal):
    """Ends a check: the store undoes what it undoes for any refusal."""

    def __init__(self) -> None:
        super().__init__(200, "")
