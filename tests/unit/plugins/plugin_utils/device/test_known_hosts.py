"""known_hosts as OpenSSH writes it."""

from __future__ import annotations

import base64
import hmac
import os
from pathlib import Path

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device import known_hosts as room
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.known_hosts import KnownHosts, entry_name, key_of, known_hosts

ED = ("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIONE")
RSA = ("ssh-rsa", "AAAAB3NzaC1yc2EAAAADAQABAAABAQC7")


def line(names: str, key: tuple[str, str] = ED, marker: str = "") -> str:
    return f"{marker} {names} {key[0]} {key[1]} a comment\n".lstrip()


def hashed(name: str) -> str:
    salt = b"0123456789abcdefghij"
    return "|1|{}|{}".format(*(base64.b64encode(part).decode() for part in (salt, hmac.digest(salt, name.encode(), "sha1"))))


def read(tmp_path: Path, text: str) -> KnownHosts:
    (tmp_path / "known_hosts").write_text(text)
    return known_hosts(str(tmp_path / "known_hosts"))[0]


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize(("names", "asked", "found"), [
    ("r1.example", "r1.example", True), ("R1.Example", "r1.example", True), ("r1.example", "R1.EXAMPLE", True), ("r1.example", "r2.example", False),
    ("r0,r1,192.0.2.1", "192.0.2.1", True), ("[192.0.2.1]:2222", "[192.0.2.1]:2222", True), ("[192.0.2.1]:2222", "192.0.2.1", False),
    ("*.example", "r1.example", True), ("*.example,!r1.example", "r1.example", False), ("192.0.2.?", "192.0.2.7", True),
    ("192.0.2.?", "192.0.2.77", False), ("[192.0.2.*]:22??", "[192.0.2.7]:2222", True),
    (hashed("r1.example"), "r1.example", True), (hashed("r1.example"), "r2.example", False), ("|1|no base64|at all", "r1.example", False),
    ("|1|only-one", "r1.example", False),
])
def test_names(tmp_path, names, asked, found):
    assert read(tmp_path, line(names)).keys(asked) == ([ED] if found else [])


@pytest.mark.requirement("IX-09")
def test_a_host_may_have_several_keys_on_several_lines(tmp_path):
    text = "# a comment\n\n" + line("r1,r2") + "r1 broken\n" + line("r1", RSA) + "\xff\xfe\n" + line(hashed("r1"), RSA)
    assert read(tmp_path, text).keys("r1") == [ED, RSA, RSA]


@pytest.mark.requirement("IX-09")
@pytest.mark.parametrize(("names", "name", "revoked"), [("*", "r1", True), ("r1", "r1", True), (hashed("r1"), "r1", True), ("r2", "r1", False)])
def test_a_revoked_key(tmp_path, names, name, revoked):
    found = read(tmp_path, line("r1") + line(names, marker="@revoked"))
    assert found.is_revoked(name, ED) is revoked
    assert not found.is_revoked(name, RSA)
    assert found.keys(name) == [ED], "what is revoked is asked for, so that it is told"


@pytest.mark.requirement("IX-09")
def test_a_certificate_authority_is_no_host_key(tmp_path):
    assert read(tmp_path, line("*", marker="@cert-authority")).keys("r1") == []


def test_what_cannot_be_read_knows_nobody(tmp_path):
    assert known_hosts(str(tmp_path / "none")) == []
    assert known_hosts(str(tmp_path))[0].keys("r1") == []


def test_a_file_is_read_once_and_again_when_it_has_changed(tmp_path, monkeypatch):
    first = read(tmp_path, line("r1"))
    monkeypatch.setattr(room, "_lines", lambda text: pytest.fail("read again"))
    assert known_hosts(str(tmp_path / "known_hosts"))[0] is first
    monkeypatch.undo()
    (tmp_path / "known_hosts").write_text(line("r2"))
    os.utime(tmp_path / "known_hosts", ns=(1, 1))
    assert known_hosts(str(tmp_path / "known_hosts"))[0].keys("r2") == [ED]


def test_the_name_in_the_file_and_the_key_as_text():
    assert (entry_name("r1", 22), entry_name("r1", 2222)) == ("r1", "[r1]:2222")
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(32)
    assert key_of(blob) == ("ssh-ed25519", base64.b64encode(blob).decode())
