"""``make docs``: the committed pages are what the generators write, and the page of requirements tells what is proven."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import generate_docs
from tools.pages import requirements

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = {"sizing": {"SZ-01": {"title": "exact arithmetic"}, "SZ-12": {"title": "Erlang B", "open": "comes later"}, "SZ-100": {"title": "more"}}}


def test_the_committed_pages_are_current() -> None:
    done = subprocess.run([sys.executable, "-m", "tools.generate_docs", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty docs folder that the generator takes for its own, with two pages to write."""
    monkeypatch.setattr(generate_docs, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(generate_docs, "pages", lambda: iter([(tmp_path / "docs" / "codes" / "KO-A.md", "a\n"), (tmp_path / "docs" / "b.md", "b\n")]))
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


def _main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["generate_docs", *arguments])
    return generate_docs.main()


def test_a_missing_page_and_a_page_of_no_code_are_told_and_mended(docs: Path, monkeypatch, capsys) -> None:
    (docs / "codes").mkdir()
    (docs / "codes" / "KO-GONE.md").write_text("of a code that no longer exists", encoding="utf-8")
    (docs / "b.md").write_text("old", encoding="utf-8")
    (docs / "architecture.md").write_text("by hand", encoding="utf-8")
    assert _main(monkeypatch, "--check") == 1
    told = [f"not current: docs/{name} (run `make docs`)" for name in ("codes/KO-A.md", "b.md", "codes/KO-GONE.md")]
    assert capsys.readouterr().out.splitlines() == told
    assert not (docs / "codes" / "KO-A.md").exists(), "--check writes nothing"
    assert _main(monkeypatch) == 0
    written = {str(path.relative_to(docs)): path.read_text(encoding="utf-8") for path in docs.rglob("*.md")}
    assert written == {"codes/KO-A.md": "a\n", "b.md": "b\n", "architecture.md": "by hand"}
    assert (_main(monkeypatch, "--check"), capsys.readouterr().out) == (0, "")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with marks at a function, at a class and in a list of marks, and a scenario."""
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    (tmp_path / "molecule").mkdir()
    marks = 'pytestmark = [pytest.mark.requirement("SZ-01")]\n@pytest.mark.requirement("SZ-01", "VC-07")\ndef test_it(): ...\n'
    (tmp_path / "tests" / "unit" / "test_a.py").write_text(marks, encoding="utf-8")
    (tmp_path / "molecule" / "verify.yml").write_text("- name: Sees it [VC-07, SZ-100]\n- name: Sees [brackets]\n", encoding="utf-8")
    return tmp_path


def test_proofs_are_the_files_that_name_an_id(project: Path) -> None:
    assert requirements.proofs(project) == {
        "SZ-01": ["tests/unit/test_a.py"], "VC-07": ["tests/unit/test_a.py", "molecule/verify.yml"], "SZ-100": ["molecule/verify.yml"]
    }


def test_an_id_that_is_not_written_out_is_refused(project: Path) -> None:
    (project / "tests" / "test_b.py").write_text('@mark.requirement(*(f"VC-{n}" for n in range(68, 77)))\ndef test_it(): ...\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"test_b.py:1: write the IDs of the mark out"):
        requirements.proofs(project)


def test_the_page_tells_the_proofs_or_the_reason() -> None:
    page = requirements.text(CATALOGUE, {"SZ-01": ["tests/a.py", "tests/b.py"]})
    assert page.splitlines()[4:] == [
        "## sizing", "", "| ID | requirement | proven by |", "|---|---|---|", "| SZ-01 | exact arithmetic | `tests/a.py`<br>`tests/b.py` |",
        "| SZ-12 | Erlang B | open: comes later |", "| SZ-100 | more | open: no test yet |",
    ]


def test_unproven_is_what_has_neither_a_test_nor_a_reason() -> None:
    assert requirements.unproven(CATALOGUE, {"SZ-01": ["tests/a.py"]}) == ["SZ-100"]


def test_every_requirement_of_the_collection_has_a_test_or_a_reason() -> None:
    wanted, proven = requirements.catalogue(), requirements.proofs()
    assert requirements.unproven(wanted, proven) == []
    assert [number for entries in wanted.values() for number, entry in entries.items() if entry.get("open") and number in proven] == []
