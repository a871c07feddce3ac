# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is to stand on an RTX: rendered lines laid over what is there, lists merged, ours that are no longer wanted gone (BZ-34, BZ-35, BZ-42)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...problem import Problem
from .claim import claim
from .lines import FORMS, Key, Line, Lines, numbered
from .lists import Numbers, blocker, merged
from .ownership import RtxOwnership


def companions(queue: str, physical: str, own: RtxOwnership) -> list[Key]:
    """What a queue with a list needs: its default class, then type, speed and the guarantees of our classes where it leaves."""
    default = (queue if " " in queue else "", f"queue {queue.split()[0]} default class")
    guarantees = [("", f"queue {physical} class property {each}") for each in own.properties]
    return [default, ("", f"queue {physical} type"), ("", f"speed {physical}"), *guarantees]


class Laying:
    """One system's lines laid over those ``there``: ``found`` is every line that we speak of, as it is to be; what is not in it is to go."""

    def __init__(self, there: Lines, want: Lines, own: RtxOwnership) -> None:
        self.there, self.want, self.own = there, want, own
        self.claim = claim(there, want, own)
        self.found: dict[Key, Line] = dict(there)
        self.problems: list[Problem] = list(self.claim.problems(want))
        self._there, self._want = numbered(there), numbered(want)

    def lay(self, everything: Iterable[tuple[str, str]]) -> Laying:
        """``everything``: the whole configuration, ``(context, line)``."""
        self._leave()
        self.found |= {key: line for key, line in self.want.items() if line.form != "list"}
        for key in sorted({key for side in (self.there, self.want) for key, line in side.items() if line.form == "list"}):
            self._list(key)
        self._keep_used(everything)
        for queue, physical in self.own.sides:
            self._queue(queue, physical)
        return self

    def _leave(self) -> None:
        """What is ours goes unless it is wanted. Where nothing of ours stands and nothing is wanted, nothing is."""
        for key, line in self.there.items():
            numbered = line.form in FORMS and self.claim.ours(line.form, line.number)
            if numbered or (self.own.whole(key[1]) and (self.claim.here or self.want)):
                del self.found[key]

    def _list(self, key: Key) -> None:
        """One list: ours in it as wanted, or the list gone where nothing but ours was in it."""
        wanted, standing = self.want.get(key), self.there.get(key)
        source = standing or wanted
        if source is None or (standing is None and not self._may_come(source)):
            return
        form = source.kind["of"]
        now = Numbers.read(standing.canon if standing else "")
        numbers = Numbers.read(wanted.canon if wanted else "").static
        canons = {number: line.canon for number, line in (self._there[form] | self._want[form]).items()}
        then = merged(now, numbers, lambda number: self.claim.ours(form, number), blocker(canons, numbers, form))
        if len(then):
            self.found[key] = source if then == now else replace(source, text=f"{key[1]} {then}", head=key[1], canon=str(then))
        elif form == "filter" and not self.own.may_make(source.interface):
            self.problems.append(Problem("KO-BZ135D", value=source.text, details={"interface": source.interface}))
        else:
            del self.found[key]

    def _may_come(self, line: Line) -> bool:
        """A list of filters discards everything else, so none is made without leave; a list of classes only sorts."""
        if line.kind["of"] != "filter":
            return True
        interface, way = line.interface, line.key[1].split()[-1]
        named = self.there.get((line.key[0], f"ip {line.key[1].split()[1]} secure filter name"))
        if named is not None:
            self.problems.append(Problem("KO-BZ135B", value=named.text, details={"interface": interface}))
        elif self.own.may_make(interface):
            self.problems.append(Problem("KO-BZ135C", value=f"{interface} {way}", level="warning"))
        elif interface in (self.own.wan, self.own.closed):
            self.problems.append(Problem("KO-BZ135", value=f"{interface} {way}", level="warning"))
        return named is None and self.own.may_make(interface)

    def _keep_used(self, everything: Iterable[tuple[str, str]]) -> None:
        """A filter that a line of the customer's still names is left where it is, and told: what an undefined number does is not known (RX-55)."""
        going = {number: line for number, line in self._there["filter"].items() if line.key not in self.found}
        for context, text in everything if going else ():
            used = sorted(going.keys() & set(text.split()))
            if used and not text.startswith(("ip filter dynamic", "ip filter set", "ip route", "ip dscp", "ip policy")):
                continue
            for number in used:
                self.found[going[number].key] = going[number]
                details = {"name": f"ip filter {number}", "section": context or "-", "line": text}
                self.problems.append(Problem("KO-CF011", level="warning", details=details))

    def _queue(self, queue: str, physical: str) -> None:
        """Where our class filters leave a queue without a list, what we gave the queue goes too; with shaping, the guarantees of our classes."""
        inside, name = (queue if " " in queue else ""), queue.split()[0]
        key = (inside, f"queue {name} class filter list")
        standing = self.there.get(key)
        if standing is None or not Numbers.read(standing.canon).only(lambda number: self.claim.ours("class_filter", number)):
            return
        default, kind, speed, *guarantees = companions(queue, physical, self.own)
        alone = key not in self.found and not self._queued(queue, physical)
        shaped = kind in self.there and self.there[kind].canon == "shaping"
        going = [default] if key not in self.found else []
        going += [kind, speed] if alone else []
        going += guarantees if alone or (shaped and kind in self.want and self.want[kind].canon != "shaping") else []
        for each in going:
            if each not in self.want:
                self.found.pop(each, None)

    def _queued(self, queue: str, physical: str) -> bool:
        """Whether another list still sorts what leaves by this interface."""
        lists = [line.interface for line in self.found.values() if line.form == "list" and line.kind["of"] == "class_filter"]
        return any(each == physical or (" " in each and " " in queue) for each in lists)
