"""A very small BIG-IP behind HTTPS: iControl REST with tokens, transactions, defaults and references. Shares nothing with the lab's."""

from __future__ import annotations

import copy
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

USER, PASSWORD = "admin", "pa55-Word-x"
COLLECTIONS = (
    "net/vlan", "net/self", "net/interface", "ltm/monitor/sip", "ltm/monitor/udp", "ltm/monitor/gateway-icmp", "ltm/profile/udp", "ltm/profile/sip",
    "ltm/persistence/sip", "ltm/rule", "ltm/snatpool", "ltm/node", "ltm/pool", "ltm/virtual", "cm/device",
)
SUB = {"net/vlan": "interfaces", "ltm/pool": "members", "ltm/virtual": "profiles"}
DEFAULTS: dict[str, dict[str, Any]] = {
    "net/vlan": {"mtu": 1500, "tag": 4094},
    "net/self": {"floating": "disabled", "trafficGroup": "/Common/traffic-group-local-only"},
    "ltm/monitor/sip": {"interval": 5, "timeout": 16, "mode": "udp", "destination": "*:*"},
    "ltm/monitor/udp": {"interval": 5, "timeout": 16, "send": "default send string"},
    "ltm/profile/udp": {"idleTimeout": "60", "description": "none"},
    "ltm/profile/sip": {"terminateOnBye": "enabled", "maxSize": 65535, "insertViaHeader": "disabled", "insertRecordRouteHeader": "disabled",
                        "description": "none", "userViaHeader": "none"},
    "ltm/persistence/sip": {"timeout": "180", "sipInfo": "none", "description": "none"},
    "ltm/pool": {"loadBalancingMode": "round-robin", "serviceDownAction": "none", "slowRampTime": 10},
    "ltm/virtual": {"mask": "255.255.255.255", "source": "0.0.0.0/0", "sourcePort": "preserve", "translateAddress": "enabled", "vsIndex": 7},
}  # fmt: skip
FLAGS = {"enabled": "disabled", "disabled": "enabled", "vlansEnabled": "vlansDisabled", "vlansDisabled": "vlansEnabled"}


def full(name: str, partition: str = "Common") -> str:
    return name if name.startswith("/") else f"/{partition}/{name}"


def _running(body: dict[str, Any]) -> dict[str, Any]:
    """A member as its monitor has it: what was enabled is shown as monitored, and up."""
    words = {"user-up": "up", "user-enabled": "monitor-enabled"}
    return {name: words.get(value, value) if isinstance(value, str) else value for name, value in body.items()}


class Refused(Exception):
    """Status and message."""


class BigIp:
    """``faults``: request number → what happens at it. ``asked``: every request. ``saved``: the configuration that a restart would load."""

    def __init__(self, version: str = "17.1.1") -> None:
        self.version, self.lock = version, threading.Lock()
        self.tables: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in COLLECTIONS}
        self.faults: dict[int, str] = {}
        self.asked: list[str] = []
        self.connections = self.port = self.generation = 0
        self.tokens: list[str] = []
        self.logins = self.saves = 0
        self.transactions: dict[str, list[tuple[str, str, Any]]] = {}
        for table, name in (("ltm/monitor/sip", "sip"), ("ltm/profile/udp", "udp"), ("ltm/profile/sip", "sip"), ("ltm/persistence/sip", "sip_info")):
            self.create(table, {"name": name})
        for name in ("1.1", "1.2"):
            self.tables["net/interface"][name] = {"name": name, "fullPath": name}
        self.unit("bigip1.example.com", "active", own=True)
        self.saved = self.state()

    def unit(self, name: str, state: str, own: bool = False) -> None:
        """One unit of the device group."""
        entry = {"name": name, "fullPath": f"/Common/{name}", "failoverState": state, "selfDevice": str(own).lower(), "version": self.version}
        self.tables["cm/device"][full(name)] = entry

    @property
    def writes(self) -> list[str]:
        """Requests that could change the configuration, or do."""
        return [line for line in self.asked if not line.startswith("GET") and "/shared/" not in line]

    def state(self) -> dict[str, Any]:
        """The configuration, without what changes by itself."""
        plain = copy.deepcopy(self.tables)
        for rows in plain.values():
            for entry in rows.values():
                entry.pop("generation", None)
        return plain

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        """Status and body."""
        try:
            return 200, self._answer(method, path, query, body, {name.lower(): value for name, value in headers.items()})
        except Refused as refused:
            status, message = refused.args
            return status, {"code": status, "message": message, "errorStack": [], "apiError": 3}

    def _answer(self, method: str, path: str, query: dict[str, str], body: Any, headers: dict[str, str]) -> Any:
        if path == "/mgmt/shared/authn/login":
            return self._login(body)
        if "authorization" in headers or headers.get("x-f5-auth-token") not in self.tokens:
            raise Refused(401, "X-F5-Auth-Token does not exist.")
        if path.startswith("/mgmt/shared/authz/tokens/"):
            self.tokens.remove(path.rpartition("/")[2])
            return {}
        if path == "/mgmt/tm/sys/config":
            self.saves, self.saved = self.saves + 1, self.state()
            return {"kind": "tm:sys:config:savestate", "command": body["command"]}
        if path.startswith("/mgmt/tm/transaction"):
            return self._transaction(method, path.rpartition("/")[2], body)
        if headers.get("x-f5-rest-coordination-id"):
            queue = self.transactions.get(headers["x-f5-rest-coordination-id"])
            if queue is None:
                raise Refused(404, "Missing transaction ID for this call.")
            queue.append((method, path, copy.deepcopy(body)))
            kept = {"method": method, "uri": f"https://localhost{path}", "body": body, "evalOrder": len(queue)}
            return {**kept, "kind": "tm:transaction:commandsstate"}
        return self._object(method, path, query, body)

    def _login(self, body: Any) -> Any:
        self.logins += 1
        if (body["username"], body["password"]) != (USER, PASSWORD):
            raise Refused(401, f"Authentication failed. {body['password']}")
        self.tokens.append(f"TOKEN{self.logins:020}")
        return {"username": USER, "token": {"token": self.tokens[-1], "timeout": 1200}}

    def _transaction(self, method: str, key: str, body: Any) -> Any:
        if method == "POST":
            number = str(1526674837169915 + len(self.asked))
            self.transactions[number] = []
            return {"transId": int(number), "state": "STARTED", "timeoutSeconds": 120, "kind": "tm:transactionstate"}
        if key not in self.transactions:
            raise Refused(404, "Missing transaction ID for this call.")
        queue = self.transactions.pop(key)
        if method == "DELETE":
            return {}
        if method == "GET":
            self.transactions[key] = queue
            return {"transId": int(key), "state": "STARTED"}
        before = copy.deepcopy(self.tables)
        try:
            for command in queue:
                self._object(command[0], command[1], {}, command[2])
        except Refused as refused:
            self.tables = before
            raise Refused(400, f"transaction failed:{refused.args[1]}") from None
        if body.get("validateOnly"):
            self.tables = before
            self.transactions[key] = queue
        return {"transId": int(key), "state": "COMPLETED"}

    def _object(self, method: str, path: str, query: dict[str, str], body: Any) -> Any:
        parts = path.removeprefix("/mgmt/tm/").split("/")
        table = next((name for name in sorted(COLLECTIONS, key=len, reverse=True) if "/".join(parts).startswith(name)), "")
        rest = [unquote(part).replace("~", "/") for part in parts[len(table.split("/")) :]]
        if not table:
            raise Refused(404, f"Public URI path not registered: {path}")
        if rest[1:2] == ["stats"] or rest[2:3] == ["stats"]:
            return self._stats(table, rest)
        if rest[1:2] == ["members"]:
            return self._member(method, rest, body)
        if method == "POST":
            return self.create(table, body)
        if not rest:
            items = [self._shown(table, entry, "expandSubcollections" in query) for entry in self.tables[table].values()]
            return {"kind": f"tm:{table.replace('/', ':')}:collectionstate", **({"items": items} if items else {})}
        if rest[0] not in self.tables[table]:
            raise Refused(404, f"01020036:3: The requested {table} ({rest[0]}) was not found.")
        if method == "GET":
            return self._shown(table, self.tables[table][rest[0]], "expandSubcollections" in query)
        return self._delete(table, rest[0]) if method == "DELETE" else self._patch(table, rest[0], body)

    def create(self, table: str, body: dict[str, Any]) -> Any:
        """A new object with its defaults."""
        body = copy.deepcopy(body)
        key = full(body["name"], body.get("partition", "Common"))
        if key in self.tables[table]:
            raise Refused(409, f"01020066:3: The requested {table} ({key}) already exists in partition Common.")
        entry = {**copy.deepcopy(DEFAULTS.get(table, {})), "name": key.rpartition("/")[2], "partition": key.split("/")[1], "fullPath": key}
        self.tables[table][key] = entry
        if table == "ltm/virtual":
            entry.update(enabled=True, vlansDisabled=True)
        try:
            self._fill(table, entry, body)
        except Refused:
            del self.tables[table][key]
            raise
        return self._shown(table, entry, False)

    def _patch(self, table: str, key: str, body: dict[str, Any]) -> Any:
        if table == "ltm/pool" and "members" in (body or {}):
            raise Refused(400, "members of an existing pool are changed one by one here")
        self._fill(table, self.tables[table][key], copy.deepcopy(body))
        return self._shown(table, self.tables[table][key], False)

    def _fill(self, table: str, entry: dict[str, Any], body: dict[str, Any]) -> None:
        self.generation += 1
        entry["generation"] = self.generation
        for flag, opposite in FLAGS.items():
            if flag in body:
                if body[flag] is not True:
                    raise Refused(400, f"{flag}: a flag is true or absent")
                entry.pop(opposite, None)
        sub = SUB.get(table, "")
        for name, value in body.items():
            if name == sub:
                entry[sub] = [self._sub(table, each, entry) for each in value]
            elif name not in ("name", "partition"):
                entry[name] = f"{value} " if (table, name) == ("ltm/pool", "monitor") else value  # with the blank that a device may add
        if not entry.get("vlansEnabled"):
            entry.pop("vlans", None)
        if entry.get("allowService") == "none":
            del entry["allowService"]
        self._references(table, entry)

    def _sub(self, table: str, given: dict[str, Any], _entry: dict[str, Any]) -> dict[str, Any]:
        if table == "net/vlan":
            if given["name"] not in self.tables["net/interface"]:
                raise Refused(400, f"01070712:3: interface {given['name']} does not exist")
            return {"name": given["name"], "fullPath": given["name"], **{flag: True for flag in ("tagged", "untagged") if given.get(flag)}}
        key = full(given["name"], given.get("partition", "Common"))
        if table == "ltm/virtual":
            return {"name": key.rpartition("/")[2], "partition": key.split("/")[1], "fullPath": key, "context": given.get("context", "all")}
        return self._made_member(key, given)

    def _made_member(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        node = key.rpartition(":")[0]
        self.tables["ltm/node"].setdefault(node, {"name": node[8:], "partition": "Common", "fullPath": node, "address": given["address"]})
        plain = {"ratio": 1, "session": "monitor-enabled", "state": "up", "monitor": "default"}
        rest = _running({name: value for name, value in given.items() if name != "name"})
        return {**plain, "name": key.rpartition("/")[2], "partition": "Common", "fullPath": key, **rest}

    def _member(self, method: str, rest: list[str], body: Any) -> Any:
        members = self.tables["ltm/pool"][rest[0]].setdefault("members", [])
        if method == "POST":
            key = full(body["name"], body.get("partition", "Common"))
            if any(each["fullPath"] == key for each in members):
                raise Refused(409, f"01020066:3: The requested Pool Member ({key}) already exists in partition Common.")
            members.append(self._made_member(key, body))
            return {}
        found = next((each for each in members if each["fullPath"] == rest[2]), None)
        if found is None:
            raise Refused(404, f"Object not found - {rest[2]}")
        if method == "DELETE":
            members.remove(found)
        else:
            found.update(_running(body))
        return {}

    def _references(self, table: str, entry: dict[str, Any]) -> None:
        if table == "ltm/virtual":
            needed = [("ltm/pool", entry.get("pool")), *(("ltm/rule", rule) for rule in entry.get("rules", ()))]
            needed += [("ltm/persistence/sip", full(each["name"], each["partition"])) for each in entry.get("persist", ())]
            for other, key in needed:
                if key and key not in self.tables[other]:
                    raise Refused(400, f"01070712:3: {other} ({key}) referenced by {entry['fullPath']} does not exist")
            for each in self.tables[table].values():
                if each is not entry and each.get("destination") == entry.get("destination"):
                    raise Refused(400, f"01070333:3: Virtual Server {entry['fullPath']} illegally shares destination with {each['fullPath']}.")

    def _delete(self, table: str, key: str) -> Any:
        for other, rows in self.tables.items():
            for name, entry in rows.items():
                if (other, name) != (table, key) and self._names(other, entry, table, key):
                    raise Refused(400, f"01070265:3: The requested {table} ({key}) cannot be deleted because it is in use by a {other} ({name}).")
        del self.tables[table][key]
        return None

    def _names(self, other: str, entry: dict[str, Any], table: str, key: str) -> bool:
        used = {
            "ltm/pool": [entry.get("pool")], "ltm/rule": entry.get("rules", []), "net/vlan": [entry.get("vlan"), *entry.get("vlans", [])],
            "ltm/persistence/sip": [full(each["name"]) for each in entry.get("persist", ())],
            "ltm/node": [each["fullPath"].rpartition(":")[0] for each in entry.get("members", ()) if isinstance(each, dict)],
        }.get(table, [])
        if table.startswith("ltm/profile") and other == "ltm/virtual":
            used = [each["fullPath"] for each in entry.get("profiles", ())]
        if table.startswith("ltm/monitor") and other == "ltm/pool":
            used = entry.get("monitor", "").split()
        return key in used

    def _shown(self, table: str, entry: dict[str, Any], expanded: bool) -> dict[str, Any]:
        sub = SUB.get(table, "")
        shown = {name: copy.deepcopy(value) for name, value in entry.items() if name != sub}
        if sub:
            link = f"https://localhost/mgmt/tm/{table}/{entry['fullPath'].replace('/', '~')}/{sub}?ver={self.version}"
            items = {"items": copy.deepcopy(entry[sub])} if expanded and entry.get(sub) else {}
            shown[f"{sub}Reference"] = {"link": link, "isSubcollection": True, **items}
        return {"kind": f"tm:{table.replace('/', ':')}:state", **shown}

    def _stats(self, table: str, rest: list[str]) -> Any:
        """Statistics, nested as a device nests them."""
        base = f"https://localhost/mgmt/tm/{table}/{rest[0].replace('/', '~')}"
        names = [f"{base}/members/{each['fullPath'].replace('/', '~')}/stats" for each in self.tables[table][rest[0]].get("members", ())]
        states = dict.fromkeys(names if rest[1] == "members" else [f"{base}/{rest[0].replace('/', '~')}/stats"], "available")
        return {"entries": {
            link: {"nestedStats": {"entries": {"status.availabilityState": {"description": state}}}} for link, state in states.items()
        }}  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    device: BigIp

    def setup(self) -> None:
        super().setup()
        self.device.connections += 1

    def log_message(self, *args: Any) -> None:
        """Nothing."""

    def handle_any(self) -> None:
        """One request, with the fault of its number."""
        device = self.device
        given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        with device.lock:
            device.asked.append(f"{self.command} {url.path.removeprefix('/mgmt')}")
            fault = device.faults.pop(len(device.asked), "")
            if fault == "lost before":
                self.close_connection = True
                return
            if fault.startswith("HTTP "):
                self._send(int(fault.split()[1]), b"<html>Configuration Utility restarting...</html>")
                return
            if fault == "expired":
                device.tokens.clear()
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            status, body = device.answer(self.command, url.path, query, json.loads(given) if given else None, dict(self.headers))
            if fault == "lost after":
                self.close_connection = True
                return
            self._send(status, b"" if body is None else json.dumps(body).encode())

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any  # noqa: N815

    def _send(self, status: int, text: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@contextmanager
def serving(device: BigIp, certificate: Path) -> Iterator[BigIp]:
    """``device`` on a port of 127.0.0.1 while the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"device": device}))
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    device.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield device
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
