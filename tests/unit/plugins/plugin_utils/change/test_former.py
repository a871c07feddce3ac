"""The way back out of a journal: what is kept, what is refused, and secrets that stay closed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.former import remember, way_back
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.journal import Journal
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.outcome import Job, Plan
from ansible_collections.kyoten.onramp.plugins.plugin_utils.change.seal import Seal
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.change import plan as plan_change
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import OnrampError
from tests.unit.plugins.plugin_utils.config.model import Router
from tests.unit.plugins.plugin_utils.config.sites import DRIVER, ONE_CPE, Site
from tests.unit.plugins.plugin_utils.config.test_properties import base_of

RUN, LATER = "20261127T084258Z-1f3a", "20261127T094258Z-2f3b"
SITE = ONE_CPE.but(wan_acl="WAN-IN")
BASE = base_of(SITE, False, "")


def keys(site: Site, psk: str) -> Site:
    """The site with other pre-shared keys."""
    return site.but(tunnels=tuple(type(tunnel)(**{**tunnel.__dict__, "psk": psk}) for tunnel in site.tunnels))


def changed(folder: Path, running: str, site: Site, run: str = RUN, seal: Seal | None = None, undoes: str = "") -> Router:
    """A router after ``run`` has brought it to ``site``, and the journal's entry of it."""
    job = Job("r1", DRIVER, [site.part()], undoes=undoes)
    change = plan_change(DRIVER, running, job.parts)
    journal = Journal(folder, "r1", run)
    journal.write("arming", back=remember(job, Plan(running, change), seal))
    journal.write("done", status="changed")
    return Router(running).run(change.commands)


def back(folder: Path, router: Router, run: str = RUN, seal: Seal | None = None) -> list[str]:
    """The commands of the way back."""
    job = way_back("r1", Journal(folder, "r1", run), run, seal)
    return plan_change(DRIVER, router.text(), job.parts).commands if job else []


def refused(*args: Any, **kwargs: Any) -> list[str]:
    """The codes of a refusal."""
    with pytest.raises(OnrampError) as caught:
        back(*args, **kwargs)
    return [problem.code for problem in caught.value.problems]


def test_an_installation_is_taken_back_without_any_secret_kept(tmp_path: Path) -> None:
    after = changed(tmp_path, BASE, SITE)
    assert after.run(back(tmp_path, after)).state()["inner"].keys() == Router(BASE).state()["inner"].keys()
    assert "psk-" not in next(tmp_path.glob("*.jsonl")).read_text()


def test_a_change_without_secrets_is_taken_back_and_the_standing_ones_are_left(tmp_path: Path) -> None:
    before = Router(BASE).run(plan_change(DRIVER, BASE, [SITE.part()]).commands)
    after = changed(tmp_path, before.text(), SITE.but(mtu=1374))
    commands = back(tmp_path, after)
    assert commands and not [line for line in commands if "pre-shared-key" in line or "<secret>" in line]
    assert Router(after.text()).run(commands).state() == before.state()


@pytest.mark.requirement("VC-43")
def test_an_old_key_comes_back_only_out_of_a_sealed_journal(tmp_path: Path) -> None:
    before = Router(BASE).run(plan_change(DRIVER, BASE, [keys(SITE, "old-key").part()]).commands)
    after = changed(tmp_path / "open", before.text(), keys(SITE, "new-key"))
    assert refused(tmp_path / "open", after) == ["KO-RO006"]
    changed(tmp_path / "sealed", before.text(), keys(SITE, "new-key"), seal=Seal("password", RUN))
    text = next((tmp_path / "sealed").glob("*.jsonl")).read_text()
    assert "old-key" not in text and "new-key" not in text and json.loads(text.splitlines()[0])["facts"]["back"]["sealed"] is True
    assert refused(tmp_path / "sealed", after) == ["KO-RO009"]
    assert refused(tmp_path / "sealed", after, seal=Seal("another", RUN)) == ["KO-RO009"]
    assert after.run(back(tmp_path / "sealed", after, seal=Seal("password", RUN))).state() == before.state()


def test_a_run_that_changed_nothing_here_has_no_way_back(tmp_path: Path) -> None:
    changed(tmp_path, BASE, SITE)
    assert way_back("r1", Journal(tmp_path, "r1", LATER), LATER, None) is None


def test_a_later_change_stands_in_the_way_until_it_is_taken_back(tmp_path: Path) -> None:
    one = changed(tmp_path, BASE, SITE)
    two = changed(tmp_path, one.text(), SITE.but(mtu=1374), LATER)
    assert refused(tmp_path, two) == ["KO-RO010"]
    three = changed(tmp_path, two.text(), SITE, "20261127T104258Z-3f3c", undoes=LATER)
    assert three.run(back(tmp_path, three)).state()["inner"].keys() == Router(BASE).state()["inner"].keys()
