"""Whatever is sent to the lab's BIG-IP is taken or refused in its words, and a refusal changes nothing (BP-47, BP-74)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.bigip.schema import schema
from tests.unit.lab.bigip_support import OBJECTS, Client

_texts = st.sampled_from(["", "none", "enabled", "/Common/x", "192.0.2.1", "192.0.2.1:5", "a b", "é"])
_scalars = st.one_of(st.none(), st.booleans(), st.integers(-5, 70000), _texts)
_names = st.sampled_from(["name", "type", "x"])
_values = st.recursive(_scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_names, inner, max_size=2), max_leaves=4)
_paths = sorted(schema(17))


@st.composite
def _writes(draw: Any) -> tuple[str, str, Any]:
    path = draw(st.sampled_from(_paths))
    table = schema(17)[path]
    names = st.sampled_from([*table.fields, *table.children, "name", "partition", "bogus"])
    body = draw(st.one_of(_values, st.dictionaries(names, _values, max_size=4)))
    known = draw(st.sampled_from([each for each in OBJECTS if each[0] == path] or [(path, {"name": "x"})]))[1]
    if draw(st.booleans()) and isinstance(body, dict):
        body = {**known, **body}
    target = draw(st.sampled_from(["", f"/{known['name']}", f"/{known['name']}/members", "/gone", "/~Common~x/members/~Common~y", "/x/y/z/a"]))
    return draw(st.sampled_from(["POST", "PATCH", "PUT", "DELETE", "GET"])), path + target, body


@pytest.mark.requirement("BP-47", "BP-74")
@given(st.lists(_writes(), min_size=1, max_size=3))
def test_any_body(lines: list[tuple[str, str, Any]]) -> None:
    client = Client()
    client.build()
    for method, path, body in lines:
        before = client.box.running_text_plain()
        status, found = client.ask(f"{method} {path}", body)
        assert status == 200 or (400 <= status < 500 and found["code"] == status and found["message"])
        assert status == 200 or client.box.running_text_plain() == before


@pytest.mark.requirement("BP-34", "BP-47")
@pytest.mark.parametrize(("line", "body"), [
    ("PATCH transaction/{}/commands/1", {"evalOrder": "x"}), ("PATCH transaction/{}/commands/1", None), ("PATCH transaction/{}", [1]),
    ("PATCH transaction/x", {"state": "VALIDATING"}),
    ("PATCH /mgmt/shared/authz/tokens/x", None), ("PATCH /mgmt/shared/authz/tokens/x", {"timeout": "a"}),
    ("POST sys/config", None), ("POST sys/failover", []), ("POST util/bash", 5), ("GET ltm/pool?$top=x", None),
])  # fmt: skip
def test_odd_requests_beside_objects(line: str, body: Any) -> None:
    client = Client()
    number = client.do("POST transaction", {})["transId"]
    client.do("POST ltm/pool", {"name": "a"}, {"X-F5-REST-Coordination-Id": str(number)})
    line, _mark, query = line.format(number).partition("?")
    status, found = client.ask(line, body, **dict([query.split("=")] if query else []))
    assert 400 <= status < 500 and found["code"] == status
