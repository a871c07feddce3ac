# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is used at the branch, and whether its line can carry it (BZ-03, BZ-07, BZ-08, BZ-09, BZ-11)."""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import Problem
from ..view import View
from .networks import SHORTEST, could_serve

_VOICE = ("plain", "encrypted", "webrtc")
_SHARED = ("map_e", "ds_lite")


def voice(site: View) -> Iterator[Problem]:
    """BZ-07: without a voice variant there is nothing to open."""
    if not any(site[f"features.{variant}"] for variant in _VOICE):
        yield site.problem("KO-BZ007", "features", variants=", ".join(_VOICE))


def ios_destinations(site: View) -> Iterator[Problem]:
    """BZ-08: Apple's addresses change, so none is built in."""
    if site["features.uniconnect_ios"] and not site["ios_push_destinations"]:
        yield site.problem("KO-BZ008", "ios_push_destinations", because=site.at("features.uniconnect_ios"))


def ios_addresses(site: View) -> Iterator[Problem]:
    """BZ-20: a destination of push messages is no more any than BIZTEL's own are."""
    for position, entry in enumerate(site["ios_push_destinations"]):
        given = entry.get("address")
        if given is not None and not could_serve(given):
            yield site.problem("KO-BZ008B", f"ios_push_destinations[{position}].address", value=given, shortest=SHORTEST)


def line(site: View) -> Iterator[Problem]:
    """BZ-09: ports can be opened where nobody shares them; a wire is better than the air."""
    kind = site["wan.type"]
    if kind == "wireless":
        yield site.warning("KO-BZ009C", "wan.type")
    elif kind in _SHARED and not site["wan.dedicated_ports"]:
        yield site.problem("KO-BZ009", "wan.type")
    elif kind == "ipoe_fixed_ip" and not site["wan.dedicated_ports"]:
        yield site.problem("KO-BZ009B", "wan.dedicated_ports", kind=kind)


def ipv4(site: View) -> Iterator[Problem]:
    """BZ-03: BIZTEL has no IPv6."""
    if not site["wan.ipv4"]:
        yield site.problem("KO-BZ003B", "wan.ipv4")


def proxy(site: View) -> Iterator[Problem]:
    """BZ-11: softphones do not start behind a proxy."""
    if site["wan.proxy_in_path"]:
        yield site.problem("KO-BZ011", "wan.proxy_in_path")


SITE = [voice, ios_destinations, ios_addresses, line, ipv4, proxy]
