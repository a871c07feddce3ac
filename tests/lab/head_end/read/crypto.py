"""IKEv2, IPsec and crypto map configuration as records."""
from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from .lines import Node, after, interface_address, sections, value_after, words_below


@dataclass(frozen=True)
class Proposal:
    """An IKEv2 proposal; every field lists the accepted words."""

    name: str
    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    prf: tuple[str, ...]
    group: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """An IKEv2 policy: `fvrf` None is the global table, `local` the addresses it is for (none: any)."""

    name: str
    fvrf: str | None
    local: tuple[str, ...]
    proposals: tuple[str, ...]


@dataclass(frozen=True)
class KeyringPeer:
    """A peer of a keyring: whom it is for and the secrets as stored (words after `pre-shared-key [local|remote]`)."""

    name: str
    address: IPv4Network | None
    local_key: tuple[str, ...]
    remote_key: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """An IKEv2 profile: the remote identities that it takes are networks and names, its own is an address or a name."""

    name: str
    fvrf: str | None
    match_remote: tuple[IPv4Network, ...]
    match_names: tuple[str, ...]
    identity: str | None
    local_auth: str | None
    remote_auth: str | None
    keyring: str | None
    dpd: tuple[int, int] | None
    lifetime: int


@dataclass(frozen=True)
class TransformSet:
    """A transform set, its words as configured."""

    name: str
    transform: str
    mode: str


@dataclass(frozen=True)
class MapEntry:
    """One entry of a crypto map; `lines` are its lines as configured."""

    name: str
    sequence: int
    peer: str | None
    transform_sets: tuple[str, ...]
    pfs: str | None
    profile: str | None
    acl: str | None
    lifetime: int
    lines: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """True with a peer, an access list and a transform set."""
        return bool(self.peer and self.acl and self.transform_sets)


def read_proposals(root: Node) -> dict[str, Proposal]:
    """IKEv2 proposals by name."""
    return {rest[0]: Proposal(rest[0], *(tuple(value_after(node, word) or ()) for word in ("encryption", "integrity", "prf", "group")))
            for rest, node in sections(root, "crypto", "ikev2", "proposal")}


def read_policies(root: Node) -> dict[str, Policy]:
    """IKEv2 policies by name."""
    found = {}
    for rest, node in sections(root, "crypto", "ikev2", "policy"):
        lines = list(words_below(node))
        local = tuple(words[3] for words in lines if words[:3] == ["match", "address", "local"])
        proposals = tuple(words[1] for words in lines if words[0] == "proposal")
        found[rest[0]] = Policy(rest[0], _first(value_after(node, "match", "fvrf")), local, proposals)
    return found


def read_keyrings(root: Node) -> dict[str, list[KeyringPeer]]:
    """IKEv2 keyrings by name, peers in order."""
    return {rest[0]: [_keyring_peer(peer.text.split()[1], peer) for peer in node.children if peer.text.startswith("peer ")]
            for rest, node in sections(root, "crypto", "ikev2", "keyring")}


def _keyring_peer(name: str, node: Node) -> KeyringPeer:
    address = value_after(node, "address")
    interface = interface_address(address[0], address[1] if len(address) > 1 else "255.255.255.255") if address else None
    both = _key(value_after(node, "pre-shared-key"))
    return KeyringPeer(name, interface.network if interface else None,
                       tuple(value_after(node, "pre-shared-key", "local") or both), tuple(value_after(node, "pre-shared-key", "remote") or both))


def _key(words: list[str] | None) -> tuple[str, ...]:
    return () if not words or words[0] in ("local", "remote") else tuple(words)


def read_profiles(root: Node) -> dict[str, Profile]:
    """IKEv2 profiles by name."""
    return {rest[0]: _profile(rest[0], node) for rest, node in sections(root, "crypto", "ikev2", "profile")}


def _profile(name: str, node: Node) -> Profile:
    remotes = []
    for words in words_below(node):
        rest = after(words, "match", "identity", "remote", "address")
        if rest and (address := interface_address(rest[0], rest[1] if len(rest) > 1 else "255.255.255.255")):
            remotes.append(address.network)
    names = tuple(words[-1] for words in words_below(node)
                  if words[:3] == ["match", "identity", "remote"] and words[3:4] not in (["address"], ["any"]))
    dpd, own = value_after(node, "dpd"), value_after(node, "identity", "local")
    return Profile(
        name=name, fvrf=_first(value_after(node, "match", "fvrf")), match_remote=tuple(remotes), match_names=names,
        identity=own[-1] if own and len(own) > 1 else None, local_auth=_first(value_after(node, "authentication", "local")),
        remote_auth=_first(value_after(node, "authentication", "remote")), keyring=_first(value_after(node, "keyring", "local")),
        dpd=(int(dpd[0]), int(dpd[1])) if dpd else None, lifetime=int(_first(value_after(node, "lifetime")) or 86400))


def read_transform_sets(root: Node) -> dict[str, TransformSet]:
    """Transform sets by name."""
    return {rest[0]: TransformSet(rest[0], " ".join(rest[1:]), _first(value_after(node, "mode")) or "tunnel")
            for rest, node in sections(root, "crypto", "ipsec", "transform-set")}


def read_maps(root: Node) -> dict[str, list[MapEntry]]:
    """Crypto map entries by map name, in order of sequence."""
    found: dict[str, list[MapEntry]] = {}
    for rest, node in sections(root, "crypto", "map"):
        if len(rest) >= 3 and rest[1].isdigit() and rest[2] == "ipsec-isakmp":
            found.setdefault(rest[0], []).append(_map_entry(rest[0], int(rest[1]), node))
    return {name: sorted(entries, key=lambda entry: entry.sequence) for name, entries in found.items()}


def _map_entry(name: str, sequence: int, node: Node) -> MapEntry:
    return MapEntry(
        name=name, sequence=sequence, peer=_first(value_after(node, "set", "peer")),
        transform_sets=tuple(value_after(node, "set", "transform-set") or ()), pfs=_first(value_after(node, "set", "pfs")),
        profile=_first(value_after(node, "set", "ikev2-profile")), acl=_first(value_after(node, "match", "address")),
        lifetime=int(_first(value_after(node, "set", "security-association", "lifetime", "seconds")) or 3600),
        lines=tuple(child.text.strip() for child in node.children))


def read_ipsec_profiles(root: Node) -> dict[str, MapEntry]:
    """IPsec profiles by name, as map entries that lack a peer and an access list (the tunnel interface has them)."""
    found = {}
    for rest, node in sections(root, "crypto", "ipsec", "profile"):
        found[rest[0]] = _map_entry(rest[0], 1, node)
    return found


def _first(words: list[str] | None) -> str | None:
    return words[0] if words else None


def covers(network: IPv4Network | None, address: str) -> bool:
    """True when the network holds the address (a name lies in no network)."""
    return network is not None and address[:1].isdigit() and address.count(".") == 3 and IPv4Address(address) in network
