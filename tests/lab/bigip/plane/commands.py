"""F5's commands as rules see them (BP-60 to BP-65)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .engine import RuleError
from .message import via_field
from .network import Address

if TYPE_CHECKING:
    from .message import Message

Words = Sequence[str]
_MRF = ("count", "exists", "values", "names", "at")


@dataclass
class Context:
    """What an event runs on. `sides`: the flow's end of the device, `client` and `server`; the last of `side` is current.

    What a rule decides is left in `pool`, `discarded`, `responded` (code, phrase, headers), `persist` (words).
    """

    message: Message
    event: str
    client: Address
    virtual: Address
    local: Address | None = None
    member: Address | None = None
    side: list[str] = field(default_factory=list)
    pool: str = ""
    discarded: bool = False
    responded: tuple[int, str, list[tuple[str, str]]] | None = None
    persist: list[tuple[str, ...]] = field(default_factory=list)
    log: Callable[[str, str], None] = lambda level, text: None
    active: Callable[[str], int] = lambda pool: 0

    @property
    def serverside(self) -> bool:
        """Whether the current context is the member's side."""
        return bool(self.side and self.side[-1] == "serverside")


def call(context: Context, words: Words) -> str:
    """Answer one command. `RuleError`: the rule fails."""
    name, arguments = words[0].removeprefix("::"), words[1:]
    known = _COMMANDS.get(name)
    if known is None:
        raise RuleError(f'invalid command name "{name}"')
    return known(context, arguments)


def _side(context: Context, words: Words) -> str:
    if words[0] == "back":
        context.side.pop()
    elif words[0] == "serverside" and context.member is None:
        raise RuleError("serverside: there is no server side yet")
    else:
        context.side.append(words[0])
    return ""


def _index(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise RuleError(f'expected integer but got "{text}"') from None


def _header(context: Context, words: Words) -> str:
    """`SIP::header NAME ?IDX?`, `value`, `insert`, `remove`, `replace`; the rest is the framework's (BP-60)."""
    if not words:
        raise RuleError('wrong # args: should be "SIP::header ..."')
    message, action = context.message, words[0]
    if action in _MRF and len(words) > 1:
        raise RuleError(f"SIP::header {action} needs the message routing framework")
    if action == "insert" and len(words) >= 3:
        message.insert(words[1], words[2], _index(words[3]) if len(words) > 3 else None)
    elif action == "remove" and len(words) >= 2:
        message.remove(words[1], _index(words[2]) if len(words) > 2 else None)
    elif action == "replace" and len(words) >= 3:
        message.replace(words[1], words[-1] if len(words) == 3 else words[3], _index(words[2]) if len(words) > 3 else 0)
    else:
        name, *index = words[1:] if action == "value" and len(words) > 1 else words
        return message.header(name, _index(index[0]) if index else 0)
    return ""


def _via(context: Context, words: Words) -> str:
    """`SIP::via ?field? ?INDEX?`; without an index the first Via (BP-61)."""
    rest = list(words)
    index = _index(rest.pop()) if rest and rest[-1].lstrip("-").isdigit() else 0
    text = context.message.header("Via", index)
    if not rest:
        return text
    if rest[0] not in ("proto", "sent_by", "received", "branch", "maddr", "ttl"):
        raise RuleError(f'bad field "{rest[0]}"')
    return via_field(text, rest[0]) if text else ""


def _response(context: Context, words: Words) -> str:
    if not context.message.code:
        raise RuleError("SIP::response: the message is a request")
    if list(words[:1]) == ["rewrite"]:
        context.message.rewrite(f"SIP/2.0 {_index(words[1])} {words[2] if len(words) > 2 else context.message.phrase}")
        return ""
    return context.message.phrase if list(words[:1]) == ["phrase"] else str(context.message.code)


def _respond(context: Context, words: Words) -> str:
    if context.message.code:
        raise RuleError("SIP::respond: the message is a response")
    rest = list(words[2:])
    context.responded = (_index(words[0]), words[1] if len(words) > 1 else "", list(zip(rest[::2], rest[1::2], strict=False)))
    return ""


def _discard(context: Context, _words: Words) -> str:
    context.discarded = True
    return ""


def _uri(context: Context, words: Words) -> str:
    if words:
        context.message.rewrite(f"{context.message.method} {words[0]} SIP/2.0")
    return context.message.uri


def _logged(context: Context, words: Words) -> str:
    """`log ?-noname? ?facility.level? text`."""
    rest = [word for word in words if word != "-noname"]
    level = rest[0].partition(".")[2] if len(rest) > 1 else ""
    context.log(level or "notice", rest[-1] if rest else "")
    return ""


def _pool(context: Context, words: Words) -> str:
    context.pool = _full(words)
    return ""


def _full(words: Words) -> str:
    name = words[-1] if words else ""
    return name if name.startswith("/") else f"/Common/{name}"


def _persist(context: Context, words: Words) -> str:
    if context.event not in ("SIP_REQUEST", "SIP_RESPONSE") or not words or words[0] not in ("add", "delete", "none"):
        raise RuleError(f"persist {' '.join(words)}: not here")
    context.persist.append(tuple(words))
    return ""


def _of(end: Address | None, part: int, name: str) -> str:
    if end is None:
        raise RuleError(f"{name}: no member is chosen yet")
    return str(end[part])


def _local(context: Context, part: int) -> str:
    """The device's end of the current context's flow (BP-64)."""
    return _of(context.local if context.serverside else context.virtual, part, "local address")


def _remote(context: Context, part: int) -> str:
    return _of(context.member if context.serverside else context.client, part, "remote address")


_COMMANDS: dict[str, Callable[[Context, Words], str]] = {
    "side": _side,
    "SIP::header": _header,
    "SIP::via": _via,
    "SIP::response": _response,
    "SIP::respond": _respond,
    "SIP::discard": _discard,
    "SIP::method": lambda context, words: context.message.method,
    "SIP::uri": _uri,
    "SIP::call_id": lambda context, words: context.message.header("Call-ID"),
    "SIP::from": lambda context, words: context.message.header("From"),
    "SIP::to": lambda context, words: context.message.header("To"),
    "SIP::payload": lambda context, words: context.message.body.decode("latin-1"),
    "IP::client_addr": lambda context, words: context.client[0],
    "UDP::client_port": lambda context, words: str(context.client[1]),
    "IP::server_addr": lambda context, words: _of(context.member, 0, "IP::server_addr"),
    "UDP::server_port": lambda context, words: _of(context.member, 1, "UDP::server_port"),
    "IP::local_addr": lambda context, words: _local(context, 0),
    "UDP::local_port": lambda context, words: _local(context, 1),
    "IP::remote_addr": lambda context, words: _remote(context, 0),
    "UDP::remote_port": lambda context, words: _remote(context, 1),
    "IP::protocol": lambda context, words: "17",
    "UDP::drop": _discard,
    "drop": _discard,
    "discard": _discard,
    "reject": _discard,
    "log": _logged,
    "pool": _pool,
    "active_members": lambda context, words: str(context.active(_full(words))),
    "persist": _persist,
}
