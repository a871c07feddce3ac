"""Sections 6 and 7, row by row: each disturbance fails its own check with its own code, hides no other, and is explained by one cause."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import interconnect as health
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.show import as_data, finding_lines, lines
from tests.unit.lab.interconnect_support import ASHBURN

from . import rows
from .rows import Row
from .scene import Scene, check, design, statuses

LAYERS = ["LINK", "BGP", "IN", "OUT", "RIB"]
#: what one disturbance makes fail besides
TOGETHER = {"no route to announce": {"RIB-OWN"}, "our list denies all": {"FW"}, "our list lacks the PE": {"FW"}}


def _named(rows: list[Row]) -> Any:
    return pytest.mark.parametrize("row", rows, ids=lambda row: row.name)


@pytest.mark.requirement("TI-60")
@_named(rows.LINK_ROWS)
def test_link(row: Row) -> None:
    _one_failure_one_cause(row)


@pytest.mark.requirement("TI-61", "TI-53")
@_named(rows.BGP_ROWS)
def test_bgp(row: Row) -> None:
    _one_failure_one_cause(row)


@pytest.mark.requirement("TI-62", "TI-21")
@_named(rows.IN_ROWS)
def test_in(row: Row) -> None:
    _one_failure_one_cause(row)


@pytest.mark.requirement("TI-63")
@_named(rows.OUT_ROWS)
def test_out(row: Row) -> None:
    _one_failure_one_cause(row)


@pytest.mark.requirement("TI-64")
@_named(rows.RIB_ROWS)
def test_rib(row: Row) -> None:
    _one_failure_one_cause(row)


@pytest.mark.requirement("TI-65")
@_named(rows.INSIDE_ROWS)
def test_rib_own(row: Row) -> None:
    _one_failure_one_cause(row)


@pytest.mark.requirement("TI-66", "TI-04")
@_named(rows.FW_ROWS)
def test_fw(row: Row) -> None:
    _one_failure_one_cause(row)


@pytest.mark.requirement("TI-67")
@_named(rows.QOS_ROWS)
def test_qos(row: Row) -> None:
    _one_failure_one_cause(row)


@pytest.mark.requirement("TI-52")
@_named(rows.PREFERENCE_ROWS)
def test_preference(row: Row) -> None:
    _one_failure_one_cause(row)


@pytest.mark.requirement("TI-66", "TI-67")
def test_the_side_hides_nothing_and_is_not_hidden() -> None:
    """No session, a list that is not ours and no policy: three failures, three causes, and the layers below BGP are not tested."""
    scene, made = Scene(), design(ASHBURN)
    ill = (rows.pe(shutdown=True), rows.edge("no service-policy output TI-ASHBURN-SHAPE"), rows.typed(rows.OWN_LIST, " no 60"))
    for disturb in (*ill, rows.typed(*rows.INSIDE)):
        disturb(scene)
    outputs = scene.outputs(made, rows.UNKNOWN_EDGE)
    verdict = health.judge(made, outputs)
    assert _ill(statuses(verdict)) == ["BGP", "RIB-OWN", "FW", "QOS"]
    assert [note.code for note in check(verdict, "FW").notes] == ["KO-HV242"]
    found = [(finding.layer, finding.row) for finding in scene.findings(made, outputs)]
    assert found == [("BGP", "X01"), ("RIB-OWN", "X03"), ("FW", "X04"), ("FW", "X04"), ("QOS", "X06")]


def _one_failure_one_cause(row: Row) -> None:
    """Each disturbance fails its own check with its own code, hides no other, and is explained by one cause."""
    scene, made = Scene(calls=row.calls), design(ASHBURN)
    row.disturb(scene)
    outputs = scene.outputs(made, row.between)
    verdict = health.judge(made, outputs)
    name, code, status = row.verdict.split()
    found = check(verdict, name)
    problems = [problem for problem in (found.problem, *found.notes) if problem]
    assert (verdict.status, [problem.code for problem in problems]) == (status, [code]), lines(verdict)
    assert set(_ill(statuses(verdict))) - TOGETHER.get(row.name, set()) <= {name}, lines(verdict)
    findings = [finding for finding in scene.findings(made, outputs) if finding.layer == name]
    assert [f"{finding.row or '-'} {finding.code} {finding.who}" for finding in findings] == [row.cause]
    assert (findings[0].place, findings[0].level) == ("ashburn", "warning" if status == "healthy" else "error")
    _can_be_said(verdict, findings)


def _ill(shown: dict[str, str]) -> list[str]:
    """What fails; and the layers above the first one that does are tested, those below it are not."""
    failed = [name for name, status in shown.items() if status == "fail"]
    layers = [shown[name] for name in LAYERS]
    first = layers.index("fail") if "fail" in layers else len(layers)
    assert layers[:first] == ["pass"] * first
    assert layers[first + 1 :] == ["not tested"] * len(layers[first + 1 :])
    return failed


def _can_be_said(verdict: Any, findings: list[Any]) -> None:
    """Evidence, words in both languages with nothing left open, and no secret."""
    assert findings[0].command
    assert findings[0].lines
    for language in ("en", "ja"):
        said = [*lines(verdict, language), *finding_lines(findings, language), str(as_data(verdict, findings, language))]
        assert not re.search(r"\{\w+\}", "\n".join(said[:-1]))
        assert ASHBURN.password not in "\n".join(said)


@pytest.mark.requirement("TI-53", "TI-61")
def test_x09_names_the_limit_and_what_the_log_says() -> None:
    scene, made = Scene(), design(ASHBURN)
    rows.pe(leak=1000)(scene)
    (found,) = scene.findings(made, scene.outputs(made))
    assert (found.row, found.value, dict(found.details)["limit"], found.command) == ("X09", "Idle (PfxCt)", 50, rows.LOG)
    assert re.search(r"MAXPFX|Maximum Number of Prefixes", found.lines[0])
