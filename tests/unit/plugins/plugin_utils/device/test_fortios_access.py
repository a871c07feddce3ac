"""How a FortiGate is reached: the task's settings over the inventory's (FO-01, FO-02)."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.errors import DeviceError
from ansible_collections.kyoten.onramp.plugins.plugin_utils.device.fortios_access import endpoint

KEY = {"ansible_httpapi_session_key": {"access_token": "t0k3n"}}


@pytest.mark.requirement("FO-01", "FO-02")
def test_by_the_variables_of_httpapi():
    found = endpoint("fg1", {}, {
        **KEY, "ansible_host": "192.0.2.1", "ansible_httpapi_port": "8443", "ansible_httpapi_validate_certs": "no", "ansible_command_timeout": "5",
        "ansible_port": 22,
    })  # fmt: skip
    assert (found.host, found.port, found.validate_certs, found.timeout, found.ca_path) == ("192.0.2.1", 8443, False, 5.0, None)
    assert found.headers == {"Authorization": "Bearer t0k3n"}


@pytest.mark.requirement("FO-01")
def test_the_task_has_the_last_word_and_nothing_is_unsafe_by_default():
    found = endpoint("fg1", {"host": "fg", "port": 444, "access_token": "other", "ca_path": "/ca.pem"}, {**KEY, "ansible_host": "192.0.2.1"})
    assert (found.host, found.port, found.validate_certs, found.ca_path) == ("fg", 444, True, "/ca.pem")
    assert found.headers == {"Authorization": "Bearer other"}
    assert endpoint("fg1", {}, KEY).host == "fg1"


@pytest.mark.parametrize(
    ("variables", "setting"),
    [
        ({}, "access_token"), ({"ansible_httpapi_session_key": {}}, "access_token"), ({"ansible_httpapi_session_key": 5}, "access_token"),
        ({**KEY, "ansible_httpapi_port": "https"}, "port"), ({**KEY, "ansible_httpapi_port": 70000}, "port"),
        ({**KEY, "ansible_httpapi_validate_certs": "perhaps"}, "validate_certs"), ({**KEY, "ansible_command_timeout": -1}, "timeout"),
        ({**KEY, "ansible_httpapi_use_ssl": "false"}, "ansible_httpapi_use_ssl"),
    ],
)
def test_what_cannot_be_used(variables, setting):
    with pytest.raises(DeviceError) as caught:
        endpoint("fg1", {}, variables)
    assert (caught.value.problems[0].code, caught.value.problems[0].details["setting"]) == ("KO-DV023", setting)
    assert "t0k3n" not in repr(caught.value.problems)
