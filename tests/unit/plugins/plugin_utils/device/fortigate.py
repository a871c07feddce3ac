"""A few tables behind HTTPS, as strict as a FortiGate where our client could go wrong. Shares nothing with the lab's."""

from __future__ import annotations

import copy
import datetime
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TOKEN = "k3rYp7wq9Zx1"
KEYS = {
    "firewall/address": "name", "firewall/addrgrp": "name", "firewall/vip": "name", "firewall.service/custom": "name",
    "firewall.service/group": "name",
    "firewall.shaper/traffic-shaper": "name", "firewall/shaping-policy": "id", "firewall/policy": "policyid", "system/dns-database": "name",
    "system/session-helper": "id", "system/settings": "",
}
REFERENCES = {
    "member": ["firewall/address", "firewall/addrgrp"], "srcaddr": ["firewall/address", "firewall/addrgrp"],
    "dstaddr": ["firewall/address", "firewall/addrgrp", "firewall/vip"], "service": ["firewall.service/custom", "firewall.service/group"],
}
DEFAULTS = {"firewall/policy": {"voip-profile": "", "comments": "", "nat": "disable", "uuid": "0"}, "firewall/address": {"comment": ""}}


def start() -> dict[str, list[dict[str, Any]]]:
    """As delivered, with one policy for everything."""
    tables: dict[str, list[dict[str, Any]]] = {table: [] for table in KEYS}
    tables["firewall/address"] = [{"name": "all", "type": "ipmask", "subnet": "0.0.0.0 0.0.0.0"}]
    tables["firewall.service/custom"] = [
        {"name": "ALL", "protocol": "IP", "protocol-number": 0}, {"name": "HTTP", "protocol": "TCP/UDP/SCTP", "tcp-portrange": "80"},
    ]
    tables["system/settings"] = [{"default-voip-alg-mode": "proxy-based", "sip-expectation": "disable", "sip-nat-trace": "enable"}]
    tables["system/session-helper"] = [
        {"id": 1, "name": "pptp", "protocol": 6, "port": 1723}, {"id": 8, "name": "ftp", "protocol": 6, "port": 21},
        {"id": 13, "name": "sip", "protocol": 17, "port": 5060},
    ]
    tables["firewall/policy"] = [{
        "policyid": 1, "name": "all-out", "srcintf": _names("lan"), "dstintf": _names("wan1"), "srcaddr": _names("all"), "dstaddr": _names("all"),
        "service": _names("ALL"), "schedule": "always", "action": "accept", "status": "enable", "nat": "enable", "voip-profile": "",
    }]
    return tables


class FortiGate:
    """The tables, what is wrong with it, and what it was asked. ``faults``: request number → what happens at it."""

    def __init__(self, tables: dict[str, list[dict[str, Any]]] | None = None, version: str = "v7.4.4", vdom: str = "root") -> None:
        self.tables, self.version, self.vdom = tables or start(), version, vdom
        self.faults: dict[int, str] = {}
        self.asked: list[str] = []
        self.connections, self.port, self.read_only = 0, 0, False
        self.lock = threading.Lock()

    @property
    def writes(self) -> list[str]:
        """The writes among what was asked."""
        return [line for line in self.asked if not line.startswith("GET")]

    def copy(self) -> dict[str, list[dict[str, Any]]]:
        """The tables as they are now."""
        return copy.deepcopy(self.tables)

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, dict[str, Any]]:
        """Status and envelope."""
        if path == "/api/v2/monitor/system/status":
            return 200, {"version": self.version, "serial": "FGVM01", "results": {}}
        parts = path.removeprefix("/api/v2/cmdb/").split("/")
        table, key = "/".join(parts[:2]), unquote(parts[2]) if len(parts) > 2 else ""
        if table not in KEYS:
            return 404, {"error": -3}
        if method != "GET" and self.read_only:
            return 403, {}
        return self._cmdb(method, table, key, query, body)

    def _cmdb(self, method: str, table: str, key: str, query: dict[str, str], body: Any) -> tuple[int, dict[str, Any]]:
        rows = self.tables[table]
        name = KEYS[table]
        row = rows[0] if not name else next((row for row in rows if str(row[name]) == key), None)
        if method == "GET":
            if key and row is None:
                return 404, {"error": -3}
            return 200, {"results": row if not name else [row] if key else rows}
        if method == "POST":
            return self._create(table, body)
        if row is None:
            return 404, {"error": -3}
        if query.get("action") == "move":
            return self._move(rows, row, name, query)
        if method == "DELETE":
            if self._used(table, key):
                return 500, {"error": -23}
            rows.remove(row)
            return 200, {}
        return self._put(table, row, body)

    def _create(self, table: str, body: Any) -> tuple[int, dict[str, Any]]:
        rows, name = self.tables[table], KEYS[table]
        if any(str(row[name]) == str(body[name]) for row in rows):
            return 500, {"error": -5}
        if wrong := self._wrong(table, None, body):
            return 500, {"error": wrong}
        rows.append({**DEFAULTS.get(table, {}), "q_origin_key": body[name], **body})
        return 200, {"mkey": body[name]}

    def _put(self, table: str, row: dict[str, Any], body: Any) -> tuple[int, dict[str, Any]]:
        if wrong := self._wrong(table, row, body):
            return 500, {"error": wrong}
        row.update(body)
        return 200, {"revision_changed": True}

    def _wrong(self, table: str, row: Any, body: dict[str, Any]) -> int:
        for field, tables in REFERENCES.items():
            names = {each["name"] for other in tables for each in self.tables[other]}
            if any(each["name"] not in names for each in body.get(field, ())):
                return -3
        if table == "firewall/policy" and any(other is not row and other.get("name") == body.get("name") for other in self.tables[table]):
            return -5
        return 0

    def _used(self, table: str, key: str) -> bool:
        return any(each["name"] == key for field, tables in REFERENCES.items() if table in tables
                   for rows in self.tables.values() for row in rows for each in row.get(field, ()))

    def _move(self, rows: list[dict[str, Any]], row: dict[str, Any], name: str, query: dict[str, str]) -> tuple[int, dict[str, Any]]:
        side = "before" if "before" in query else "after"
        there = next((other for other in rows if str(other[name]) == query[side]), None)
        if there is None:
            return 500, {"error": -3}
        rows.remove(row)
        rows.insert(rows.index(there) + (side == "after"), row)
        return 200, {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    device: FortiGate

    def setup(self) -> None:
        super().setup()
        self.device.connections += 1

    def log_message(self, *args: Any) -> None:
        """Nothing."""

    def handle_any(self) -> None:
        """One request, with the fault of its number."""
        device, length = self.device, int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length)
        url = urlsplit(self.path)
        with device.lock:
            device.asked.append(f"{self.command} {url.path.removeprefix('/api/v2/cmdb/')}")
            fault = device.faults.get(len(device.asked), "")
            if fault == "lost before":
                self.close_connection = True
                return
            if fault.startswith("HTTP "):
                self._send(int(fault.split()[1]), b"<html>no</html>", {"Retry-After": "0.01"} if "after" in fault else {"Location": "/elsewhere"})
                return
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._send(401, b"<html>Unauthorized</html>")
                return
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            status, envelope = device.answer(self.command, url.path, query, json.loads(text) if text else None)
            if fault == "lost after":
                self.close_connection = True
                return
            whole = {"status": "success" if status == 200 else "error", "http_status": status, "vdom": device.vdom, **envelope}
            page = [whole] if query.get("global") else whole
            self._send(status, b"hello" if fault == "no json" else json.dumps(page).encode())

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

    def _send(self, status: int, text: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)


@contextmanager
def serving(device: FortiGate, certificate: Path) -> Iterator[FortiGate]:
    """``device`` on a port of 127.0.0.1 while the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"device": device}))
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that does not trust us leaves in the middle
    device.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield device
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def write_certificate(path: Path, address: str = "127.0.0.1") -> Path:
    """A self-signed certificate with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fortigate")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return path


def _names(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "q_origin_key": name} for name in names]
