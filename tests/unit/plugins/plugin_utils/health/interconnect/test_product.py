"""What the product renders for the lab's sites is healthy by the product's own checks: rendering and health agree about every name and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.model import Touch
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health import interconnect as health
from ansible_collections.kyoten.onramp.plugins.plugin_utils.health.show import lines
from ansible_collections.kyoten.onramp.plugins.plugin_utils.pipeline import check_all, designs, job
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from tests.lab.clock import Clock
from tests.lab.head_end import World
from tests.lab.ios_xe.router import Router
from tests.lab.topology import interconnect_routers, site_routers
from tests.unit.lab.interconnect_support import ASHBURN, Sites

from .scene import Scene

VARIABLES = next(folder for folder in Path(__file__).parents if (folder / "inventories").is_dir()) / "inventories" / "lab" / "group_vars"


class Rendered(Sites):
    """The routers as delivered, with what the product renders for them instead of the reference."""

    def __init__(self, made: dict[str, dict[str, Any]]) -> None:
        self.clock = Clock()
        self.world = World(self.clock)
        self.routers = {}
        plans = {plan.name: plan for plan in [*site_routers(), *interconnect_routers(2)]}
        for host, design in made.items():
            router = self.routers[host] = Router(host, plans[host].startup, self.clock)
            router.world = self.world
            self.world.attach(router)
            (part,) = job(host, [design]).parts
            assert router.configure(part.intended) == []
        self.clock.advance(60)


def designs_of(site: str, state: str = "present") -> dict[str, dict[str, Any]]:
    """The designs of a site of the lab's inventory, by host."""
    variables = {
        **yaml.safe_load((VARIABLES / "interconnect.yml").read_text(encoding="utf-8")),
        **yaml.safe_load((VARIABLES / f"{site}.yml").read_text(encoding="utf-8")),
    }
    variables["interconnect_site"]["state"] = state
    hosts = {each["ce"] for each in variables["interconnect_site"]["connections"]}
    intents, problems = check_all(["interconnect"], dict.fromkeys(hosts, variables))
    assert not errors(problems), problems
    return {host: designs(["interconnect"], intents, host)[0] for host in sorted(hosts)}


def scenes(site: str) -> Iterator[tuple[Scene, dict[str, Any]]]:
    """Each router of the site under the product's configuration, with calls."""
    made = designs_of(site)
    scene = object.__new__(Scene)
    scene.lab, scene.edits = Rendered(made), {}
    first, *_others = made.values()
    scene.lab.world.interconnect.sites[first["site"]].calls = 100
    for design in made.values():
        yield scene, design


@pytest.mark.requirement("TI-60", "TI-61", "TI-62", "TI-63", "TI-64", "TI-65", "TI-66", "TI-67", "TI-68")
@pytest.mark.parametrize("site", ["fukuoka_sbc", "osaka_sbc"])
def test_what_the_product_renders_is_healthy(site: str) -> None:
    verdicts = []
    for scene, design in scenes(site):
        verdict = health.judge(design, scene.outputs(design))
        assert verdict.status == "healthy", lines(verdict)
        verdicts.append(verdict)
    whole = health.site_verdict(verdicts)
    assert (whole.status, whole.checks[0].line) == ("healthy", "ashburn, san-jose"), lines(whole)


@pytest.mark.requirement("TI-57")
@pytest.mark.parametrize("site", ["fukuoka_sbc", "osaka_sbc"])
def test_what_stands_is_recognised_and_the_other_ce_carries(site: str) -> None:
    for scene, design in scenes(site):
        running = "\n".join(f" description {each['mark']}" for each in design["connections"])
        assert health.standing(design, running) == {each["location"] for each in design["connections"]}
        assert health.healthy_peer(design, scene.outputs(design)) is None


@pytest.mark.requirement("TI-68")
def test_a_site_that_is_to_go_is_absent() -> None:
    for gone in designs_of("fukuoka_sbc", "absent").values():
        running = f" description {gone['mark']}:ashburn"
        assert (health.rounds(gone), health.watched(gone), health.judge(gone, []).status) == ([], [], "absent")
        assert health.diagnose(gone, health.judge(gone, []), [], {}) == []
        touched = [Touch(f"interface {ASHBURN.interface}", "removed"), Touch("ip access-list extended TI-RTP", "removed")]
        assert [health.interrupted(gone, running, each) for each in (touched, touched[1:])] == [{"ashburn"}, set()]
