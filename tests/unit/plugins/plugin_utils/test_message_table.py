"""An entry that is looked up by itself is the entry of the table."""

from __future__ import annotations

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import entry, table


@pytest.mark.parametrize("code", sorted(table()))
def test_an_entry_by_itself_is_that_of_the_table(code: str) -> None:
    assert entry(code) == table()[code]
