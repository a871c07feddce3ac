"""report.yml for Twilio Interconnect, as users run it: a sheet for each site, at any time, without a login and without a secret."""

from __future__ import annotations

import pytest
import yaml

from tests.integration.branch import INVENTORY
from tests.integration.command_line import CommandLine

SYSTEM = {"onramp_system": "interconnect"}


@pytest.mark.requirement("TI-10", "TI-12", "TI-23", "TI-80")
def test_report_yml_writes_a_sheet_for_each_site_and_logs_in_nowhere(ansible: CommandLine) -> None:
    sheets = ansible.folder / "sheets"
    options = {**SYSTEM, "interconnect_handoff_dir": str(sheets)}
    ansible.playbook("report.yml", "--check", **options).good()
    assert not sheets.exists()
    run = ansible.playbook("report.yml", "-vvv", **options).good()
    assert run.of("changed") == {"fukuoka-r1": 1}
    texts = {path.name: path.read_text(encoding="utf-8") for path in sheets.iterdir()}
    assert set(texts) == {"fukuoka-sbc.md", "osaka-sbc.md"}
    assert "| CE | osaka-r1 | osaka-r1 |" in texts["osaka-sbc.md"]
    assert "VPN id: EXAMPLE-4711\n" in texts["fukuoka-sbc.md"] and "`{trunk}.pstn.ashburn-ix.twilio.com`" in texts["fukuoka-sbc.md"]
    assert "-sbc-ashburn-bgp" not in run.text + "".join(texts.values())
    assert ansible.playbook("report.yml", **options).good().of("changed") == {"fukuoka-r1": 0}
    assert ansible.heard() == {}


@pytest.mark.requirement("TI-12")
def test_a_site_without_twilios_answer_has_its_sheet_in_japanese(ansible: CommandLine) -> None:
    site = yaml.safe_load((INVENTORY / "group_vars" / "fukuoka_sbc.yml").read_text(encoding="utf-8"))["interconnect_site"]
    del site["twilio_routes"], site["preflight"], site["contact"]
    ansible.overlay("fukuoka_sbc", interconnect_site=site)
    sheets = ansible.folder / "sheets"
    ansible.playbook("report.yml", **SYSTEM, interconnect_handoff_dir=str(sheets), onramp_language="ja").good()
    text = (sheets / "fukuoka-sbc.md").read_text(encoding="utf-8")
    assert "## インベントリで不足・誤りのある項目（2 件）" in text
    assert "interconnect_site.twilio_routes" in text and "- `interconnect_site.contact`: 連絡先\n" in text
    assert "- [ ] お客様と Twilio がそれぞれ" in text and "## 構成図" not in text
