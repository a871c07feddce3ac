"""Runs the events of rules on a message, and what comes of it (BP-62, BP-65, BP-70)."""

from __future__ import annotations

from collections import Counter, defaultdict, deque

from .commands import Context, call
from .engine import Engine, Handler, RuleError, load, run
from .flows import ClientFlow
from .settings import Virtual

_KEPT = ("via", "from", "to", "call-id", "cseq")


class Counters:
    """`dropped`: why packets went no further; `syslog`: what rules and tmm say; counts by kind and name of an object."""

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        self.syslog: deque[str] = deque(maxlen=10000)
        self._counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def add(self, kind: str, name: str, **more: int) -> None:
        """Count of an object, e.g. `pktsIn=1`."""
        self._counts[kind, name].update(more)

    def of(self, kind: str, name: str) -> dict[str, int]:
        """What was counted of it."""
        return dict(self._counts[kind, name])


class Events:
    """By one interpreter, which is asked only where a message is handled: it may belong to one thread."""

    def __init__(self, engine: Engine, counters: Counters) -> None:
        self.engine, self.counters = engine, counters
        self._loaded: dict[tuple[tuple[str, str], ...], dict[str, list[Handler]]] = {}
        self._ended: deque[int] = deque()

    def end(self, flow: ClientFlow) -> None:
        """Its variables are not needed any more."""
        self._ended.append(flow.number)

    def run(self, flow: ClientFlow, context: Context) -> bool:
        """The event of every rule; whether the message goes on. `RuleError`: a rule has failed, the flow is to end."""
        context.log = lambda level, text: self.counters.syslog.append(f"{level} tmm: {text}")
        self.engine.call = lambda words: call(context, words)
        while self._ended:
            self.engine.ask("drop_flow", str(self._ended.popleft()))
        for handler in self._handlers(flow.virtual).get(context.event, ()):
            self._handle(flow, handler)
            context.side = context.side[:1]
        if context.discarded:
            self.counters.dropped["discarded"] += 1
        return not context.discarded and context.responded is None

    def _handlers(self, virtual: Virtual) -> dict[str, list[Handler]]:
        """By event, in the order in which they run: priority, then the order of the rules (BP-65)."""
        found = self._loaded.get(virtual.rules)
        if found is None:
            every = [each for rule, text in virtual.rules for each in load(self.engine, rule, text)]
            found = self._loaded[virtual.rules] = defaultdict(list)
            for each in sorted(every, key=lambda each: each.priority):
                found[each.event].append(each)
        return found

    def _handle(self, flow: ClientFlow, handler: Handler) -> None:
        name = f"{handler.rule} {handler.event}"
        self.counters.add("rule", name, totalExecutions=1)
        try:
            run(self.engine, flow.number, handler.body)
        except RuleError as error:
            self.counters.add("rule", name, failures=1)
            self.counters.syslog.append(f"err tmm: TCL error: {handler.rule} <{handler.event}> - {error}")
            self.counters.dropped["rule error"] += 1
            raise


def response(context: Context) -> bytes:
    """What a rule answers by itself (`SIP::respond`)."""
    code, phrase, more = context.responded or (500, "", [])
    kept = [header.raw for header in context.message.headers if header.long in _KEPT]
    added = [f"{name}: {value}".encode("latin-1") for name, value in more]
    return b"\r\n".join([f"SIP/2.0 {code} {phrase}".encode(), *kept, *added, b"Content-Length: 0", b"", b""])
