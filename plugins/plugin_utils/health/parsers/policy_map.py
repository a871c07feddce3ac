# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show policy-map interface X [output]`` (IX-27): which policies are in force, and what each class has dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import blocks, body, number

_POLICY = re.compile(r"Service-policy (input|output):\s*(\S+)", re.IGNORECASE)
_CHILD = re.compile(r"Service-policy\s*:\s*(\S+)", re.IGNORECASE)
_QUEUE = re.compile(r"Class-map:\s*(\S+)|queue stats for all priority classes", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z][\w-]*\d[\w/.:-]*$", re.ASCII)


@dataclass(frozen=True)
class PolicyClass:
    """One class of ``policy``; without a name the queue that its priority classes share. Drops are packets since the counters were cleared.

    ``shape`` is a rate in bit/s, None where the class is not shaped.
    """

    policy: str
    name: str
    packets: int = 0
    drops: int = 0
    shape: int | None = None


@dataclass(frozen=True)
class InterfacePolicy:
    """What is attached to one direction of one interface, with the classes of the policy and of those inside it, in order."""

    interface: str
    direction: str
    name: str
    classes: tuple[PolicyClass, ...]


def parse(text: str) -> list[InterfacePolicy]:
    """Every policy that is attached."""
    lines = body(text, re.compile(f"{_POLICY.pattern}|{_NAME.pattern}", re.IGNORECASE))
    names = [line for index, line in enumerate(lines) if _NAME.match(line) and _POLICY.match("".join(lines[index + 1 : index + 2]))]
    found = blocks(lines, _POLICY)
    return [_policy(names[min(index, len(names) - 1)] if names else "", block) for index, block in enumerate(found)]


def _policy(interface: str, block: list[str]) -> InterfacePolicy:
    head = _POLICY.match(block[0])
    direction, name = (head[1].lower(), head[2]) if head else ("", "")
    classes, inside = [], name
    for queue in blocks(block, _QUEUE):
        classes.append(_class(inside, queue))
        inside = next((child[1] for line in queue if (child := _CHILD.match(line))), inside)
    return InterfacePolicy(interface, direction, name, tuple(classes))


def _class(policy: str, block: list[str]) -> PolicyClass:
    """A priority class tells its drops by the rate that it exceeded, its queue by what did not fit: the same packets (IX-27)."""
    head, text = _QUEUE.match(block[0]), "\n".join(block[1:])
    queued = number(r"\(queue depth/total drops/no-buffer drops\)\s*\d+/(\d+)/", text)
    exceeded = number(r"b/w exceed drops:\s*(\d+)", text)
    packets, shape = number(r"^(\d+) packets,", text), number(r"shape \(average\) cir (\d+)", text)
    return PolicyClass(policy, (head[1] or "") if head else "", packets or 0, max(queued or 0, exceeded or 0), shape)
