"""A small router for these tests, written from the platform's facts and not from the collection: how a device applies configuration lines.

Strict: it raises ``Refused`` for a line that means nothing in its mode, for a reference to something that does not exist, for removing what is in use
or what is not there, for an address that overlaps, for an entry at a number that is taken or that is there already.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network


class Refused(Exception):
    """The router does not take a line."""


MODES = {
    "": r"(hostname|interface|router|ip (prefix-list|access-list|route)|crypto|route-map|class-map|policy-map|vrf definition"
    r"|ntp|logging|snmp-server|line|service)\b",
    "interface": r"(description|vrf forwarding|ip (address|mtu|tcp|unnumbered|ospf|nat|access-group)|keepalive|tunnel|crypto map"
    r"|shutdown|load-interval|encapsulation|service-policy|exit$)",
    "router bgp": r"(bgp|neighbor|address-family|network|exit$)",
    "address-family": r"(neighbor|network|redistribute|import|export|exit-address-family$)",
    "router ospf": r"(network|redistribute|passive-interface|router-id)",
    "ip access-list": r"(\d+ |permit|deny|\d+$)",
    "crypto ikev2 proposal": r"(encryption|integrity|prf|group)",
    "crypto ikev2 policy": r"(match|proposal)",
    "crypto ikev2 keyring": r"(peer|exit$)",
    "peer": r"(address|pre-shared-key|peer|exit$)",
    "crypto ikev2 profile": r"(match|identity|authentication|keyring|dpd|lifetime)",
    "crypto ipsec transform-set": r"mode",
    "crypto map": r"(set|match)",
    "route-map": r"(match|set)",
    "vrf definition": r"(rd|description|route-target|address-family|exit-address-family$)",
    "class-map": r"match ",
    "policy-map": r"class ",
    "class": r"(class |set|priority|bandwidth|fair-queue|shape|service-policy|police)",
    "line": r"(transport|login|exec-timeout)",
}
OPENS = {
    "": [
        (r"(interface) (\S+)$", 0),
        (r"(router bgp) (\S+)$", 0),
        (r"(router ospf) (\S+)", 0),
        (r"(ip access-list) (extended) (\S+)$", 0),
        (r"(crypto ikev2 (?:proposal|policy|keyring|profile)) (\S+)$", 0),
        (r"(crypto ipsec transform-set) (\S+)", 0),
        (r"(crypto map) (\S+ \d+)( ipsec-isakmp)?$", 0),
        (r"(route-map) (\S+) (?:permit|deny) (\d+)$", 0),
        (r"(vrf definition) (\S+)$", 0),
        (r"(class-map) match-(?:any|all) (\S+)$", 0),
        (r"(policy-map) (\S+)$", 0),
        (r"(line) (.*)$", 0),
    ],
    "router bgp": [(r"(address-family) ipv4(?: vrf \S+)?$", 0)],
    "vrf definition": [(r"(address-family) ipv4$", 0)],
    "policy-map": [(r"(class) (\S+)$", 0)],
    "class": [(r"(class) (\S+)$", 1)],
    "crypto ikev2 keyring": [(r"(peer) (\S+)$", 0)],
    "peer": [(r"(peer) (\S+)$", 1)],
}
SINGLE = [
    "description",
    "vrf forwarding",
    "ip address",
    "ip mtu",
    "ip tcp adjust-mss",
    "ip unnumbered",
    "keepalive",
    "tunnel source",
    "tunnel destination",
    "tunnel mode",
    "tunnel vrf",
    "tunnel path-mtu-discovery",
    "load-interval",
    "encryption",
    "integrity",
    "prf",
    "group",
    "match fvrf",
    "address",
    "pre-shared-key",
    "identity local",
    "authentication remote",
    "authentication local",
    "keyring local",
    "dpd",
    "lifetime",
    "mode",
    "set security-association lifetime seconds",
    "set transform-set",
    "set pfs",
    "set ikev2-profile",
    "match address",
    "bgp router-id",
    "shutdown",
    "bgp log-neighbor-changes",
    "bgp default ipv4-unicast",
    "redistribute bgp",
    "rd",
    "encapsulation",
    "service-policy output",
    "set local-preference",
    "set as-path prepend",
    "set dscp",
    "priority",
    "bandwidth",
    "shape average",
]
NEIGHBOR_SINGLE = (
    r"(neighbor \S+ (?:remote-as|description|password|timers|local-as|default-originate|activate"
    r"|soft-reconfiguration|maximum-prefix|(?:prefix-list|route-map)(?= \S+ (?:in|out))))"
)
USES = [
    ("vrf definition", r"(?:vrf forwarding|tunnel vrf|match fvrf) (?!any$)(\S+)$"),
    ("vrf definition", r"address-family ipv4 vrf (\S+)$"),
    ("vrf definition", r"ip route vrf (\S+) "),
    ("interface", r"tunnel source ([A-Z]\S+)$"),
    ("interface", r"ip unnumbered (\S+)$"),
    ("ip access-list", r"match address (?!local)(\S+)$"),
    ("ip access-list", r"(?:ip access-group|match access-group name) (\S+)"),
    ("class-map", r"class (?!class-default$)(\S+)$"),
    ("policy-map", r"service-policy (?:output )?(\S+)$"),
    ("crypto ikev2 proposal", r"proposal (\S+)$"),
    ("crypto ikev2 keyring", r"keyring local (\S+)$"),
    ("crypto ikev2 profile", r"set ikev2-profile (\S+)$"),
    ("crypto ipsec transform-set", r"set transform-set (\S+)$"),
    ("crypto map", r"crypto map (\S+)$"),
    ("route-map", r"(?:neighbor|redistribute) .*route-map (\S+)(?: in| out)?$"),
    ("prefix-list", r"(?:match ip address |neighbor \S+ )prefix-list (\S+)"),
]


def _stored(line: str) -> str:
    """A network of its class's own length is stored without its mask."""
    found = re.fullmatch(r"(no )?network (\d+)(\S+) mask (\S+)", line)
    classful = found and found[4] == ("255.0.0.0" if int(found[2]) < 128 else "255.255.0.0" if int(found[2]) < 192 else "255.255.255.0")
    return line.partition(" mask ")[0] if classful else line


class Section:
    """A header, its lines in order, and the sections in it by key."""

    def __init__(self, kind: str, header: str) -> None:
        self.kind = kind
        self.header = header
        self.lines: list[str] = []
        self.inner: dict[str, Section] = {}


class Router:
    """Applies lines one by one; ``strict=False`` while the first configuration is loaded."""

    def __init__(self, text: str = "", numbered: bool = True) -> None:
        self.root = Section("", "")
        self.numbered = numbered
        self.strict = False
        self.run(line for line in text.splitlines() if line.strip() and not re.match(r"\s*!|Building|Current|version|end$", line))
        self.strict = True

    def run(self, lines) -> Router:
        """Apply lines from configuration mode's top."""
        self.at = [self.root]
        for line in lines:
            if not self.strict and not line.startswith(" "):
                self.at = [self.root]
            self._one(line.strip())
        return self

    def _one(self, line: str) -> None:
        line = _stored(line)
        bare = line.removeprefix("no ")
        if bare in ("exit", "exit-address-family"):
            if not re.match(MODES[self.at[-1].kind], bare):
                raise Refused(f"{line} in {self.at[-1].kind or 'global'}")
            self.at.pop()
            return
        if self.at[-1].kind == "interface" and re.match(r"crypto map \S+ \d", bare):
            raise Refused(f"an interface reads this as its own: {line}")
        if not re.match(MODES[self.at[-1].kind], bare):
            self.at = [self.root]
            if not re.match(MODES[""], bare):
                raise Refused(f"invalid input: {line}")
        (self._remove if line != bare and not self._sticky(bare) else self._add)(line, bare)

    @staticmethod
    def _sticky(bare: str) -> bool:
        return bare in ("bgp default ipv4-unicast", "bgp log-neighbor-changes", "shutdown")

    def _add(self, line: str, bare: str) -> None:
        here = self.at[-1]
        for pattern, up in OPENS.get(here.kind, ()):
            found = re.match(pattern, line)
            if found:
                self._check_uses(line)
                if up:
                    self.at.pop()
                return self._enter(found, line)
        self._check_uses(line)
        if here.kind == "ip access-list":
            return self._row(here, line, r"(?:(\d+) )?(.*)", 10)
        if line.startswith("ip prefix-list "):
            name = line.split()[2]
            lists = here.inner.setdefault(f"ip prefix-list {name}", Section("prefix-list", f"ip prefix-list {name}"))
            return self._row(lists, line.split(" ", 3)[3], r"(?:seq (\d+) )?(.*)", 5)
        self._check_line(here, line)
        key = self._key(bare)
        if line == "bgp default ipv4-unicast":
            here.lines = [one for one in here.lines if one != f"no {line}"]
            return None
        for i, there in enumerate(here.lines):
            if self._key(there.removeprefix("no ")) == key:
                if key == "crypto map" and there != line:
                    raise Refused(f"{there} is applied already")
                here.lines[i] = line
                break
        else:
            here.lines.append(line)
        if key == "vrf forwarding":
            here.lines = [one for one in here.lines if not one.startswith("ip address")]
        return None

    def _enter(self, found: re.Match[str], line: str) -> None:
        here, kind = self.at[-1], found[1]
        key = self._section_key(line)
        if kind == "router bgp" and any(other.kind == kind and name != key for name, other in here.inner.items()):
            raise Refused("BGP is already running")
        if kind == "crypto map" and key not in here.inner and not found[3]:
            raise Refused("incomplete")
        new = key not in here.inner
        section = here.inner.setdefault(key, Section(kind, line))
        if new and kind == "router bgp":
            section.lines.append("bgp log-neighbor-changes")
        if kind != "crypto map" or found[3]:
            section.header = line
        self.at.append(section)

    @staticmethod
    def _section_key(line: str) -> str:
        words = line.split()
        if line.startswith("crypto map"):
            return " ".join(words[:4])
        if line.startswith("crypto ipsec transform-set"):
            return " ".join(words[:4])
        if line.startswith("route-map"):
            return f"{words[0]} {words[1]} {words[3]}"
        return line

    @staticmethod
    def _key(bare: str) -> str:
        neighbor = re.match(NEIGHBOR_SINGLE, bare)
        if neighbor:
            return neighbor[1] + (bare.split()[-1] if re.search(r"prefix-list|route-map", neighbor[1]) else "")
        group = re.match(r"ip access-group \S+ (in|out)$", bare)
        if group:
            return f"ip access-group {group[1]}"
        if bare.startswith("ip route "):
            words = bare.split()
            return " ".join(words[: 7 if words[2] == "vrf" else 5])
        return next((single for single in SINGLE if bare == single or (bare.startswith(single + " ") and "address local" not in bare)), bare)

    def _row(self, here: Section, text: str, pattern: str, step: int) -> None:
        found = re.fullmatch(pattern, text)
        rows = [re.fullmatch(pattern, row) for row in here.lines]
        numbers = [int(row[1]) for row in rows]
        if self.strict and any(row[2] == found[2] for row in rows):
            raise Refused(f"entry exists: {text}")
        number = int(found[1]) if found[1] else (max(numbers, default=0) // step + 1) * step
        if number in numbers:
            raise Refused(f"number is taken: {text}")
        head = "seq " if step == 5 else ""
        here.lines.append(f"{head}{number} {found[2]}")
        here.lines.sort(key=lambda row: int(re.match(r"(?:seq )?(\d+)", row)[1]))

    def _check_line(self, here: Section, line: str) -> None:
        neighbor = re.match(r"neighbor (\S+) (\S+)", line)
        if self.strict and neighbor and neighbor[2] != "remote-as":
            homes = [here] if " vrf " in here.header or here.kind == "router bgp" else [self.at[-2]]
            if not any(f"neighbor {neighbor[1]} remote-as" in one for home in homes for one in home.lines):
                raise Refused(f"specify remote-as first: {line}")
            if neighbor[2] in ("activate", "prefix-list", "default-originate") and here.kind == "router bgp":
                raise Refused(f"address family only: {line}")
        address = re.fullmatch(r"ip address (\S+) (\S+)", line)
        if self.strict and line.startswith("rd ") and any(one.startswith("rd ") and one != line for one in here.lines):
            raise Refused(f"the VRF has another route distinguisher: {line}")
        if self.strict and address:
            wanted = IPv4Network(f"{address[1]}/{address[2]}", strict=False)
            for other in self.root.inner.values():
                for one in other.lines if other is not here else ():
                    found = re.fullmatch(r"ip address (\S+) (\S+)", one)
                    if found and self._vrf(other) == self._vrf(here) and wanted.overlaps(IPv4Network(f"{found[1]}/{found[2]}", strict=False)):
                        raise Refused(f"{line} overlaps with {other.header}")

    @staticmethod
    def _vrf(section: Section) -> str:
        return next((one for one in section.lines if one.startswith("vrf forwarding")), "")

    def _check_uses(self, line: str) -> None:
        for kind, name in self._uses(line) if self.strict else ():
            if not self._exists(kind, name):
                raise Refused(f"{line}: no {kind} {name}")

    @staticmethod
    def _uses(line: str) -> list[tuple[str, str]]:
        return [(kind, found[1]) for kind, pattern in USES for found in [re.match(pattern, line)] if found]

    def _exists(self, kind: str, name: str) -> bool:
        return any(section.kind == kind and name in section.header.split() for section in self.root.inner.values())

    def _users(self, kind: str, name: str) -> list[str]:
        return [line for line in self._all_lines(self.root) if (kind, name) in self._uses(line)]

    def _all_lines(self, section: Section) -> list[str]:
        found = list(section.lines)
        for inner in section.inner.values():
            found += (
                [inner.header, *self._all_lines(inner)] if inner.kind not in ("crypto map", "crypto ipsec transform-set") else self._all_lines(inner)
            )
        return found

    def _remove(self, line: str, bare: str) -> None:
        here = self.at[-1]
        section_key = self._section_key(bare)
        if here is self.root and bare.startswith("ip prefix-list ") and len(bare.split()) > 3:
            name = f"ip prefix-list {bare.split()[2]}"
            self._drop_row(here.inner[name], bare.split(" ", 3)[3], line)
            if not here.inner[name].lines:
                self._gone(here, name)
            return
        if section_key in here.inner:
            self._gone(here, section_key)
            return
        if here.kind == "ip access-list":
            self._drop_row(here, bare, line)
            return
        if re.fullmatch(r"neighbor \S+", bare):
            self._drop_neighbor(here, bare)
            return
        kept = [one for one in here.lines if one != bare and not (one.startswith(bare + " ") and re.search(r"password|pre-shared-key", bare))]
        if len(kept) == len(here.lines):
            raise Refused(f"nothing to remove: {line}")
        here.lines = kept
        if bare.startswith("vrf forwarding"):
            here.lines = [one for one in here.lines if not one.startswith("ip address")]

    def _drop_row(self, here: Section, bare: str, line: str) -> None:
        kept = [row for row in here.lines if row != bare and row.removeprefix("seq ").split(" ", 1)[0] != bare and row.split(" ", 1)[1] != bare]
        if len(kept) != len(here.lines) - 1:
            raise Refused(f"no such entry: {line}")
        here.lines = kept

    def _drop_neighbor(self, here: Section, bare: str) -> None:
        if not any(line.startswith(f"{bare} remote-as") for line in here.lines):
            raise Refused(f"no such neighbour: {bare}")
        here.lines = [line for line in here.lines if not line.startswith(bare + " ")]
        for inner in here.inner.values():
            if " vrf " not in inner.header:
                inner.lines = [line for line in inner.lines if not line.startswith(bare + " ")]

    def _gone(self, here: Section, key: str) -> None:
        section = here.inner.pop(key)
        name = section.header.split()[
            3
            if section.kind in ("ip access-list", "crypto ipsec transform-set") or "ikev2" in section.kind
            else 2
            if section.kind in ("crypto map", "prefix-list", "class-map", "vrf definition")
            else 1
        ]
        if not self._exists(section.kind, name) and self._users(section.kind, name):
            raise Refused(f"{section.kind} {name} is in use: {self._users(section.kind, name)}")

    def text(self) -> str:
        """As ``show running-config`` prints it, in the router's own order."""
        out = ["Building configuration...", "", "Current configuration : 4711 bytes", "!", "version 17.9"]
        ranks = {"interface": 3, "router bgp": 5, "router ospf": 4, "ip access-list": 7, "prefix-list": 8, "route-map": 9}
        for section in sorted(self.root.inner.values(), key=lambda one: ranks.get(one.kind, 2)):
            self._print(section, 0, out)
            out.append("!")
        return "\n".join([*out, *self.root.lines, "end", ""])

    def _print(self, section: Section, depth: int, out: list[str]) -> None:
        pad = " " * depth
        if section.kind == "prefix-list":
            out += [f"{section.header} {row}" for row in section.lines]
            return
        out.append(f"{pad}{section.header}{' ' if section.kind == 'crypto map' else ''}")
        for line in section.lines:
            if section.kind == "ip access-list" and not self.numbered:
                line = line.split(" ", 1)[1]
            out.append(f"{pad} {line}")
        for inner in section.inner.values():
            self._print(inner, depth + 1, out)
            if inner.kind == "address-family":
                out.append(f"{pad} exit-address-family")
            out.append(f"{pad} !")

    def state(self) -> dict:
        """What the configuration means: sections and lines without order, ordered lists in order without numbers; defaults as hidden."""
        return self._state(self.root)

    def _state(self, section: Section) -> dict:
        hidden = ("mode tunnel", "tunnel mode gre ip", "no shutdown")
        if section.kind in ("ip access-list", "prefix-list"):
            lines = [re.sub(r"^(seq )?\d+ ", "", row) for row in section.lines]
        else:
            lines = sorted(line for line in section.lines if line not in hidden)
        inner = {key: self._state(one) for key, one in sorted(section.inner.items())}
        inner = {
            key: one
            for key, one in inner.items()
            if one["lines"] or one["inner"] or ("Tunnel" not in key and "Loopback" not in key and "address-family" not in key)
        }
        return {"header": section.header.strip(), "lines": lines, "inner": inner}
