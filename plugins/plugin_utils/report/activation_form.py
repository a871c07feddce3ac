# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The activation form of Virtual Connect: the customer's half filled in, Cisco's half as far as it has come back (VC-13, VC-48).

It is written before the site is complete, so nothing is taken for granted here: what is not there is ``missing``.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Interface
from typing import Any

from ..design.sizing import virtual_connect_demand
from ..problem import OnrampError
from .given import at
from .markdown import bullets, heading, table
from .words import words

_DCS = ("dc1", "dc2")
_SITE = "virtual_connect_site"
_CISCO = {
    "di_ipsec": ("remote", "ipsec_address"),
    "di_gre": ("remote", "gre_transport"),
    "cpe_tunnel": ("local", "tunnel_address"),
    "di_tunnel": ("remote", "tunnel_address"),
    "remote_asn": ("remote", "asn"),
    "local_asn": ("local", "asn"),
}  #: per tunnel, from Cisco
_CRYPTO = {"ike": ("encryption", "integrity", "prf", "dh_group", "lifetime"), "ipsec": ("encryption", "integrity", "pfs_group", "lifetime")}
_NULLABLE = ("integrity", "pfs_group")  #: null is an answer here


def activation_form(intent: Mapping[str, Any], language: str = "en") -> str:
    """The sheet in Markdown for ``intent`` (``{"virtual_connect_site": {...}}``, complete or not). Secrets appear as "in the vault" only."""
    site = at(intent, _SITE)
    site = site if isinstance(site, Mapping) else {}
    say = words(language)["form"]
    title = heading(1, say["title"].format(site=site.get("name") or say["missing"]))
    return f"{title}{say['intro']}\n\n{_customer(site, say)}{_cisco(site, say)}{_missing_list(site, say)}"


def missing(site: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """``(path, word key, DC or "")`` of every field of Cisco's half that is not there yet."""
    found = [(f"tunnels.{dc}.{'.'.join(way)}", key, dc.upper()) for key, way in _CISCO.items() for dc in _DCS if _tunnel(site, dc, *way) is None]
    found += [("di_network", "di_network", "")] if at(site, "di_network") is None else []
    found += [(f"di_halves.{dc}", "half", dc.upper()) for dc in _DCS if at(site, "di_halves", dc) is None]
    found += [(f"crypto.{part}.{key}", f"{part} {key}", "") for part, keys in _CRYPTO.items() for key in keys if not _answered(site, part, key)]
    return [(f"{_SITE}.{path}", key, dc) for path, key, dc in found]


def _customer(site: Mapping[str, Any], say: Mapping[str, str]) -> str:
    cpes = {_tunnel(site, dc, "cpe") for dc in _DCS} - {None}
    general = [
        (say["region"], _or_missing(at(site, "region"), say)),
        (say["cpes"], len(cpes) or say["missing"]),
        (say["contact"], _or_missing(at(site, "contact"), say)),
        (say["bandwidth"], _bandwidth(site, say)),
        (say["crypto_choice"], _choices(site, say)),
    ]
    rows = [_row(say, "cpe", site, "cpe"), _row(say, "cpe_ipsec", site, "local", "ipsec_address")]
    if any(_tunnel(site, dc, "local", "ike_identity") for dc in _DCS):
        rows.append(_row(say, "ike_identity", site, "local", "ike_identity"))
    rows.append(_row(say, "cpe_gre", site, "local", "gre_transport"))
    rows.append([say["keepalive"], *(say["yes" if _keeps_alive(site, dc) else "no"] for dc in _DCS)])
    rows += [[say[key], *(_secret(site, dc, key, say) for dc in _DCS)] for key in ("psk", "bgp_password")]
    notes = [say["keepalive_off"].format(dc=dc.upper()) for dc in _DCS if not _keeps_alive(site, dc)]
    tables = table([say["field"], say["value"]], general) + table([say["field"], "DC1", "DC2"], rows)
    return heading(2, say["customer"]) + tables + (bullets(notes) if notes else "")


def _cisco(site: Mapping[str, Any], say: Mapping[str, str]) -> str:
    rows = [_row(say, key, site, *way) for key, way in _CISCO.items()]
    rows.append([say["half"], *(_or_missing(at(site, "di_halves", dc), say) for dc in _DCS)])
    general = [(say["di_network"], _or_missing(at(site, "di_network"), say)), (say["keepalive_default"], say["keepalive_default_value"])]
    for part, keys in _CRYPTO.items():
        general += [(say[part].format(what=say[key]), _crypto(site, part, key, say)) for key in keys]
    return heading(2, say["cisco"]) + table([say["field"], "DC1", "DC2"], rows) + table([say["field"], say["value"]], general)


def _missing_list(site: Mapping[str, Any], say: Mapping[str, str]) -> str:
    found = missing(site)
    title = heading(2, say["missing_title"].format(count=len(found)))
    if not found:
        return f"{title}{say['missing_none']}\n"
    return title + bullets(f"`{path}`: {_name(key, say)}{f' ({dc})' if dc else ''}" for path, key, dc in found)


def _name(key: str, say: Mapping[str, str]) -> str:
    part, _space, what = key.partition(" ")
    return say[part].format(what=say[what]) if what else say[key]


def _row(say: Mapping[str, str], key: str, site: Mapping[str, Any], *way: str) -> list[object]:
    return [say[key], *(_with_mask(_or_missing(_tunnel(site, dc, *way), say)) for dc in _DCS)]


def _with_mask(value: object) -> object:
    """``100.64.10.2/30`` with the mask spelt out, as forms ask for it."""
    try:
        return f"{value} ({IPv4Interface(value).netmask})" if "/" in str(value) else value
    except ValueError:
        return value


def _tunnel(site: Mapping[str, Any], dc: str, *way: str) -> Any:
    return at(site, "tunnels", dc, *way)


def _or_missing(value: Any, say: Mapping[str, str]) -> Any:
    return say["missing"] if value is None else value


def _keeps_alive(site: Mapping[str, Any], dc: str) -> bool:
    return _tunnel(site, dc, "keepalive", "enabled") is not False


def _secret(site: Mapping[str, Any], dc: str, key: str, say: Mapping[str, str]) -> str:
    """Whether the secret is there, never what it is. A BGP password may be null on purpose (VC-35)."""
    if _tunnel(site, dc, key) is not None:
        return say["in_vault"]
    tunnel = _tunnel(site, dc)
    return say["without"] if key == "bgp_password" and isinstance(tunnel, Mapping) and key in tunnel else say["missing"]


def _answered(site: Mapping[str, Any], part: str, key: str) -> bool:
    given = at(site, "crypto", part)
    return isinstance(given, Mapping) and key in given and (given[key] is not None or key in _NULLABLE)


def _crypto(site: Mapping[str, Any], part: str, key: str, say: Mapping[str, str]) -> str:
    if not _answered(site, part, key):
        return say["missing"]
    value = site["crypto"][part][key]
    return say["without"] if value is None else ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _choices(site: Mapping[str, Any], say: Mapping[str, str]) -> str:
    """The encryption that the inventory holds for both layers; the rest follows in Cisco's half, which must equal it (VC-28)."""
    return "; ".join(f"{say[part].format(what=say['encryption'])}: {_crypto(site, part, 'encryption', say)}" for part in _CRYPTO)


def _bandwidth(site: Mapping[str, Any], say: Mapping[str, str]) -> str:
    needed = (("sizing", "codec"), ("sizing", "concurrent_calls"), ("crypto", "ipsec", "encryption"), ("access", "uplink_mbps"))
    if any(at(site, *way) is None for way in needed):
        return say["missing"]
    try:
        return say["bandwidth_value"].format(**virtual_connect_demand(site))
    except OnrampError:
        return say["missing"]
