# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The service itself: carrier, agreements, locations, ports, edges, and how old Twilio's data are (TI-01..TI-16, TI-48)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...design.data import load
from ...design.interconnect.published import BLOCKS, media_range, published
from ...design.ports import offered
from ...problem import Problem
from ..near import nearest
from ..shown import shown
from ..view import Rule, View
from .forms import LEAST_MEDIA, MOST_PORT
from .replaced import replaced

_MOST_DAYS = 180  #: TI-15
_LAYER = 3
_CROSSCONNECT = ("ashburn", "san-jose", "singapore")  #: where Twilio has meet-me rooms (TI-16)
_LEAST_MINUTES, _MOST_MINUTES = 5, 120  #: IX-41


def locations() -> list[str]:
    """Where Twilio offers ports, as an inventory names them (TI-07)."""
    return [name.replace("_", "-") for name in load("interconnect_ports")["locations"]]


def carrier(site: View) -> Iterator[Problem]:
    """TI-01: an MPLS-VPN of a carrier with which Twilio works."""
    given = site["carrier"]
    known = [each["name"] for each in published(replaced(site))["carriers"]["values"]]
    if site["transport"] == "mpls" and given is None:
        yield site.problem("KO-TI001B", "carrier", known=", ".join(known))
    elif site["transport"] == "mpls" and given not in known and not site["carrier_unlisted_ok"]:
        yield site.problem("KO-TI001", "carrier", value=shown(given), known=", ".join(known))


def layer(site: View) -> Iterator[Problem]:
    """TI-09: routed, not switched."""
    if site["transport"] == "mpls" and site["service_layer"] != _LAYER:
        yield site.problem("KO-TI009", "service_layer")


def agreed(site: View) -> Iterator[Problem]:
    """TI-10: without the extranet agreement nothing passes; the other steps of TI-12 only make one wait."""
    if site["transport"] == "mpls" and not site["preflight.extranet_agreement"]:
        yield site.problem("KO-TI010", "preflight.extranet_agreement")
    for step, code in (("routes_announced", "KO-TI012"), ("bandwidth_told", "KO-TI012B")):
        if not site[f"preflight.{step}"]:
            yield site.warning(code, f"preflight.{step}")


def known_location(site: View, connection: View) -> Iterator[Problem]:
    """TI-07, TI-16: a location that Twilio has for this transport."""
    known = locations() if site["transport"] == "mpls" else list(_CROSSCONNECT)
    if connection["location"] not in known:
        yield connection.problem("KO-TI007", "location", value=shown(connection["location"]), known=", ".join(known))


def port(_site: View, connection: View) -> Iterator[Problem]:
    """TI-06: a size that is offered at the location."""
    table, mbps, location = load("interconnect_ports"), connection["mbps"], connection["location"]
    every = sorted([*table["everywhere"], *table["only"]])
    if mbps not in every:
        yield connection.problem("KO-TI006B", "mbps", known=", ".join(map(str, every)))
    elif location in locations() and mbps not in offered(location.replace("-", "_")):
        places = ", ".join(place.replace("_", "-") for place in table["only"][mbps])
        yield connection.problem("KO-TI006", "mbps", known=places)


def two_locations(site: View) -> Iterator[Problem]:
    """TI-08: two ports in one place fail together."""
    places = {connection["location"] for connection in site.each("connections")}
    if len(places) == 1 and site["accept_single_location"]:
        yield site.warning("KO-TI008B", "connections", value=places.pop())
    elif len(places) == 1:
        yield site.problem("KO-TI008", "connections", value=places.pop())


def edges(site: View) -> Iterator[Problem]:
    """TI-20, TI-23, TI-48: edges exist, roaming is none, and each fits a location of the site and each location has its edge."""
    known = {edge["name"] for edge in published(replaced(site))["edges"]["values"]}
    places = [connection["location"] for connection in site.each("connections")]
    for position, edge in enumerate(site["edges"]):
        if edge not in known:
            near = nearest(edge, sorted(known))
            details = {"known": ", ".join(sorted(known)), "near": f" ({near}?)" if near else ""}
            yield site.problem("KO-TI048C" if edge == "roaming" else "KO-TI048B", f"edges[{position}]", value=shown(edge), **details)
        elif edge.removesuffix("-ix") not in places:
            yield site.warning("KO-TI048", f"edges[{position}]", value=edge, locations=", ".join(places))
    for place in dict.fromkeys(places):
        if f"{place}-ix" in known and f"{place}-ix" not in site["edges"]:
            yield site.warning("KO-TI024", "edges", value=f"{place}-ix", location=place)


def age(today: date | None = None) -> Rule:
    """TI-15: a rule that Twilio's data are not older than half a year; ``today`` is the controller's day unless given."""

    def _rule(site: View) -> Iterator[Problem]:
        blocks, now = published(replaced(site)), today or date.today()
        old = [name for name in BLOCKS if (now - date.fromisoformat(blocks[name]["as_of"])).days > _MOST_DAYS]
        if old:
            first = min(str(blocks[name]["as_of"]) for name in old)
            details = {"blocks": ", ".join(old), "as_of": first, "most": _MOST_DAYS}
            yield Problem("KO-TI015", "interconnect_twilio_data", None, site.host, "warning", details)

    return _rule


def media_ports(site: View) -> Iterator[Problem]:
    """TI-21, TI-46: Twilio's ports of media, where an inventory replaces them, run from the first to the last."""
    media = media_range(replaced(site))
    if media["first"] > media["last"]:
        details = {"least": LEAST_MEDIA, "most": MOST_PORT}
        yield Problem("KO-TI046", "interconnect_twilio_data.media.values", f"{media['first']}-{media['last']}", site.host, details=details)


def revert_minutes(site: View) -> Iterator[Problem]:
    """TI-57: the router must not take back a change that is still coming up."""
    given = site.option("interconnect_revert_minutes")
    if not _LEAST_MINUTES <= given <= _MOST_MINUTES:
        details = {"least": _LEAST_MINUTES, "most": _MOST_MINUTES}
        yield Problem("KO-TI057", "interconnect_revert_minutes", shown(given), site.host, details=details)


SITE = [carrier, layer, agreed, two_locations, edges, age(), media_ports, revert_minutes]
CONNECTION = [known_location, port]
