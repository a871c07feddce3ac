# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Calls against ports and queues (TI-44..TI-46, SZ-05, SZ-14..SZ-18). All arithmetic is that of the design room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from ...design.interconnect.size import frame_kbps, ports_of, rate_of, share
from ...design.packet import show
from ...problem import OnrampError, Problem
from ..view import Absent, View
from .forms import ports_of as span_of
from .service import locations

_MOST_PERCENT = 95  #: the rest is BGP's and everybody else's (TI-45)
_MOST_MBPS = 1_000_000  #: more is a slip of the pen, and told as no port's size (TI-06)


def call(site: View) -> Iterator[Problem]:
    """SZ-05, SZ-15: codec, packet time and method fit each other."""
    _needed(site)
    try:
        rate_of(site.data)
    except OnrampError as error:
        yield from (replace(problem, path=site.at(problem.path), host=site.host) for problem in error.problems)


def _needed(site: View) -> None:
    site.require(*(f"sizing.{name}" for name in ("concurrent_calls", "codec", "ptime_ms", "srtp_tag", "opus_kbps", "method", "ceiling")))
    for connection in site.each("connections"):
        connection.require("location", "mbps")


def ports(site: View) -> Iterator[Problem]:
    """TI-44: each port carries all that is left to it when a location is lost."""
    _sound(site)
    tell = site.warning if site["sizing.accept_too_small"] else site.problem
    for position, port in enumerate(ports_of(site.data)):
        if port["location"] not in locations():
            continue
        if port["wanted_mbps"] is None:
            yield tell("KO-TI044B", f"connections[{position}].mbps", value=port["mbps"], **port)
        elif not port["fits"]:
            yield tell("KO-TI044", f"connections[{position}].mbps", value=port["mbps"], **port)


def queues(site: View) -> Iterator[Problem]:
    """TI-45: the priority queue holds the calls, and leaves something."""
    if not site["qos.enabled"]:
        return
    voice, signalling = site["qos.voice_percent"], site["qos.signalling_percent"]
    if voice + signalling > _MOST_PERCENT:
        yield site.problem("KO-TI045C", "qos.voice_percent", value=voice + signalling, most=_MOST_PERCENT)
    _sound(site)
    needed = frame_kbps(site.data) * share(site.data) / 1000
    for mbps in sorted({connection["mbps"] for connection in site.each("connections")}):
        queue = Fraction(voice * mbps, 100)
        if queue < needed:
            tell = site.warning if site["sizing.accept_too_small"] else site.problem
            yield tell("KO-TI045", "qos.voice_percent", mbps=mbps, queue=show(queue), calls=share(site.data), needed=show(needed))


def media_ports(site: View, device: View) -> Iterator[Problem]:
    """TI-46: two ports for a call, begun at an even one (RFC 3550)."""
    wanted, span = -(-2 * site["sizing.concurrent_calls"] // len(site["border_devices"])), span_of(device["media_ports"])
    held = span["last"] - span["first"] + 1
    if held < wanted:
        yield device.problem("KO-TI046B", "media_ports", held=held, wanted=wanted)
    if span["first"] % 2:
        yield device.warning("KO-TI046C", "media_ports")


def _sound(site: View) -> None:
    """End the rule where the call was refused, or a size that no port ever has: that is told."""
    if list(call(site)) or any(not 0 < connection["mbps"] <= _MOST_MBPS for connection in site.each("connections")):
        raise Absent("sizing")


SITE = [call, ports, queues]
DEVICE = [media_ports]
