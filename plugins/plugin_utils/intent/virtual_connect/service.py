# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The service itself: order, shape of the site, pre-flight (VC-03..VC-14, VC-33, VC-36, VC-50)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...problem import Problem
from ..shown import shown
from ..view import View

TUNNELS = ("dc1", "dc2")


def no_gre(variables: Mapping[str, object]) -> Iterator[Problem]:
    """RX-59: a Yamaha RTX has no GRE tunnel. Told by the variable that says what the host is."""
    for name in ("ansible_network_os", "biztel_platform"):
        given = variables.get(name)
        if isinstance(given, str) and "rtx" in given.rpartition(".")[2].lower():
            yield Problem("KO-VC007", name, shown(given))
            return


def two_tunnels(variables: Mapping[str, object]) -> Iterator[Problem]:
    """VC-03: exactly two tunnels. Looks at the variables as they were given, because the schema drops what it does not know."""
    site = variables["virtual_connect_site"]
    tunnels = site.get("tunnels") if isinstance(site, Mapping) else None
    if isinstance(site, Mapping) and (tunnels is None or isinstance(tunnels, Mapping)):
        got = [shown(name) for name, tunnel in (tunnels or {}).items() if tunnel is not None]
        if sorted(got) != list(TUNNELS):
            yield Problem("KO-VC003", "virtual_connect_site.tunnels", details={"got": ", ".join(got)})


def di_active(site: View) -> Iterator[Problem]:
    """VC-05: the Dedicated Instance lives before the peering request is sent."""
    if site["state"] == "present" and not site["preflight.di_active"]:
        yield site.problem("KO-VC005", "preflight.di_active")


def activated(site: View) -> Iterator[Problem]:
    """VC-36: nothing is sent to a router before Cisco has finished its side."""
    if site["state"] == "present" and site["preflight.activation_status"] != "activated":
        yield site.problem("KO-VC036", "preflight.activation_status")


def single_point_of_failure(site: View) -> Iterator[Problem]:
    """VC-11: one CPE, or two in one place, fail together."""
    first, second = (site.within(f"tunnels.{dc}") for dc in TUNNELS)
    if site["state"] == "absent":
        return
    if first["cpe"] == second["cpe"]:
        yield site.warning("KO-VC011", "tunnels", cpe=first["cpe"])
    elif first["location"] and first["location"] == second["location"]:
        yield site.warning("KO-VC011B", "tunnels", location=first["location"])


def vti_is_unverified(site: View) -> Iterator[Problem]:
    """VC-50: the virtual tunnel interface was never run on a device."""
    if site["ipsec_style"] == "vti":
        yield site.warning("KO-VC050", "ipsec_style")


def revert_minutes(site: View) -> Iterator[Problem]:
    """VC-64: the router must not take back a change that is still coming up."""
    given = site.option("virtual_connect_revert_minutes")
    keepalive, hold = _slowest(site)
    least = max(_LEAST_MINUTES, -(-(_PUSH_SECONDS + _IKE_SECONDS + keepalive + hold) // 60))
    if not least <= given <= _MOST_MINUTES:
        code = "KO-VC064" if given < least else "KO-VC064B"
        details = {"least": least, "most": _MOST_MINUTES, "keepalive": keepalive, "hold": hold}
        yield Problem(code, "virtual_connect_revert_minutes", shown(given), site.host, details=details)


_LEAST_MINUTES, _MOST_MINUTES = 5, 120  #: VC-64, IX-41
_PUSH_SECONDS, _IKE_SECONDS = 30, 30
_USUAL_KEEPALIVE, _USUAL_HOLD = 30, 180  #: seconds until a dead tunnel and a dead BGP session are noticed (VC-64)


def _slowest(site: View) -> tuple[int, int]:
    """Seconds of GRE keepalive and of BGP hold time, of the slower tunnel each; the usual ones are the least."""
    keepalive, hold = _USUAL_KEEPALIVE, _USUAL_HOLD
    for dc in TUNNELS:
        tunnel = site.within(f"tunnels.{dc}")
        keepalive = max(keepalive, tunnel["keepalive.period"] * tunnel["keepalive.retries"])
        hold = max(hold, tunnel["bgp_timers.hold"] if tunnel["bgp_timers"] else 0)
    return keepalive, hold


RAW = [no_gre, two_tunnels]
SITE = [di_active, activated, single_point_of_failure, vti_is_unverified, revert_minutes]
