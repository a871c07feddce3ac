# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How many calls each site of an inventory makes, and what carries them: one Markdown sheet (SZ-04, SZ-42, SZ-43)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..design.erlang import erlang_traffic
from ..design.packet import show
from .design_sheet import call_line
from .markdown import bullets, heading, table
from .words import words

Size = Mapping[str, Any]
Words = Mapping[str, str]


def size_sheet(sizes: Sequence[Size], language: str = "en", chart: str = "") -> str:
    """Markdown over ``sizes`` (see ``design.virtual_connect.size``); ``chart`` is the file of the picture, if there is one."""
    say = words(language)["size"]
    head = heading(1, say["title"].format(sites=len(sizes)))
    return head + _summary(sizes, say) + _picture(chart, say) + _table(sizes, say) + _arithmetic(sizes, say, language) + _advice(say)


def _summary(sizes: Sequence[Size], say: Words) -> str:
    small = [size["site"] for size in sizes if not size["fits"]]
    facts = say["summary"].format(sites=len(sizes), calls=sum(size["calls"] for size in sizes))
    verdict = say["too_small"].format(sites=", ".join(small)) if small else say["all_fit"]
    return f"{facts} {verdict}\n\n"


def _picture(chart: str, say: Words) -> str:
    return f"![{say['chart']}]({chart})\n\n" if chart else ""


def _table(sizes: Sequence[Size], say: Words) -> str:
    head = [say[key] for key in ("site", "calls", "erlang", "per_call", "mbps", "needed", "limits", "headroom", "mtu", "verdict")]
    return heading(2, say["sites"]) + table(head, (_row(size, say) for size in sizes)) + say["one_way"] + "\n\n"


def _row(size: Size, say: Words) -> list[object]:
    limits = ", ".join(say["limit"].format(what=say[limit["name"]].format(**limit), **limit) for limit in size["limits"])
    mtu = ", ".join(dict.fromkeys(f"{each['ip_mtu']}/{each['mss']}" for each in size["mtu"]))
    verdict = say["fits"] if size["fits"] else say["too_much"]
    calls = size["calls"]
    return [
        size["site"], calls, _erlang(calls), size["per_call"], size["mbps"], size["needed_mbps"], limits, _headroom(size), mtu, verdict,
    ]  # fmt: skip


def _headroom(size: Size) -> str:
    """In calls, and in percent of what the tightest limit carries: ``1265 (76.0 %)``."""
    most = min(limit["calls"] for limit in size["limits"])
    percent = show(Fraction(100 * size["headroom_calls"], most), 1) if most else "0.0"
    return f"{size['headroom_calls']} ({percent} %)"


@lru_cache(1024)
def _erlang(calls: int) -> str:
    """What so many lines carry when one call in a hundred may be lost."""
    return f"{float(erlang_traffic(min(calls, 5000))['traffic']):.1f}" if calls <= 5000 else "> 4900"


def _arithmetic(sizes: Sequence[Size], say: Words, language: str) -> str:
    """Each worked line once, with how many sites it stands for."""
    found: dict[str, list[str]] = {}
    for size in sizes:
        found.setdefault(worked_line(size["worked"], language), []).append(size["site"])
    return heading(2, say["arithmetic"]) + bullets(f"{line} ({_named(sites)})" for line, sites in found.items()) + _redundancy(sizes, say)


def _redundancy(sizes: Sequence[Size], say: Words) -> str:
    """Why a part of what stands there carries all, for each kind of part."""
    kinds = {size["worked"]["kind"] for size in sizes}
    told = {"tunnel": "n_minus_1", "port": "port_n_minus_1"}
    return "".join(say[key] + "\n\n" for kind, key in told.items() if kind in kinds)


def worked_line(facts: Size, language: str) -> str:
    """How the numbers of one site came about (``size["worked"]``)."""
    if facts["kind"] == "tunnel":
        return call_line(facts, words(language)["design"])
    say = words(language)["size"]
    if facts["kind"] != "port":
        return say[f"{facts['kind']}_line"].format(**facts)
    other = say["port_other"].format(**{**facts, "ports": _ports(facts["other_ports"], say)}) if facts["other_method"] else ""
    return say["port_line"].format(**{**facts, "ports": _ports(facts["ports"], say)}) + other


def _ports(wanted: Mapping[str, int | None], say: Words) -> str:
    """The port that is large enough: one for all locations, or each with its own, as not every size is offered everywhere (SZ-14)."""
    told = {place: say["no_port"] if mbps is None else say["a_port"].format(mbps=mbps) for place, mbps in wanted.items()}
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return ", ".join(say["port_there"].format(port=port, location=place) for place, port in told.items())


def _named(sites: Sequence[str]) -> str:
    return ", ".join(sites) if len(sites) <= 3 else f"{', '.join(sites[:3])} + {len(sites) - 3}"


def _advice(say: Words) -> str:
    notes: Iterable[str] = (say["voice_only"], say["not_sufficient"], say["erlang_note"])
    return heading(2, say["notes"]) + bullets(notes)
