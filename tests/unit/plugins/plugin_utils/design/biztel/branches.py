"""Branches of BIZTEL for the tests of design and template: every variant of the requirements page, on both platforms."""

from __future__ import annotations

from copy import deepcopy
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.kyoten.onramp.plugins.plugin_utils.design.biztel import design
from ansible_collections.kyoten.onramp.plugins.plugin_utils.intent import check
from ansible_collections.kyoten.onramp.plugins.plugin_utils.problem import errors
from ansible_collections.kyoten.onramp.plugins.plugin_utils.render import render

FIXTURES = Path(__file__).parents[4] / "fixtures"
FEATURES = ("plain", "encrypted", "webrtc", "hardphone", "recording", "uniconnect_android", "uniconnect_ios")
VARIANTS = {
    "plain": ("plain",), "encrypted": ("encrypted",), "webrtc": ("webrtc",), "plain_encrypted": ("plain", "encrypted"),
    "all": ("plain", "encrypted", "webrtc"),
}  # fmt: skip
OPTIONS = {"none": (), "hard_phones": ("hardphone",), "recording": ("recording",), "uniconnect": ("uniconnect_android", "uniconnect_ios")}
PUSH = [{"address": "17.0.0.0/8", "proto": "tcp", "ports": "443,5223"}]
_REFERENCE: dict[str, Any] = yaml.safe_load((FIXTURES / "biztel_sites" / "rtx.yml").read_text(encoding="utf-8"))


def branch(features: tuple[str, ...] = ("plain", "hardphone"), vpn: bool = False, platform: str = "yamaha_rtx", **changes: Any) -> dict[str, Any]:
    """The variables of a branch; ``changes`` are dotted by two underscores, such as ``qos__mode``."""
    given = deepcopy(_REFERENCE)
    site = given["biztel_site"]
    site["features"] = {name: name in features for name in FEATURES}
    site["contract"].update(recording_ip="203.0.113.20", uniconnect_ip="203.0.113.30")
    site["contract"].update(vpn_option=vpn, server_ip="100.64.0.10" if vpn else "203.0.113.10")
    site["ios_push_destinations"] = PUSH
    if vpn:
        site["rtx"]["closed_network"] = {"kind": "tunnel", "number": 3}
        site["fortios"] = {"closed_network": ["biztel-vpn"]}
    for path, value in changes.items():
        *parents, last = path.split("__")
        inner = site
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[last] = value
    return {**given, "biztel_platform": platform}


def designed(given: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Through intent and design, as a run does it."""
    intents, problems = check("biztel", {"r1": {**given, **options}})
    assert not errors(problems), errors(problems)
    return design(intents["r1"], "r1")


def text_of(made: dict[str, Any]) -> str:
    """What a device is to have, to be read: lines of an RTX, or one object a line."""
    if made["platform"] == "yamaha_rtx":
        return render("biztel", "yamaha_rtx", made)
    return "".join(f"{each['table']} {_object(each['object'])}\n" for each in made["objects"])


def _object(wanted: dict[str, Any]) -> str:
    return " ".join(f"{key}={_value(value)}" for key, value in wanted.items())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ",".join(str(each.get("name", each)) for each in value) + "]"
    return f'"{value}"' if " " in str(value) else str(value)


def golden(platform: str, variant: str, vpn: bool) -> str:
    """One file of golden text: the four options of a variant."""
    parts = []
    for option, features in OPTIONS.items():
        made = designed(branch((*VARIANTS[variant], *features), vpn, platform))
        parts.append(f"### {option}\n{text_of(made)}")
    return "".join(parts)


GOLDEN = list(product(("yamaha_rtx", "fortios"), VARIANTS, (False, True)))


def golden_path(platform: str, variant: str, vpn: bool) -> Path:
    """Where it stands."""
    return FIXTURES / "golden_biztel" / f"{platform}_{variant}_{'vpn' if vpn else 'internet'}.txt"


if __name__ == "__main__":  # after a change that is wanted (python -m …design.biztel.branches); then read the difference
    for each in GOLDEN:
        golden_path(*each).write_text(golden(*each), encoding="utf-8")
