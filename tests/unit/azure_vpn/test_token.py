"""Ways to log in, what they send, and how long a token is kept (AR-10 to AR-14)."""

from __future__ import annotations

import base64
import datetime
import json
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.azure_access import access
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.azure_token import Tokens
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.rest import Answer

API = {"resource_manager_url": "https://management.azure.com", "timeout": 5.0}
WHO = {"AZURE_TENANT_ID": "tenant", "AZURE_CLIENT_ID": "client"}


class Authority:
    """Answers in turn; what it was asked is kept."""

    def __init__(self, *answers):
        self.answers, self.asked, self.hidden = list(answers or [good()]), [], []

    def send(self, method, path, query=None, body=None, headers=None):
        self.asked.append((path, {name: values[0] for name, values in parse_qs(body.decode()).items()}))
        return self._next()

    def get(self, path, query=None, headers=None):
        self.asked.append((path, {**query, **headers}))
        return self._next()

    def _next(self):
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, DeviceError):
            raise answer  # pylint: disable=raising-non-exception
        return answer

    def hide(self, *secrets):
        self.hidden += secrets

    def error(self, code, line="", **details):
        return DeviceError(code, "az", line=line, **details)

    def close(self):
        pass


def good(seconds=3599):
    return Answer(200, {"access_token": "Marker.Token", "expires_in": seconds})


def tokens(environment, authority, **api):
    _manager, login = access("az", {**API, **api}, environment)
    made = Tokens(login, lambda _seconds: None)
    made._rest = authority
    return made


@pytest.mark.requirement("AR-02", "AR-10", "AR-13")
def test_a_client_secret_of_the_environment():
    authority = Authority()
    assert tokens({**WHO, "AZURE_SECRET": "Marker.Secret"}, authority).token() == "Marker.Token"
    path, form = authority.asked[0]
    assert path == "/tenant/oauth2/v2.0/token"
    assert form == {
        "grant_type": "client_credentials", "client_id": "client", "client_secret": "Marker.Secret", "scope": "https://management.azure.com/.default",
    }  # fmt: skip
    assert "Marker.Secret" in authority.hidden


@pytest.mark.requirement("AR-10")
def test_a_workload_identity(tmp_path):
    file = tmp_path / "token"
    file.write_text("federated\n")
    authority = Authority()
    tokens({**WHO, "AZURE_FEDERATED_TOKEN_FILE": str(file)}, authority).token()
    form = authority.asked[0][1]
    assert (form["client_assertion"], form["client_assertion_type"].rpartition(":")[2]) == ("federated", "jwt-bearer")
    file.unlink()
    with pytest.raises(DeviceError) as caught:
        tokens({**WHO, "AZURE_FEDERATED_TOKEN_FILE": str(file)}, authority).token()
    assert caught.value.problems[0].code == "KO-DV023"


@pytest.mark.requirement("AR-10")
def test_a_certificate_signs_a_statement(tmp_path):
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    certificate = made.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "client.pem").write_bytes(private + certificate.public_bytes(pem))
    authority = Authority()
    tokens({**WHO, "AZURE_CLIENT_CERTIFICATE_PATH": str(tmp_path / "client.pem")}, authority).token()
    head, claims, signature = authority.asked[0][1]["client_assertion"].split(".")
    key.public_key().verify(_plain(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
    said = json.loads(_plain(claims))
    assert (said["aud"], said["sub"]) == ("https://login.microsoftonline.com/tenant/oauth2/v2.0/token", "client")


def _plain(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.requirement("AR-13")
def test_a_managed_identity_when_nothing_else_is_given():
    manager, login = access("az", API, {})
    assert (login.source, login.authority.host, login.authority.plain) == ("managed_identity", "169.254.169.254", True)
    assert (manager.host, manager.plain) == ("management.azure.com", False)
    authority = Authority()
    tokens({"AZURE_CLIENT_ID": "mine"}, authority).token()
    assert authority.asked[0][1] == {"api-version": "2018-02-01", "resource": "https://management.azure.com", "client_id": "mine", "Metadata": "true"}


@pytest.mark.requirement("AR-02", "AR-05", "AR-74")
def test_what_is_given_goes_before_the_environment():
    own = {"tenant_id": "t", "client_id": "c", "client_secret": "s", "authority_url": "https://login.example:8443", "ca_path": "/ca"}
    _manager, login = access("az", {**API, **own}, {**WHO, "AZURE_CLIENT_SECRET": "x", "REQUESTS_CA_BUNDLE": "/other"})
    assert (login.tenant_id, login.client_secret, login.authority.port, login.authority.ca_path) == ("t", "s", 8443, "/ca")
    assert access("az", API, {"REQUESTS_CA_BUNDLE": "/other", **WHO, "AZURE_SECRET": "s"})[0].ca_path == "/other"
    assert access("az", {**API, "access_token": "Marker"}, {})[1].source == "access_token"
    for wrong in ({"auth_source": "client_secret"}, {"resource_manager_url": "http://management.azure.com"}, {**own, "authority_url": "http://login"}):
        with pytest.raises(DeviceError) as caught:
            access("az", {**API, **wrong}, {})
        assert caught.value.problems[0].code == "KO-DV023"


@pytest.mark.requirement("AR-14")
def test_a_token_is_kept_until_it_is_nearly_old_or_refused(monkeypatch):
    authority, clock = Authority(), [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    kept = tokens({**WHO, "AZURE_SECRET": "s"}, authority)
    kept.token()
    clock[0] = 3000.0
    kept.token()
    assert len(authority.asked) == 1
    clock[0] = 3400.0
    kept.token()
    kept.token(fresh=True)
    assert len(authority.asked) == 3


@pytest.mark.requirement("AR-11", "AR-106")
def test_a_refusal_is_final_and_a_stumble_is_not():
    stumbles = [Answer(500, None), DeviceError("KO-DV062", "az", address="a", port=1, reason="lost")]
    authority = Authority(*stumbles, good())
    assert tokens({**WHO, "AZURE_SECRET": "s"}, authority).token() == "Marker.Token"
    refusal = Answer(401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided.\r\nTrace"})
    with pytest.raises(DeviceError) as caught:
        tokens({**WHO, "AZURE_SECRET": "s"}, Authority(refusal)).token()
    assert (caught.value.kind, "AADSTS7000215" in str(caught.value.problems)) == ("authentication", True)


@pytest.mark.requirement("AR-02")
def test_azure_identity_only_where_it_is_installed(monkeypatch):
    made = tokens({}, Authority(), auth_source="azure_identity")
    monkeypatch.setitem(__import__("sys").modules, "azure.identity", None)
    with pytest.raises(DeviceError) as caught:
        made.token()
    assert caught.value.problems[0].code == "KO-DV023"
