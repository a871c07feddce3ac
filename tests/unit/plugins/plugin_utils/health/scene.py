"""A healthy host as records, and the outputs that a router would print for them. Tests change records, never text."""

from __future__ import annotations

import copy
import ipaddress
from dataclasses import replace

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import virtual_connect as health
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.access_list import AccessList, AclEntry
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.bgp_routes import BgpRoute
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.bgp_summary import Neighbor
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.crypto_map import MapEntry
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ikev2_proposal import Policy, Proposal
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ikev2_sa import IkeSa
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.interface import Interface
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ip_route import Route
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ipsec_sa import EspSa, Flow, Ident
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.ping import Ping
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.parsers.prefix_list import PrefixEntry, PrefixList
from tests.unit.plugins.plugin_utils.health import layouts

HOST = "255.255.255.255"
PSK, BGP_PASSWORD = "scene-psk-0123456789", "scene-bgp-password"


def tunnel(dc="dc1", **changes):
    """One tunnel of the design dict of docs/architecture.md, with the addresses of the reference configuration."""
    n = int(dc[-1])
    net = ipaddress.ip_address("100.64.10.0") + 4 * (n - 1)
    made = {
        "dc": dc, "label": dc.upper(), "number": 100 + n, "interface": f"Tunnel{100 + n}", "source_interface": f"Loopback{100 + n}",
        "sequence": 10 * n, "wan": {"interface": "GigabitEthernet0/0/0", "next_hop": "203.0.113.1"}, "vrf": {"inside": None, "transport": None},
        "local": {"ipsec_address": "203.0.113.2", "ike_identity": "203.0.113.2", "identity": "address 203.0.113.2",
                  "gre_transport": f"203.0.113.{4 + n}", "tunnel_address": str(net + 2),
                  "prefix_length": 30, "netmask": "255.255.255.252", "asn": 65001},
        "remote": {"ipsec_address": f"198.51.100.{n}1", "gre_transport": f"198.51.100.{n}2", "tunnel_address": str(net + 1), "asn": 64900},
        "own_half": ("192.0.2.0/25", "192.0.2.128/25")[n - 1], "other_half": ("192.0.2.128/25", "192.0.2.0/25")[n - 1],
        "keepalive": {"enabled": True, "period": 10, "retries": 3}, "default_condition": None, "plaintext_mtu": 1446, "ip_mtu": 1400, "mss": 1350,
        "names": {"prefix_in": f"VC-DC{n}-IN", "acl": f"VC-GRE-DC{n}", "policy": "VC-POL", "profile": f"VC-DC{n}", "keyring_peer": f"DC{n}"},
        "psk": PSK, "bgp_password": BGP_PASSWORD,
    }  # fmt: skip
    return {**made, **changes}


def design(*dcs, **changes):
    """The reference site's design on one host, with the given tunnels (both by default)."""
    made = {
        "system": "virtual_connect", "host": "osaka-r1", "site": "osaka-hub", "state": "present", "ipsec_style": "crypto_map",
        "di_network": "192.0.2.0/24", "asn": 65001, "nat_in_path": False, "path_mtu": 1500,
        "crypto": {"ike": {"encryption": ["aes-gcm-256"], "integrity": None, "prf": ["sha384"], "dh_group": [20], "lifetime": 86400},
                   "ipsec": {"encryption": "aes-gcm-256", "integrity": None, "pfs_group": 20, "lifetime": 3600, "transform": "esp-gcm 256"}},
        "names": {"prefix_out": "VC-OUT", "proposal": "VC-PROP", "policy": "VC-POL", "keyring": "VC-KEYS",
                  "transform_set": "VC-TS", "crypto_map": "VC-MAP"},
        "tunnels": [tunnel(dc) for dc in dcs or ("dc1", "dc2")],
    }  # fmt: skip
    return copy.deepcopy({**made, **changes})


class End:
    """What the router shows of one tunnel: one record for each output, free to be changed."""

    def __init__(self, made, own):
        local, remote, n = own["local"], own["remote"], int(own["dc"][-1])
        self.own, self.transport = own, own["vrf"]["transport"]
        self._state(made, own, local, remote, n)
        self._configuration(made, own, local, remote)

    def _state(self, made, own, local, remote, n):
        """The tables that change while the tunnel runs."""
        ike = made["crypto"]["ike"]
        spi = f"{n}A1B2C3D4E5F6071"
        port = 4500 if made["nat_in_path"] else 500
        self.sa = IkeSa(
            n, local["ipsec_address"], port, remote["ipsec_address"], port, self.transport, self.transport, "READY", ike["encryption"][0],
            (ike["prf"] or ike["integrity"])[0], (ike["integrity"] or [None])[0], ike["dh_group"][0], ike["lifetime"], 137, spi, spi[::-1],
            local["ipsec_address"], remote["ipsec_address"], "Negotiation done", True,
        )  # fmt: skip
        self.before = replace(self.sa, active=132)
        esp = EspSa(1515847697 + n, "esp-gcm 256", ("Tunnel",), "ACTIVE", 3121)
        ends = (Ident(local["gre_transport"], HOST, 47, 0), Ident(remote["gre_transport"], HOST, 47, 0))
        group = made["crypto"]["ipsec"]["pfs_group"]
        self.flow = Flow(
            own["wan"]["interface"], "VC-MAP", local["ipsec_address"], *ends, remote["ipsec_address"], port, 57, 55, own["plaintext_mtu"],
            esp.spi, bool(group), f"group{group}" if group else None, (replace(esp, spi=523124044 + n),), (esp,),
        )  # fmt: skip
        self.flow_before = replace(self.flow, encaps=50, decaps=49)
        alive = own["keepalive"]
        self.state = Interface(
            own["interface"], "up", "up", local["tunnel_address"], local["prefix_length"], "kyoten:virtual_connect:osaka-hub",
            (alive["period"], alive["retries"]) if alive["enabled"] else None, local["gre_transport"], own["source_interface"],
            remote["gre_transport"], "GRE/IP",
        )  # fmt: skip
        self.ping, self.big_ping = Ping(5, 4), Ping(3, 3)
        self.neighbor = Neighbor(remote["tunnel_address"], remote["asn"], 41, 39, "00:31:07", "Established", 2, made["asn"])
        hop = remote["tunnel_address"]
        self.accepted = [BgpRoute(own["own_half"], hop, "*>"), BgpRoute(made["di_network"], hop, "*>")]
        self.received = list(self.accepted)
        self.advertised = [BgpRoute("0.0.0.0/0", originated=True)]
        self.rib = [Route(own["own_half"], "B", (hop,))]

    def _configuration(self, made, own, local, remote):
        """What was configured, as the outputs of a diagnosis show it."""
        self.entry = MapEntry(
            "VC-MAP", own["sequence"], (remote["ipsec_address"],), own["names"]["acl"], own["names"]["profile"], True, "group20",
            (("VC-TS", "esp-gcm 256"),), False, (own["wan"]["interface"],),
        )  # fmt: skip
        self.acl = AccessList(own["names"]["acl"], (AclEntry(10, f"permit gre host {local['gre_transport']} host {remote['gre_transport']}", 57),))
        self.prefix_in = PrefixList(
            own["names"]["prefix_in"], (PrefixEntry(5, "permit", own["own_half"]), PrefixEntry(10, "permit", made["di_network"]))
        )
        self.ways = {end: self._way(remote[end], own["wan"]["next_hop"]) for end in ("ipsec_address", "gre_transport")}
        self.tunnel_config = [
            f"interface {own['interface']}", f" ip address {local['tunnel_address']} {local['netmask']}", f" ip mtu {own['ip_mtu']}",
            f" ip tcp adjust-mss {own['mss']}", *([f" tunnel vrf {self.transport}"] if self.transport else []),
        ]  # fmt: skip
        self.source_config = [f"interface {own['source_interface']}", *([f" vrf forwarding {self.transport}"] if self.transport else [])]
        self.profile = [
            f"crypto ikev2 profile {own['names']['profile']}", f" match identity remote address {remote['ipsec_address']} {HOST} ",
            f" identity local address {local['ipsec_address']}", " authentication remote pre-share", " authentication local pre-share",
            " keyring local VC-KEYS",
        ]  # fmt: skip

    @staticmethod
    def _way(address, hop):
        head = [f"Routing entry for {address}/32", '  Known via "static", distance 1, metric 0', "  Routing Descriptor Blocks:"]
        return [*head, f"  * {hop}", "      Route metric is 0, traffic share count is 1"]

    def lose(self, layer):
        """Take away what ``layer`` carries."""
        if layer == "IKE":
            self.sa = self.before = None
        if layer in ("IKE", "ESP"):
            empty = {"outbound_spi": 0, "inbound": (), "outbound": ()}
            self.flow, self.flow_before = replace(self.flow, **empty), replace(self.flow_before, **empty)
        return self


class Scene:
    """A host: its design, an ``End`` for each tunnel (``scene.dc1``), what both share, and the outputs of all that."""

    def __init__(self, made=None):
        self.design = made or design()
        self.ends = {own["dc"]: End(self.design, own) for own in self.design["tunnels"]}
        doors = tuple(own["remote"]["tunnel_address"] for own in self.design["tunnels"])
        self.rib = [Route(self.design["di_network"], "B", doors)]
        ike = self.design["crypto"]["ike"]
        values = (tuple(ike["encryption"]), tuple(ike["integrity"] or ()), tuple(ike["prf"] or ike["integrity"]), tuple(ike["dh_group"]))
        self.proposal = Proposal("VC-PROP", *values)
        first = self.design["tunnels"][0]
        self.policy = Policy("VC-POL", first["vrf"]["transport"], (first["local"]["ipsec_address"],), ("VC-PROP",))
        self.transform = [f"crypto ipsec transform-set VC-TS {self.design['crypto']['ipsec']['transform']} ", " mode tunnel"]
        self.log = []
        self.unasked = {}

    def __getattr__(self, name):
        try:
            return self.__dict__["ends"][name]
        except KeyError as error:
            raise AttributeError(name) from error

    def outputs(self):
        """What both rounds of commands return."""
        first, last = health.rounds(self.design)
        return [{command: self.answer(command, early=True) for command in first}, {command: self.answer(command) for command in last}]

    def verdict(self):
        return health.judge(self.design, self.outputs())

    def evidence(self):
        return {command: self.answer(command) for command in health.evidence(self.design, self.verdict())}

    def findings(self):
        return health.diagnose(self.design, self.verdict(), self.outputs(), self.evidence())

    def answer(self, command, early=False):
        """The output of one command; a command that this scene does not know is a mistake of the test or the product."""
        if command in self.unasked:
            return self.unasked[command]
        shared = self._shared(early)
        if command in shared:
            return shared[command]()
        for end in self.ends.values():
            if command in (own := self._own(end)):
                return own[command]()
        raise KeyError(command)

    def _shared(self, early):
        ends = list(self.ends.values())
        vrf = self.design["tunnels"][0]["vrf"]["inside"]
        sas = [sa for end in ends for sa in ([end.before if early else end.sa])]
        return {
            "show crypto ikev2 sa detail": lambda: layouts.ike_sa([sa for sa in sas if sa]),
            "show crypto ipsec sa": lambda: layouts.ipsec_sa([flow for end in ends if (flow := end.flow_before if early else end.flow)]),
            f"show ip bgp{f' vpnv4 vrf {vrf}' if vrf else ''} summary": lambda: layouts.bgp_summary([end.neighbor for end in ends if end.neighbor]),
            f"show ip route{f' vrf {vrf}' if vrf else ''}": lambda: layouts.ip_route([*self.rib, *(route for end in ends for route in end.rib)]),
            "show crypto map": lambda: layouts.crypto_map([end.entry for end in ends if end.entry]),
            "show crypto ikev2 proposal": lambda: layouts.proposals([self.proposal]),
            "show crypto ikev2 policy": lambda: layouts.policies([self.policy]),
            "show running-config | section crypto ikev2 profile": lambda: "\n".join(line for end in ends for line in end.profile),
            "show running-config | section crypto ipsec transform-set": lambda: "\n".join(self.transform),
            "show logging": lambda: "\n".join(["Syslog logging: enabled", *self.log]),
            "show ip prefix-list": lambda: layouts.prefix_lists([end.prefix_in for end in ends]),
        }

    def _own(self, end):
        own = end.own
        inside, transport = (f"vrf {own['vrf'][side]} " if own["vrf"][side] else "" for side in ("inside", "transport"))
        bgp = _bgp(own)
        target = f"ping {inside}{own['remote']['tunnel_address']} source {own['interface']} repeat"
        return {
            f"{target} 5": lambda: layouts.ping(end.ping),
            f"{target} 3 size {own['ip_mtu']} df-bit": lambda: layouts.ping(end.big_ping, size=own["ip_mtu"]),
            f"show interfaces {own['interface']}": lambda: layouts.interface(end.state),
            f"{bgp} routes": lambda: layouts.bgp_routes(end.accepted),
            f"{bgp} received-routes": lambda: layouts.bgp_routes(end.received),
            f"{bgp} advertised-routes": lambda: layouts.bgp_routes(end.advertised),
            f"show ip access-lists {own['names']['acl']}": lambda: layouts.access_lists([end.acl] if end.acl else []),
            f"show running-config interface {own['interface']}": lambda: "\n".join(end.tunnel_config),
            f"show running-config interface {own['source_interface']}": lambda: "\n".join(end.source_config),
            **{f"show ip route {transport}{own['remote'][key]}": lambda key=key: "\n".join(end.ways[key]) for key in end.ways},
        }


def _bgp(own):
    inside = own["vrf"]["inside"]
    return f"show ip bgp{f' vpnv4 vrf {inside}' if inside else ''} neighbors {own['remote']['tunnel_address']}"
