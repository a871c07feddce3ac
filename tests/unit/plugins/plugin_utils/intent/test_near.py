"""Misspelt variables of a host: what is taken for a slip, and what is somebody's own."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.near import misspelt_variables
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent.spec import options


def meant(name: str) -> str | None:
    """The variable that ``name`` is taken for."""
    found = list(misspelt_variables("virtual_connect", "r1", [name], options("virtual_connect")))
    return str(found[0].details["near"]) if found else None


@pytest.mark.requirement("VC-46")
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("virtual_conect_site", "virtual_connect_site"),
        ("virtualconnect_site", "virtual_connect_site"),
        ("Virtual_Connect_Site", "virtual_connect_site"),
        ("virtual_connect_sites", "virtual_connect_site"),
        ("virtual_connect_allow_disuption", "virtual_connect_allow_disruption"),
        ("virtual_connect_allow_documentation_range", "virtual_connect_allow_documentation_ranges"),
        ("virtual_connect_revert_minute", "virtual_connect_revert_minutes"),
        ("onramp_langage", "onramp_language"),
    ],
)
def test_a_slip_is_seen(name: str, near: str) -> None:
    assert meant(name) == near


@pytest.mark.parametrize(
    "name",
    [
        "virtual_connect_site",
        "interconnect_site",
        "virtual_connect_state",
        "virtual_connect_result",
        "virtual_connect_site_name",
        "vault_vc_osaka_dc1_psk",
        "ansible_host",
        "onramp_journal_dir",
        "",
        "_",
        "virtual_connect_",
    ],
)
def test_other_names_are_somebodys_own(name: str) -> None:
    assert meant(name) is None
