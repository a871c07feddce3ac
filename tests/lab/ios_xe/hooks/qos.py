"""Policies: what cannot stand together, and where a policy may be attached (TI-54). Wordings unverified unless said."""

from __future__ import annotations

from collections.abc import Iterator

from ..edit import Edit, Rejected, hook
from ..tree import Line, Section

_QUEUES = ("bandwidth", "priority", "fair-queue", "queue-limit", "random-detect")
_DEEPEST = 3


@hook
def attach_policy(edit: Edit) -> None:
    """One policy per direction: another one has to be taken off by name first."""
    _verb, direction, name = edit.words()
    key = f"service-policy {direction}"
    present = edit.section.text(key).rpartition(" ")[2]
    if edit.removal:
        if present != name:
            raise Rejected(f"% Policy map {name} is not attached")
        edit.drop(key)
        return
    if present not in ("", name):
        raise Rejected(f"% Policy map {present} is already attached")
    if direction == "input" and _queues(edit, name):
        raise Rejected("% Queueing actions are not supported in input policies")
    if "." in edit.section.key and _queues(edit, name):
        raise Rejected("CBWFQ : Not supported on subinterfaces")
    edit.store(key=key)


def _queues(edit: Edit, name: str) -> bool:
    """Whether a policy queues on its own level, without a shaper around it."""
    return any(section.starting(word) for section in _classes(edit.config.section((f"policy-map {name}",))) for word in _QUEUES)


def _classes(policy: Section | None) -> Iterator[Section]:
    return (line.section for line in policy.starting("class") if line.section is not None) if policy else iter(())


@hook
def queueing(edit: Edit) -> None:
    """A class has either priority or a share of the rest; the shares of all classes are of one unit and at most 100 %."""
    policy = edit.section.parent
    if edit.removal or policy is None:
        return
    word = edit.words()[0]
    others = {"priority": ("bandwidth", "fair-queue"), "bandwidth": ("priority",), "fair-queue": ("priority",)}[word]
    clash = next((other for other in others if edit.section.starting(other)), None)
    if clash:
        raise Rejected(f"% {word} and {clash} cannot be configured in the same class")
    shares = [edit.text, *(line.text for section in _classes(policy) if section is not edit.section for line in _shares(section))]
    units = {_unit(text) for text in shares if text.startswith("bandwidth")}
    if len(units) > 1:
        raise Rejected("% All classes with bandwidth should have consistent units")
    if sum(_percent(text) for text in shares) > 100:
        raise Rejected("% Sum total of class bandwidths exceeds 100 percent")


def _shares(section: Section) -> list[Line]:
    return [*section.starting("bandwidth"), *section.starting("priority")]


def _unit(text: str) -> str:
    words = text.split()
    return " ".join(word for word in words[1:] if not word.isdigit()) or "kbps"


def _percent(text: str) -> int:
    words = text.split()
    return int(words[words.index("percent") + 1]) if "percent" in words and "remaining" not in words else 0


@hook
def nested_policy(edit: Edit) -> None:
    """A policy within a class: not itself, at most three levels, and under a shaper when it queues."""
    policy = edit.section.parent
    if edit.removal or policy is None:
        return
    name, own = edit.arguments[0], policy.key.split()[1]
    if own in _below(edit, name):
        raise Rejected(f"% Policy map {name} cannot be nested within itself")
    if _depth(edit, name) >= _DEEPEST:
        raise Rejected("% Hierarchy of policy maps has more than 3 levels")
    if _queues(edit, name) and not edit.section.starting("shape average") and not edit.section.starting("bandwidth"):
        raise Rejected("% Queueing in a child policy needs a shaper or a bandwidth in the parent class")


def _below(edit: Edit, name: str) -> set[str]:
    """The policy and those nested in it."""
    children = [section.text("service-policy").rpartition(" ")[2] for section in _classes(edit.config.section((f"policy-map {name}",)))]
    return {name}.union(*(_below(edit, child) for child in children if child))


def _depth(edit: Edit, name: str) -> int:
    children = [section.text("service-policy").rpartition(" ")[2] for section in _classes(edit.config.section((f"policy-map {name}",)))]
    return 1 + max((_depth(edit, child) for child in children if child), default=0)
