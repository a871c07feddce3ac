"""The argument spec of a module is what its documentation says."""

from __future__ import annotations

from ansible_collections.kyoten.onramp.plugins.plugin_utils.play.arguments import argument_spec

DOCUMENTATION = """
options:
  names: {description: x, type: list, elements: str, choices: [a, b], required: true}
  count: {description: x, type: int, default: 5}
  inner: {description: x, type: dict, suboptions: {deep: {description: x, type: bool, default: false}}}
"""


def test_descriptions_go_types_and_defaults_stay() -> None:
    assert argument_spec(DOCUMENTATION) == {
        "names": {"type": "list", "elements": "str", "choices": ["a", "b"], "required": True},
        "count": {"type": "int", "default": 5},
        "inner": {"type": "dict", "options": {"deep": {"type": "bool", "default": False}}},
    }
