# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What was designed and why the numbers are what they are: one sheet for a Virtual Connect site (VC-25, SZ-04, SZ-20, SZ-31, SZ-42)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..design.sizing import esp_sizes
from ..message_table import listing
from ..problem import Problem
from .markdown import bullets, code, heading, table
from .words import words

_ARTICLE_MSS = 1350
Design = Mapping[str, Any]
Words = Mapping[str, str]


def design_sheet(designs: Sequence[Design], language: str = "en", problems: Iterable[Problem] = ()) -> str:
    """Markdown for the designs of all CPEs of one site; ``problems`` are what the intent room warned of."""
    say = words(language)["design"]
    title = heading(1, say["title"].format(site=designs[0]["site"]))
    if not any(design["tunnels"] for design in designs):
        hosts = ", ".join(design["host"] for design in designs)
        return title + say["absent"].format(state=designs[0]["state"], hosts=hosts) + "\n"
    parts = (_tunnels, _arithmetic, _firewall, _advice)
    return title + "".join(part(designs, say) for part in parts) + _warnings(problems, language, say)


def _tunnels(designs: Sequence[Design], say: Words) -> str:
    columns = [(design, t) for design in designs for t in design["tunnels"]]
    rows: list[list[object]] = [[say["cpe"], *(design["host"] for design, _t in columns)]]
    for key, describe in _ROWS.items():
        rows.append([say[key], *(describe(t, say) for _design, t in columns)])
    rows.append([say["asns"], *(f"{design['asn']} {_as(t)}– {t['remote']['asn']}" for design, t in columns)])
    rows.append([say["half"], *(say["half_value"].format(own_half=t["own_half"], di_network=design["di_network"]) for design, t in columns)])
    return heading(2, say["tunnels"]) + table([say["field"], *(t["label"] for _design, t in columns)], rows)


def _as(t: Design) -> str:
    return f"(local-as {t['local_as']}) " if t["local_as"] else ""


def _pair(t: Design, key: str) -> str:
    return f"{t['local'][key]} – {t['remote'][key]}"


def _announces(t: Design, say: Words) -> str:
    return say["announces_if"].format(prefix=t["default_condition"]) if t["default_condition"] else "0.0.0.0/0"


def _keepalive(t: Design, say: Words) -> str:
    return say["keepalive_on"].format(**t["keepalive"]) if t["keepalive"]["enabled"] else say["keepalive_off"]


def _carrier(t: Design) -> str:
    return f"{t['vti']['interface'] if t['vti'] else 'crypto map'}, {t['wan']['interface']} → {t['wan']['next_hop']}"


_ROWS: dict[str, Any] = {
    "interface": lambda t, say: f"{t['interface']} ({t['source_interface']})",
    "carried_by": lambda t, say: _carrier(t),
    "ipsec_pair": lambda t, say: _pair(t, "ipsec_address"),
    "gre_pair": lambda t, say: _pair(t, "gre_transport"),
    "link": lambda t, say: f"{t['local']['tunnel_address']}/{t['local']['prefix_length']} – {t['remote']['tunnel_address']}",
    "announces": _announces,
    "vrfs": lambda t, say: " / ".join(t["vrf"][side] or say["global"] for side in ("inside", "transport")),
    "keepalive": _keepalive,
    "sizes": lambda t, say: f"{t['ip_mtu']} / {t['mss']}",
}


def _arithmetic(designs: Sequence[Design], say: Words) -> str:
    design = next(design for design in designs if design["tunnels"])
    tunnels = [t for each in designs for t in each["tunnels"]]
    first = tunnels[0]
    lines = [mtu_line(design, first, say), *(say["rendered"].format(**t) for t in tunnels)]
    if first["mss_max"] < _ARTICLE_MSS:
        lines.append(say["article_mss"].format(**first))
    sizing = design["sizing"]
    return (
        heading(2, say["arithmetic"])
        + heading(3, say["mtu_title"]) + bullets(lines)
        + heading(3, say["call_title"]) + bullets([call_line(sizing, say)])
        + heading(3, say["demand_title"]) + bullets(_demand(sizing, say)) + _sizing_table(sizing, say) + say["one_way"] + "\n\n"
    )  # fmt: skip


def mtu_line(design: Design, t: Design, say: Words) -> str:
    """The worked line of SZ-11 and SZ-20: ``path 1454, gcm: 1454 - 20 - 8 - 8 - 16 = 1402; floor to 4: 1400; - 2 = 1398 ...``."""
    suite, nat_t = design["crypto"]["suite"], design["nat_in_path"]
    iv, align, icv = esp_sizes(suite)
    parts = [20, *([8] if nat_t else []), 8, iv, icv]
    room = design["path_mtu"] - sum(parts)
    numbers = {"plaintext": t["plaintext_mtu"], "inner": t["inner_mtu"], "mss_max": t["mss_max"]}
    subtraction = " - ".join(map(str, [design["path_mtu"], *parts]))
    label = f"{suite} NAT-T" if nat_t else suite
    return say["mtu_line"].format(
        path_mtu=design["path_mtu"], suite=label, subtraction=subtraction, room=room, align=align, floored=room // align * align, **numbers
    )


def call_line(sizing: Design, say: Words) -> str:
    """The worked line of sizing.md section 3: payload, GRE, padding, ESP, kbit/s."""
    iv, align, icv = esp_sizes(sizing["suite"])
    plus = sizing["gre"] + 2
    padded = -(-plus // align) * align
    addition = " + ".join(map(str, [20, *([8] if sizing["nat_t"] else []), 8, iv, padded, icv]))
    return say["call_line"].format(plus=plus, padded=padded, addition=addition, **sizing)


def _demand(sizing: Design, say: Words) -> list[str]:
    over = "accepted" if sizing["accept_over_cap"] else "too_much"
    return [
        say["demand_cap"].format(verdict=say["fits" if sizing["fits_cap"] else over], **sizing),
        say["demand_uplink"].format(verdict=say["fits" if sizing["fits_uplink"] else over], **sizing),
        say["demand_inner"].format(**sizing),
        say["headroom"].format(**sizing),
        say["ratio"].format(**sizing),
    ]


def _sizing_table(sizing: Design, say: Words) -> str:
    keys = ("calls", "kbps_per_call", "total_mbps", "limit_mbps", "headroom_calls", "headroom_percent")
    return table(say["sizing_table"].split("|"), [[sizing[key] for key in keys]])


def _firewall(designs: Sequence[Design], say: Words) -> str:
    keys = ("protocol", "port", "inside", "outside")
    rows = [[row["dc"].upper(), *(row[key] for key in keys)] for design in designs for row in design["firewall"]]
    return heading(2, say["firewall"]) + table(say["firewall_table"].split("|"), rows) + say["firewall_note"] + "\n\n"


def _advice(designs: Sequence[Design], say: Words) -> str:
    found = [row for design in designs for row in design["advice"]]
    if not found:
        return ""
    return heading(2, say["advice"]) + "".join(f"{say[row['kind']].format(dc=row['dc'].upper())}:\n\n{code([row['line']])}" for row in found)


def _warnings(problems: Iterable[Problem], language: str, say: Words) -> str:
    lines = listing(problems, language).splitlines()
    return heading(2, say["warnings"]) + (bullets(lines) if lines else say["no_warnings"] + "\n")
