# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A fleet as one Mermaid picture: sites on one side, the data centres of each region on the other, coloured by what a plan says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .safe import label, short
from .topology import topology
from .words import words

MOST = 12  #: sites that are drawn one by one, and regions that are drawn at all
_NAMED = 3  # sites that a node for many names
_CLASSES = {
    "failed": "fill:#f8d7da,stroke:#b02a37,color:#000",
    "disturbs": "fill:#ffd8a8,stroke:#d9480f,color:#000",
    "change": "fill:#fff3bf,stroke:#b08900,color:#000",
    "same": "fill:#d3f9d8,stroke:#2b8a3e,color:#000",
    "other": "fill:#e9ecef,stroke:#868e96,color:#000,stroke-dasharray:4",
}  #: the worst first: a site is as its worst CPE
_CLASS = {"disturbs": "disturbs", "would_change": "change", "rendered": "change", "unchanged": "same", "": "other"}
_WORST = list(_CLASSES)
Site = Mapping[str, Any]
Statuses = Mapping[str, str]


def picture(sites: Sequence[Site], statuses: Statuses, language: str = "en") -> str:
    """One site with its addresses, or the fleet; Mermaid text without a fence, empty without sites."""
    found = _drawable(sites)
    if len(found) != 1:
        return overview(found, statuses, language)
    text = topology(_tame(found[0]), language)
    cpes = dict.fromkeys(str(found[0]["tunnels"][dc]["cpe"]) for dc in ("dc1", "dc2"))
    return text + "".join(_colours({f"cpe{number}": _class(statuses.get(cpe, "")) for number, cpe in enumerate(cpes, start=1)}))


def overview(sites: Sequence[Site], statuses: Statuses, language: str = "en") -> str:
    """The fleet. ``statuses`` maps hosts to the statuses of a plan, or ``disturbs``: changes that interrupt a standing tunnel.

    Up to ``MOST`` sites are drawn one by one, more as one node per region and status.
    """
    found = _drawable(sites)
    if not found:
        return ""
    say = {**words(language)["progress"], **words(language)["fleet"]}
    regions: dict[str, list[Site]] = {}
    for site in found:
        regions.setdefault(str(site["region"]), []).append(site)
    draw = _one_by_one if len(found) <= MOST else _counted
    lines, edges, classes = ["flowchart LR\n"], list[str](), dict[str, str]()
    for number, (region, members) in enumerate(list(regions.items())[:MOST], start=1):
        for kind, text in draw(f"r{number}", members, statuses, say, classes):
            (edges if kind == "edge" else lines).append(text)
        dcs = sorted({str(dc) for site in members for dc in site["tunnels"]})
        lines.append(f"  subgraph r{number}[{label(say['instance'].format(region=short(region, 32)))}]\n")
        lines += [f"    r{number}{_id(dcs, dc)}[{label(dc.upper())}]\n" for dc in dcs]
        lines.append("  end\n")
    hidden = list(regions.values())[MOST:]
    if hidden:
        lines.append(f"  more[{label(say['more'].format(regions=len(hidden), sites=sum(map(len, hidden))))}]\n")
    return "".join([*lines, *edges, *_colours(classes)])


def _one_by_one(region: str, sites: Sequence[Site], statuses: Statuses, say: Mapping[str, str], classes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each site with its CPEs, in a box where they are two; each tunnel an edge, dotted where it is to be removed."""
    dcs = sorted({str(dc) for site in sites for dc in site["tunnels"]})
    for number, site in enumerate(sites, start=1):
        absent = [say["absent"]] if site.get("state") == "absent" else []
        cpes = {cpe: f"{region}s{number}c{place}" for place, cpe in enumerate(_cpes(site), start=1)}
        boxed = len(cpes) > 1
        if boxed:
            yield "node", f"  subgraph {region}s{number}[{label(site['name'])}]\n"
        for cpe, node in cpes.items():
            status = statuses.get(cpe, "")
            classes[node] = _class(status)
            yield "node", f"  {'  ' * boxed}{node}[{label(*([] if boxed else [site['name']]), cpe, _status(status, say), *absent)}]\n"
        if boxed:
            yield "node", "  end\n"
        for dc, tunnel in sorted(site["tunnels"].items()):
            name = label(f"Tunnel{tunnel['number']}")
            arrow = f"-. {name} .-" if absent else f"-- {name} ---"
            yield "edge", f"  {cpes[str(tunnel['cpe'])]} {arrow} {region}{_id(dcs, str(dc))}\n"


def _counted(region: str, sites: Sequence[Site], statuses: Statuses, say: Mapping[str, str], classes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Sites that stand alike are one node, with the names of the first few; an edge says how many tunnels it stands for."""
    dcs = sorted({str(dc) for site in sites for dc in site["tunnels"]})
    alike: dict[str, list[Site]] = {}
    for site in sites:
        alike.setdefault(min((statuses.get(cpe, "") for cpe in _cpes(site)), key=_rank), []).append(site)
    for number, status in enumerate(sorted(alike, key=_rank), start=1):
        members, node = alike[status], f"{region}g{number}"
        classes[node] = _class(status)
        named = ", ".join(short(site["name"], 14) for site in members[:_NAMED]) + (" …" if len(members) > _NAMED else "")
        yield "node", f"  {node}[{label(say['sites'].format(number=len(members)), _status(status, say), named)}]\n"
        for dc in dcs:
            tunnels = sum(dc in site["tunnels"] for site in members)
            if tunnels:
                yield "edge", f"  {node} -- {label(say['tunnels'].format(number=tunnels))} --- {region}{_id(dcs, dc)}\n"


def _colours(classes: Mapping[str, str]) -> Iterator[str]:
    for name, style in _CLASSES.items():
        nodes = [node for node, its in classes.items() if its == name]
        if nodes:
            yield f"  classDef {name} {style}\n  class {','.join(nodes)} {name}\n"


def _class(status: str) -> str:
    return _CLASS.get(status, "failed")


def _rank(status: str) -> tuple[int, str]:
    return _WORST.index(_class(status)), status


def _status(status: str, say: Mapping[str, str]) -> str:
    """In words; one that has none stands for itself."""
    return say.get(f"status_{status or 'other'}", status)


def _id(dcs: Sequence[str], dc: str) -> str:
    return f"d{dcs.index(dc) + 1}"


def _cpes(site: Site) -> list[str]:
    return list(dict.fromkeys(str(tunnel["cpe"]) for _dc, tunnel in sorted(site["tunnels"].items())))


def _drawable(sites: Sequence[Site]) -> list[Site]:
    """Sites with tunnels, by region and name."""
    return sorted((site for site in sites if site.get("tunnels")), key=lambda site: (str(site["region"]), str(site["name"])))


def _tame(value: Any) -> Any:
    """A site whose names keep to their line and to their label."""
    if isinstance(value, Mapping):
        return {key: _tame(each) for key, each in value.items()}
    return short(value).replace("`", "'").replace("%%", "% %").replace("$", "\uff04") if isinstance(value, str) else value
