"""The short ways through an inventory's templates lead where Ansible's own templar leads."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.play.templates import HARD, remembering, simple

VARIABLES = {
    "host": "branch-001", "number": 7, "zero": 0, "empty": "", "yes_": True, "nothing": None, "half": 0.5, "text": "a b",
    "branch": {"lan": "10.1.0", "id": 12, "items": "shadowed", "deep": {"er": "x"}, "list": [1]},
    "template": trust_as_template("{{ host }}"), "closing": "}}", "nested": {"a": [{"b": trust_as_template("{{ host }}")}]},
}  # fmt: skip
NAMES = [
    "host", "number", "zero", "empty", "yes_", "nothing", "half", "text", "template", "closing", "branch", "branch.lan", "branch.id",
    "nested", "nested.a", "branch.deep",
    "branch.items", "branch.deep.er", "branch.list", "branch.missing", "missing", "true", "none", "omit", "range", "host.upper",
]  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(NAMES).flatmap(lambda name: st.sampled_from([f"{{{{ {name} }}}}", f"{{{{{name}}}}}", f"{{{{  {name}  }}}}"])),
    st.sampled_from(["", ".0/24", "lab-", " ", "é", "#", "{", "}", "{{ host | upper }}", "{% if yes_ %}x{% endif %}", "{# no #}", "\n", "{{ host }"]),
)


def full(template: Any, variables: dict[str, Any]) -> Any:
    """Ansible's answer, or the error's type."""
    try:
        return Templar(loader=DataLoader(), variables=variables).template(template)
    except Exception as error:  # compared with what the short way says
        return type(error)


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(PIECES, max_size=4))
def test_the_short_way_says_what_the_templar_says_or_nothing(pieces: list[str]) -> None:
    template = trust_as_template("".join(pieces))
    found = simple(template, VARIABLES)
    if found is not HARD:
        whole = full(template, VARIABLES)
        assert (found, isinstance(found, int)) == (whole, isinstance(whole, int))


@pytest.mark.parametrize(("template", "value"), [
    ("{{ host }}", "branch-001"), ("{{number}}", 7), ("{{ branch.lan }}.{{ number }}/32", "10.1.0.7/32"), ("lab-{{ host }}-dc", "lab-branch-001-dc"),
    ("{{ branch.deep }}", {"er": "x"}), ("{{ branch.list }}", [1]),
])  # fmt: skip
def test_the_usual_templates_take_the_short_way(template: str, value: object) -> None:
    assert simple(trust_as_template(template), VARIABLES) == value


@pytest.mark.parametrize("template", ["{{ nested }}", "{{ nested.a }}", "{{ branch }}{{ number }}", "{{ branch.list }} "])
def test_what_holds_templates_or_is_put_into_text_is_left_to_ansible(template: str) -> None:
    assert simple(trust_as_template(template), VARIABLES) is HARD


def test_text_that_is_not_trusted_is_left_to_ansible() -> None:
    assert simple("{{ host }}", VARIABLES) is HARD


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(PIECES, max_size=4), hosts=st.lists(st.text("ab{}", max_size=4), min_size=2, max_size=3))
def test_a_templar_that_remembers_says_what_one_without_memory_says(pieces: list[str], hosts: list[str]) -> None:
    templar = remembering(Templar(loader=DataLoader(), variables={}))
    template = trust_as_template("".join(pieces))
    for host in hosts:
        variables = {**VARIABLES, "host": host}
        templar.available_variables = variables
        try:
            found = templar.template(template)
        except Exception as error:  # compared with the other's
            found = type(error)
        assert found == full(template, variables)


def test_other_delimiters_are_not_remembered_as_ours() -> None:
    templar = remembering(Templar(loader=DataLoader(), variables={"host": "r1"}))
    odd = trust_as_template("#jinja2: variable_start_string:'<<', variable_end_string:'>>'\n<< host >> {{ host }}")
    assert templar.template(trust_as_template("<< host >> {{ host }}")) == "<< host >> r1"
    assert templar.template(odd) == "r1 {{ host }}"
    assert templar.template(trust_as_template("<< host >> {{ host }}")) == "<< host >> r1"
