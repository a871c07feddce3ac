"""Values that cannot be resolved are named by their path, and quote no secret (VC-43)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleError, AnsibleUndefinedVariable

from ansible_collections.kyoten.onramp.plugins.plugin_utils.play.variables import Variables


class Templar:
    """Templates nothing; raises what it is given."""

    available_variables: dict[str, Any] = {}

    def copy_with_new_env(self, available_variables: dict[str, Any]) -> Templar:
        return Templar()

    def template(self, value: Any) -> Any:
        if isinstance(value, Exception):
            raise value
        return value


def told(value: Any) -> dict[str, str]:
    site = {"name": "osaka-hub", "tunnels": {"dc1": {"psk": value, "cpe": value}}}
    variables = Variables(Templar(), {"hostvars": {}, "inventory_hostname": "r1", "virtual_connect_site": site})
    problems: list[Any] = []
    assert variables.of("r1", ["virtual_connect_site"], problems)["virtual_connect_site"]["name"] == "osaka-hub"
    return {problem.path.rpartition(".")[2]: str(problem.details["reason"]) for problem in problems}


@pytest.mark.requirement("VC-43")
def test_a_filter_that_quotes_a_secret_is_not_quoted() -> None:
    assert told(AnsibleError("cannot take 'S3cret-key'")) == {"psk": "AnsibleError", "cpe": "cannot take 'S3cret-key'"}


@pytest.mark.requirement("VC-35")
def test_a_missing_vault_variable_is_named() -> None:
    assert told(AnsibleUndefinedVariable("'vault_vc_dc1' is undefined"))["psk"] == "'vault_vc_dc1' is undefined"
