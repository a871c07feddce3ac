# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VC-76 MTU: our sizes are the intent's, the device's own ``plaintext mtu`` leaves room for them, and a packet of full size gets through.

Where the device's number is not the formula's (SZ-11), MTU and MSS are computed again from the device's (IX-74, SZ-20).
"""

from __future__ import annotations

from collections.abc import Iterator

from ....problem import Problem
from ...parsers import ping, section
from ...rule import FailedError, Rule
from ...samples import UnreadableError
from .. import commands
from ..subject import Subject
from .esp import flow_of

_GRE, _IP_TCP = 24, 40
_USUAL_IP_MTU, _USUAL_MSS = 1400, 1350  #: SZ-20


def sizes_of(subject: Subject) -> Iterator[tuple[str, str, int]]:
    """(keyword, as configured, as intended) of each size of the interface that is not the intent's; none for a user who may not see them."""
    lines = subject.samples.read_or_empty(commands.interface_config(subject.tunnel["interface"]), section.parse)
    for keyword, expected in (("ip mtu", subject.tunnel["ip_mtu"]), ("ip tcp adjust-mss", subject.tunnel["mss"])):
        actual = section.setting(lines, keyword)
        if lines and actual != str(expected):
            yield keyword, actual or "-", expected


def _judge(subject: Subject) -> list[Problem]:
    for keyword, actual, expected in sizes_of(subject):
        command = commands.interface_config(subject.tunnel["interface"])
        raise FailedError("KO-HV094", actual, keyword=keyword, expected=expected, carries=True, command=command, line=f"{keyword} {actual}")
    flow = flow_of(subject.tunnel, subject.samples)
    if flow is None or flow.plaintext_mtu is None:
        raise UnreadableError(commands.IPSEC_SA, "no plaintext mtu in it")
    device, formula, ip_mtu = flow.plaintext_mtu, subject.tunnel["plaintext_mtu"], subject.tunnel["ip_mtu"]
    fitting = min(_USUAL_IP_MTU, device - _GRE)
    mss = min(_USUAL_MSS, fitting - _IP_TCP)
    if ip_mtu > device - _GRE:
        line = f"plaintext mtu {device}"
        raise FailedError("KO-HV090", ip_mtu, device=device, ip_mtu=fitting, mss=mss, carries=True, command=commands.IPSEC_SA, line=line)
    _full_size(subject)
    if device == formula:
        return []
    return [subject.note("KO-HV092" if device < formula else "KO-HV093", device, formula=formula, ip_mtu=fitting, mss=mss)]


def _full_size(subject: Subject) -> None:
    command = commands.full_size_ping(subject.tunnel)
    results = subject.samples.read(command, ping.parse)
    if not results:
        raise UnreadableError(command, "no result in it")
    result = results[-1]
    if not result.received:
        line = f"Success rate ({result.received}/{result.sent})" + (", M" if result.too_big else "")
        raise FailedError("KO-HV091", subject.tunnel["ip_mtu"], command=command, line=line, carries=True)


RULE = Rule("MTU", "VC-76", _judge, last=lambda tunnel: [commands.full_size_ping(tunnel), commands.interface_config(tunnel["interface"])])
