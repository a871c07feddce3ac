# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The document that AWS makes for a customer gateway, as tunnels of a site (AZ-50). It comes from elsewhere, so it is read with care (AZ-51)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ...problem import OnrampError, Problem

_MOST_BYTES = 1024 * 1024
_ENCRYPTION = {"aes-128-cbc": "AES128", "aes-256-cbc": "AES256", "aes-128-gcm-16": "AES128-GCM-16", "aes-256-gcm-16": "AES256-GCM-16"}
_INTEGRITY = {"sha1": "SHA1", "hmac-sha1-96": "SHA1", "sha2-256": "SHA2-256", "hmac-sha2-256-128": "SHA2-256", "sha2-384": "SHA2-384"}
_GROUP = re.compile(r"(?:group)?([0-9]{1,2})", re.ASCII)


def aws_vpn_config(text: object, public_ips: Sequence[str] = ()) -> dict[str, Any]:
    """``{vpn_connection_id, customer_address, tunnels: [{name, outside_address, inside_cidr, psk}], offered}`` of CustomerGatewayConfiguration XML.

    ``offered``: what the document names, by option of AWS, for ``vpn_policy_intersection``. ``public_ips``: Azure's addresses; a document for
    another one is refused. ``OnrampError`` KO-AZ050, KO-AZ050B, KO-AZ050C; no key is ever in it.
    """
    root = _tree(text)
    found = root.findall("ipsec_tunnel")
    if len(found) != 2:
        _refuse(f"{len(found)} ipsec_tunnel, two are expected")
    tunnels = [_tunnel(element, number) for number, element in enumerate(found, start=1)]
    if tunnels[0]["outside_address"] == tunnels[1]["outside_address"]:
        raise OnrampError([Problem("KO-AZ050B", "aws_vpn_config", tunnels[0]["outside_address"])])
    customer = _address(found[0], "customer_gateway/tunnel_outside_address/ip_address")
    if public_ips and customer not in public_ips:
        raise OnrampError([Problem("KO-AZ050C", "aws_vpn_config", customer, details={"own": ", ".join(public_ips)})])
    return {"vpn_connection_id": root.get("id", ""), "customer_address": customer, "tunnels": tunnels, "offered": _offered(found[0])}


def _tree(text: object) -> Element:
    """The document without entities and without a DTD: expat is told to refuse both."""
    if not isinstance(text, str) or not text.strip():
        _refuse("it is no text")
    data = text.encode(errors="surrogatepass")
    if len(data) > _MOST_BYTES:
        _refuse("it is larger than 1 MiB")
    builder, parser = TreeBuilder(), expat.ParserCreate("utf-8")  # it is text already: what its first line says does not count
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = builder.start, builder.end, builder.data
    parser.StartDoctypeDeclHandler = lambda *_given: _refuse("it has a DOCTYPE")
    parser.EntityDeclHandler = lambda *_given: _refuse("it declares entities")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        _refuse(f"no XML, line {error.lineno}")
    root = builder.close()
    if root.tag != "vpn_connection":
        _refuse("its root is not vpn_connection")
    return root


def _tunnel(element: Element, number: int) -> dict[str, str]:
    inside = "vpn_gateway/tunnel_inside_address"
    try:
        network = IPv4Network(f"{_address(element, f'{inside}/ip_address')}/{_text(element, f'{inside}/network_cidr')}", strict=False)
    except ValueError:
        _refuse(f"ipsec_tunnel {number}: {inside}/network_cidr")
    outside = _address(element, "vpn_gateway/tunnel_outside_address/ip_address")
    return {"name": f"t{number}", "outside_address": outside, "inside_cidr": str(network), "psk": _text(element, "ike/pre_shared_key")}


def _offered(element: Element) -> dict[str, list[Any]]:
    phases: dict[str, list[Any]] = {}
    for phase, place in ((1, "ike"), (2, "ipsec")):
        phases[f"Phase{phase}EncryptionAlgorithms"] = [_word(_ENCRYPTION, _text(element, f"{place}/encryption_protocol"))]
        phases[f"Phase{phase}IntegrityAlgorithms"] = [_word(_INTEGRITY, _text(element, f"{place}/authentication_protocol"))]
        phases[f"Phase{phase}DHGroupNumbers"] = [_group(_text(element, f"{place}/perfect_forward_secrecy"))]
    return phases


def _word(words: dict[str, str], text: str) -> str:
    return words.get(text.lower(), text)


def _group(text: str) -> int:
    number = _GROUP.fullmatch(text.lower())
    return int(number[1]) if number else _refuse("perfect_forward_secrecy")


def _address(element: Element, path: str) -> str:
    try:
        return str(IPv4Address(_text(element, path)))
    except ValueError:
        _refuse(path)


def _text(element: Element, path: str) -> str:
    found = (element.findtext(path) or "").strip()
    return found or _refuse(f"{path} is missing")


def _refuse(reason: str) -> NoReturn:
    raise OnrampError([Problem("KO-AZ050", "aws_vpn_config", details={"reason": reason})])
