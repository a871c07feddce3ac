# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""When two documents of Azure mean the same, and how ours is laid over what stands (AR-22, AR-41, AR-75 to AR-77)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ...design.data import load
from ..objects import Kind
from ..objects import same as same_values
from ..objects.values import changed

_PLAIN = Kind()
#: what a field holds when nobody has said anything; Azure leaves such a field out, or fills it in
_DEFAULTS: dict[str, tuple[Any, ...]] = {
    "connectionMode": ("Default",), "connectionProtocol": ("IKEv2",), "dpdTimeoutSeconds": (0, 45), "idleTimeoutInMinutes": (4,),
    "vpnGatewayGeneration": ("None",), "tier": ("Regional",),
}  # fmt: skip
_IDS = frozenset({"id", "ipconfigurationid"})
#: words of Azure beside those of its policies and sizes; it may answer them in other letters (AR-76)
_WORDS = (
    "Default", "Dynamic", "Generation1", "Generation2", "IKEv1", "IKEv2", "InitiatorOnly", "IPsec", "IPv4", "None", "PolicyBased", "Regional",
    "ResponderOnly", "RouteBased", "Standard", "Static", "Vpn",
)  # fmt: skip
#: what Azure tells and nobody sends; a key that some answers repeat is not sent either: only its own endpoint changes it (AZ-47)
_READ_ONLY = frozenset({
    "etag", "provisioningState", "resourceGuid", "connectionStatus", "tunnelConnectionStatus", "ingressBytesTransferred", "egressBytesTransferred",
    "ipConfiguration", "sharedKey", "authorizationKey", "inboundDnsForwardingEndpoint", "vpnClientConnectionHealth",
})  # fmt: skip
_HEAD = frozenset({"id", "name", "type"})


def plain(value: Any, name: str = "") -> Any:
    """One spelling: ids and regions in small letters, words as Azure writes them, groups by their numbers, what is a default as None, nothing that
    is empty. Tags are people's own words, and stay.
    """
    if name == "tags":
        return value
    if isinstance(value, Mapping):
        return {key: plain(each, key) for key, each in value.items() if each != {}}
    if isinstance(value, list | tuple):
        return [plain(each, name) for each in value]
    if isinstance(value, str):
        value = _spelling().get(value.lower(), value)
    if value is False or value in _DEFAULTS.get(name, ()):
        return None
    if isinstance(value, str):
        return _text(value, name)
    return value


def same(wanted: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    """Whether what we declare is there; whatever else is shown does not count."""
    return same_values(plain(wanted), plain(shown), _PLAIN)


def difference(wanted: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """The declared fields that differ, in the one spelling."""
    return changed(plain(wanted), plain(shown), _PLAIN)


def merged(wanted: Any, shown: Any) -> Any:
    """``wanted`` over ``shown``: what others have set stays; list members with a name keep what else they have (AZ-74)."""
    if isinstance(wanted, Mapping) and isinstance(shown, Mapping):
        return {**shown, **{key: merged(value, shown.get(key)) for key, value in wanted.items()}}
    if isinstance(wanted, list) and isinstance(shown, list):
        named = {str(each["name"]): each for each in shown if isinstance(each, Mapping) and "name" in each}
        return [merged(each, named.get(str(each["name"]))) if isinstance(each, Mapping) and "name" in each else each for each in wanted]
    return wanted


def sendable(row: Mapping[str, Any]) -> dict[str, Any]:
    """An object as it may be sent again."""
    return {name: value for name, value in _without_read_only(row).items() if name not in _HEAD}


def state(row: Mapping[str, Any]) -> str:
    """``succeeded``, ``updating``, ``deleting``, ``failed``, in small letters. What has none is done."""
    return str(_properties(row).get("provisioningState") or "Succeeded").lower()


def connected(row: Mapping[str, Any] | None) -> bool:
    """Whether a connection carries."""
    return _properties(row or {}).get("connectionStatus") == "Connected"


def established(row: Mapping[str, Any] | None) -> str:
    """When its tunnel came up last, as Azure writes times; ``""`` where it does not say."""
    tunnels: Sequence[Mapping[str, Any]] = _properties(row or {}).get("tunnelConnectionStatus") or ()
    return max((str(each.get("lastConnectionEstablishedUtcTime") or "") for each in tunnels), default="")


def _properties(row: Mapping[str, Any]) -> Mapping[str, Any]:
    found = row.get("properties")
    return found if isinstance(found, Mapping) else {}


@cache
def _spelling() -> dict[str, str]:
    """Azure's words by their small letters."""
    known = load("azure_vpn")
    fields = [word for table in ("aws", "weak") for words in known[table].values() for word in words]
    return {word.lower(): word for word in (*_WORDS, *fields, *known["groups"], *known["mbps"]["gateways"])}


def _text(value: str, name: str) -> Any:
    if name.lower() in _IDS:
        return value.lower()
    if name == "location":
        return value.replace(" ", "").lower()
    if name.endswith("Group"):
        return load("azure_vpn")["groups"].get(value, value)
    return value


def _without_read_only(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: each if name == "tags" else _without_read_only(each) for name, each in value.items() if name not in _READ_ONLY}
    return [_without_read_only(each) for each in value] if isinstance(value, list) else value
