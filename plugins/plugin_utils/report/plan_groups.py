# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Changes of the same shape: what differs between sites by nature is looked away from, all else is not.

Looked away from are addresses, numbers of interfaces, AS and tunnel numbers of the site, and the names of host and site. An MTU, a timer, a mask or
the name of a policy that is another one makes another shape: whoever reads one example has read them all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PLANNED = ("would_change", "rendered")
KINDS = ("added", "changed", "removed")
_VARIES = re.compile(
    r"(?<![\w-])(?P<word>[A-Z][a-z]+(?:[A-Z][a-z]+|-[A-Z]?[a-z]+)*[A-Z]?)\d[\d/.]*"  # GigabitEthernet0/0/0.100, Port-channel1
    r"|(?<![\w.:-])(?P<number>\d+(?:\.\d+){0,3})(?![\w:-]|\.\d)"
    r"|(?<![\w:])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*(?![\w:])"
)
_MASKS = ("255.", "0.")  # a mask, a wildcard and the default route are the same everywhere


@dataclass(frozen=True)
class Group:
    """Hosts whose changes are alike, sorted; ``touched`` is that of the first."""

    hosts: tuple[str, ...]
    sites: tuple[str, ...]
    lines: tuple[int, int]
    touched: tuple[tuple[str, str], ...]
    disturbs: tuple[str, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """How many sections are added, changed, removed."""
        found = Counter(kind for _section, kind in self.touched)
        return tuple(found[kind] for kind in KINDS)


def grouped(plan: Mapping[str, Any], diffs: Mapping[str, str], sites: Sequence[Mapping[str, Any]]) -> list[Group]:
    """The hosts to change: those first that disturb a tunnel, then the largest groups."""
    hosts: Mapping[str, Mapping[str, Any]] = plan["hosts"]
    own = _own(sites)
    alike: dict[tuple[Any, ...], list[str]] = {}
    for host in sorted(hosts):
        entry = hosts[host]
        if entry["status"] in PLANNED:
            shape = _shape(host, entry, diffs.get(host, ""), own.get(host, frozenset()))
            alike.setdefault(shape, []).append(host)
    groups = [_group(hosts, members) for members in alike.values()]
    return sorted(groups, key=lambda group: (not group.disturbs, -len(group.hosts), group.hosts))


def abstract(text: str, own: frozenset[str] = frozenset()) -> str:
    """``text`` without what is ``own`` to a host by nature."""
    for name in sorted((name for name in own if len(name) > 2 and not name.isdecimal()), key=lambda name: (-len(name), name)):
        text = text.replace(name, "<name>")

    def varies(found: re.Match[str]) -> str:
        """What stands for one number or address."""
        if found["word"]:
            return f"{found['word']}#"
        number = found["number"]
        if number is None:
            return "*"
        if number.count(".") == 3:
            return number if number.startswith(_MASKS) else "*"
        return "#" if number in own else number

    return _VARIES.sub(varies, text)


def _group(hosts: Mapping[str, Mapping[str, Any]], members: list[str]) -> Group:
    entries = [hosts[host] for host in members]
    lines = [int(entry["lines"]) for entry in entries]
    touched = tuple((str(section), str(kind)) for section, kind in entries[0]["touched"])
    sites = tuple(sorted({str(entry["site"]) for entry in entries}))
    return Group(tuple(members), sites, (min(lines), max(lines)), touched, tuple(map(str, entries[0]["disturbs"])))


def _shape(host: str, entry: Mapping[str, Any], diff: str, own: frozenset[str]) -> tuple[Any, ...]:
    """The diff without what varies; where there is none, what is touched."""
    own = own | {host, str(entry["site"])}
    touched = entry["touched"]
    text = abstract(diff, own) if diff else "\n".join(sorted(f"{abstract(section, own)} {kind}" for section, kind in touched))
    kinds = [kind for _section, kind in touched]
    return entry["status"], entry["platform"], tuple(entry["disturbs"]), tuple(map(kinds.count, KINDS)), bool(diff), text


def _own(sites: Sequence[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """What belongs to each CPE: names and numbers of its site. Only the fields named here are looked at."""
    found: dict[str, frozenset[str]] = {}
    for site in sites:
        tunnels = [tunnel for tunnel in (site.get("tunnels") or {}).values() if isinstance(tunnel, Mapping)]
        values = frozenset({str(site.get("name")), *(value for tunnel in tunnels for value in _values(tunnel))} - {"None"})
        for cpe in {str(tunnel.get("cpe")) for tunnel in tunnels}:
            found[cpe] = found.get(cpe, frozenset()) | values
    return found


def _values(tunnel: Mapping[str, Any]) -> Iterator[str]:
    local, remote = tunnel.get("local") or {}, tunnel.get("remote") or {}
    for value in (tunnel.get("cpe"), tunnel.get("number"), tunnel.get("location"), local.get("asn"), local.get("bgp_process_asn"), remote.get("asn")):
        yield str(value)
