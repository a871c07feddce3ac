"""The way through a proxy: a tunnel that it cannot look into, with its login, and not for this machine's own (AR-71, AR-74)."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.azure_access import through_proxy
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Endpoint, Rest

AT = Endpoint("az", "management.azure.com", timeout=5.0)


@pytest.fixture
def proxy() -> Iterator[tuple[int, list[bytes]]]:
    """Refuses every tunnel, and remembers what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            channel, _address = server.accept()
            with channel:
                while b"\r\n\r\n" not in b"".join(asked):
                    asked.append(channel.recv(4096))
                channel.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], asked


@pytest.mark.requirement("AR-71", "AR-74")
def test_a_tunnel_with_a_login_that_no_error_shows(proxy):
    port, asked = proxy
    at = through_proxy(AT, {"HTTPS_PROXY": f"http://user:Marker.Pass@127.0.0.1:{port}"})
    with pytest.raises(DeviceError) as caught:
        Rest(at, lambda _seconds: None).send("PUT", "/x")
    text = b"".join(asked)
    assert text.startswith(b"CONNECT management.azure.com:443 HTTP/1.")
    assert base64.b64encode(b"user:Marker.Pass") in text
    assert "Marker" not in repr(at) + str(caught.value.problems)


@pytest.mark.requirement("AR-74")
@pytest.mark.parametrize(
    ("host", "environment", "proxied"),
    [
        ("management.azure.com", {}, False), ("management.azure.com", {"https_proxy": "proxy:3128"}, True),
        ("management.azure.com", {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": ".azure.com"}, False),
        ("management.azure.com", {"HTTPS_PROXY": "http://proxy:3128", "no_proxy": "example.com"}, True),
        ("127.0.0.1", {"HTTPS_PROXY": "http://proxy:3128"}, False),
    ],
)  # fmt: skip
def test_who_goes_through_it(host, environment, proxied):
    assert bool(through_proxy(Endpoint("az", host), environment).proxy) is proxied
