# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Profiles, persistence and rules: what would break a long call, and what would be done twice (SB-09 to SB-14, SB-19)."""

from __future__ import annotations

from collections.abc import Iterator

from ...problem import Problem
from ..view import View

_TIMER_C = 180  #: seconds (RFC 3261 16.6)
_INSERTS = {"insert_via_header": "Via", "insert_record_route_header": "Record-Route"}
_PARENTS = {"udp_profile.name": "udp", "sip_profile.name": "sip", "persistence.name": "sip_info"}  #: of ours, in Common
_ONE_NAMESPACE = (("irule.request_name", "irule.response_name"), ("udp_profile.name", "sip_profile.name"))


def outlives_calls(site: View) -> Iterator[Problem]:
    """A binding must outlive the silence within a call (SB-11)."""
    timeout = site["persistence.timeout"]
    for key in ("longest_call_s", "session_timer_s"):
        if timeout < site[key]:
            yield site.warning("KO-SB011", "persistence.timeout", other=site.at(key), seconds=site[key])


def outlives_ringing(site: View) -> Iterator[Problem]:
    """A flow must outlive a phone that rings (SB-12)."""
    if site["udp_profile.idle_timeout"] <= _TIMER_C:
        yield site.warning("KO-SB012", "udp_profile.idle_timeout", least=_TIMER_C + 1)


def once(site: View) -> Iterator[Problem]:
    """What the rules insert the profile does not (SB-19)."""
    for option, header in _INSERTS.items():
        if site[f"sip_profile.{option}"]:
            yield site.problem("KO-SB019", f"sip_profile.{option}", header=header)


def ends_flows(site: View) -> Iterator[Problem]:
    """The end of one call is not the end of the others of the same client (SB-09)."""
    if site["sip_profile.terminate_on_bye"]:
        yield site.warning("KO-SB009", "sip_profile.terminate_on_bye")


def own_objects(site: View) -> Iterator[Problem]:
    """What was delivered with the BIG-IP serves everybody: ours are children of it, never itself, however much is taken over (SB-09, SB-10)."""
    for key, parent in {**_PARENTS, "pool.monitor.name": site["pool.monitor.type"]}.items():
        if (site["partition"], site[key]) == ("Common", parent):
            yield site.problem("KO-SB009B", key)


def names_differ(site: View) -> Iterator[Problem]:
    """Two objects of one kind have two names (SB-14)."""
    for first, second in _ONE_NAMESPACE:
        if site[first] == site[second]:
            yield site.problem("KO-SB014", second, other=site.at(first))


def rules_as_wished(site: View) -> Iterator[Problem]:
    """The guide's own logic, and a line of log per message, are for comparison and for a search (SB-41, SB-43 to SB-61)."""
    if site["irule.strict_guide"]:
        yield site.warning("KO-SB043", "irule.strict_guide")
        if site["virtual.port"] != 5060:
            yield site.problem("KO-SB048", "virtual.port", because=site.at("irule.strict_guide"))
    if site["irule.debug_log"]:
        yield site.warning("KO-SB041", "irule.debug_log")


SITE = [outlives_calls, outlives_ringing, once, ends_flows, own_objects, names_differ, rules_as_wished]
