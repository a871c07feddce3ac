# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A Virtual Connect site as a Mermaid picture: CPEs, DCs, tunnels, addresses, and which /25 goes where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..design.virtual_connect import halves
from .words import words

_DCS = ("dc1", "dc2")


def topology(site: Mapping[str, Any], language: str = "en") -> str:
    """Mermaid text (without a fence) for a complete ``virtual_connect_site``."""
    say = words(language)["topology"]
    tunnels = site["tunnels"]
    cpes = {cpe: f"cpe{number}" for number, cpe in enumerate(dict.fromkeys(tunnels[dc]["cpe"] for dc in _DCS), start=1)}
    lines = ["flowchart LR", f"  lan{_label('[', say['lan'], ']')}", f"  subgraph site{_label('[', site['name'], ']')}"]
    lines += [f"    {node}{_label('[', *_cpe(site, cpe), ']')}" for cpe, node in cpes.items()]
    lines += ["  end", f"  subgraph di{_label('[', 'Dedicated Instance ' + str(site['region']), site['di_network'], ']')}"]
    lines += [f"    {dc}{_label('[', *_dc(site, dc), ']')}" for dc in _DCS]
    lines += ["  end", *(f"  lan --- {node}" for node in cpes.values())]
    lines += [f"  {cpes[tunnels[dc]['cpe']]} <== {_quoted(_link(site, dc, say))} ==> {dc}" for dc in _DCS]
    return "\n".join(lines) + "\n"


def _cpe(site: Mapping[str, Any], cpe: str) -> list[str]:
    tunnels = [site["tunnels"][dc] for dc in _DCS if site["tunnels"][dc]["cpe"] == cpe]
    addresses = dict.fromkeys(f"IPsec {t['local']['ipsec_address']}" for t in tunnels)
    return [cpe, *addresses, f"AS {tunnels[0]['local']['asn']}"]


def _dc(site: Mapping[str, Any], dc: str) -> list[str]:
    remote = site["tunnels"][dc]["remote"]
    return [dc.upper(), f"IPsec {remote['ipsec_address']}", f"AS {remote['asn']}", halves(site)[dc]]


def _link(site: Mapping[str, Any], dc: str, say: Mapping[str, str]) -> list[str]:
    tunnel = site["tunnels"][dc]
    local, remote = tunnel["local"], tunnel["remote"]
    return [
        f"Tunnel{tunnel['number']}: {local['tunnel_address']} – {remote['tunnel_address']}",
        f"GRE {local['gre_transport']} – {remote['gre_transport']}",
        f"→ 0.0.0.0/0, ← {halves(site)[dc]}, {site['di_network']} ({say['backup']})",
    ]


def _label(left: str, *parts: str) -> str:
    """A node's label in its brackets: the last of ``parts`` is the closing one."""
    *lines, right = parts
    return f"{left}{_quoted(lines)}{right}"


def _quoted(lines: Iterable[object]) -> str:
    """Quoted for Mermaid, one line each; what Mermaid or HTML would read as markup becomes an entity."""
    safe = (str(line).replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;") for line in lines)
    return f'"{"<br/>".join(safe)}"'
