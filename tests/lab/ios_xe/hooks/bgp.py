"""BGP: neighbours, address families, and the flattening of IPv4 lines (IX-33)."""

from __future__ import annotations

from ..edit import Edit, Rejected, hook
from ..kinds import bits, dotted, mask_length
from ..tree import Line, Section
from .access import own_address

_IPV4 = "address-family ipv4"


@hook
def one_bgp(edit: Edit) -> None:
    """A router has one BGP process."""
    for line in edit.section.starting("router bgp"):
        if line.key != edit.key:
            raise Rejected(f"BGP is already running; AS is {line.key.split()[-1]}")


@hook
def neighbor(edit: Edit) -> None:
    """A neighbour is made by `remote-as` or `peer-group`; nothing else may come before."""
    name = edit.words()[1]
    if edit.removal or _known(edit.section, name) or (_in_ipv4(edit.section) and _known(edit.section.parent, name)):
        return
    raise Rejected("% Specify remote-as or peer-group commands first")


@hook
def remote_as(edit: Edit) -> None:
    """`remote-as` makes the neighbour; `no` of it removes everything about it."""
    if edit.removal:
        remove_neighbor(edit)
        return
    fresh = not _known(edit.section, edit.words()[1])
    name = edit.words()[1]
    if name[:1].isalpha() and ":" not in name and fresh:
        raise Rejected("% Create the peer-group first")
    if fresh and not edit.config.loading and own_address(edit.config.root, name, vrf_of(edit.section)):
        raise Rejected("% Cannot configure the local system as neighbor")
    edit.store()
    if fresh and _default_unicast(edit.section):
        _activate(edit, name)


@hook
def join_peer_group(edit: Edit) -> None:
    """A member takes its AS from the group, if it has none itself."""
    name, group = edit.words()[1], edit.words()[3]
    if not edit.removal and f"neighbor {group} peer-group" not in edit.section.lines:
        raise Rejected("% Configure the peer-group first")
    if edit.removal:
        edit.drop(edit.key)
        return
    fresh = not _known(edit.section, name)
    if fresh and f"neighbor {group} remote-as" not in edit.section.lines:
        raise Rejected("% Specify remote-as or peer-group remote AS first")
    edit.store()
    if fresh and _default_unicast(edit.section):
        _activate(edit, name)


@hook
def remove_neighbor(edit: Edit) -> None:
    """`no neighbor X`: its lines here and in every address family."""
    name = edit.words()[1]
    for section in [edit.section, *(line.section for line in edit.section.lines.values() if line.section is not None)]:
        for line in section.starting(f"neighbor {name}") + section.starting(f"no neighbor {name}"):
            edit.drop(line.key, section)


@hook
def activate(edit: Edit) -> None:
    """`activate` is stored; `no ... activate` only where IPv4 neighbours are active by default."""
    neighbor(edit)
    name = edit.words()[1]
    positive, negative = f"neighbor {name} activate", f"no neighbor {name} activate"
    edit.drop(negative)
    if not edit.removal:
        edit.store()
        return
    edit.drop(positive)
    if edit.section.key != "address-family vpnv4" and _default_unicast(edit.section):
        edit.store(negative, negative)


@hook
def local_as(edit: Edit) -> None:
    """Another AS than the process's own."""
    process = edit.section if edit.section.mode.name == "router-bgp" else edit.section.parent
    if not edit.removal and process is not None and process.key.split()[-1] == edit.words()[3]:
        raise Rejected("% Cannot have local-as same as BGP AS number")


@hook
def one_list(edit: Edit) -> None:
    """A prefix-list and a distribute-list exclude each other in one direction."""
    _word, name, kind, *_list, direction = edit.words()
    other = "distribute-list" if kind == "prefix-list" else "prefix-list"
    if not edit.removal and f"neighbor {name} {other} {direction}" in edit.section.lines:
        raise Rejected("% Prefix/distribute list can not co-exist")


@hook
def maximum_prefix(edit: Edit) -> None:
    """A warning at 75 % is the default and not shown."""
    if edit.removal:
        edit.drop(edit.key)
        return
    words = edit.words()
    edit.store(" ".join([*words[:4], *words[5:]] if words[4:5] == ["75"] else words))


def vrf_of(section: Section) -> str:
    """The VRF of an address family's section, "" for the global table."""
    return section.key.partition(" vrf ")[2]


@hook
def bgp_timers(edit: Edit) -> None:
    """A hold time of 1 or 2 seconds is not allowed; a short one is noted."""
    if edit.removal:
        return
    hold = int(edit.arguments[2])
    if hold in (1, 2):
        raise Rejected("% Invalid: hold time must be 0 or at least 3 seconds")
    if 0 < hold < 20:
        edit.note("% Warning: A hold time of less than 20 seconds increases the chances of peer flapping")


@hook
def neighbor_timers(edit: Edit) -> None:
    """`timers 60 180` is the default and not shown (IX-33)."""
    if edit.removal or edit.words()[3:] == ["60", "180"]:
        edit.drop(edit.key)
    else:
        edit.store()


@hook
def network(edit: Edit) -> None:
    """IX-32: the mask is not stored when it is the classful one; several masks of one network are several lines."""
    words = edit.words()
    mask = words[3] if words[2:3] == ["mask"] else classful(words[1])
    if words[2:3] == ["mask"] and (mask_length(mask) is None or bits(words[1]) & ~bits(mask) & 0xFFFFFFFF):
        raise Rejected("% BGP: Incorrect network or mask/prefix-length configured")
    base = dotted(bits(words[1]) & bits(mask))
    tail = words[4:] if words[2:3] == ["mask"] else words[2:]
    key = f"network {base}" if mask == classful(base) else f"network {base} mask {mask}"
    if not edit.removal:
        edit.store(" ".join([key, *tail]), key)
    elif key in edit.section.lines:
        edit.drop(key)
    else:
        raise Rejected("% BGP: Can't find network")


def classful(base: str) -> str:
    """The mask that the first octet implies."""
    first = int(base.split(".")[0])
    if base == "0.0.0.0":
        return base
    return "255.0.0.0" if first < 128 else "255.255.0.0" if first < 192 else "255.255.255.0"


@hook
def unflatten(edit: Edit) -> None:
    """Once an address family is named, the flat IPv4 lines move into theirs (IX-33)."""
    if not edit.removal and edit.created:
        _move_flat_lines(edit)


@hook
def default_unicast(edit: Edit) -> None:
    """Turning the default off leaves the neighbours that were active by it active, now explicitly."""
    if edit.removal and edit.created and (_flat_lines(edit.section) or _names(edit.section)) and _IPV4 not in edit.section.lines:
        _move_flat_lines(edit, by_default=True)


@hook
def flat_line(edit: Edit) -> None:
    """An IPv4 line typed under the process itself belongs to its address family, if one is named."""
    if not any(line.section is not None for line in edit.section.lines.values()):
        return
    edit.section = _ipv4(edit)
    edit.rule = next(rule for rule in edit.section.mode.rules if rule.pattern == edit.rule.pattern)


def _move_flat_lines(edit: Edit, by_default: bool = False) -> None:
    process = edit.section
    flat = _flat_lines(process)
    active = _names(process) if by_default or _default_unicast(process) else []
    if not flat and not active:
        return
    family = _ipv4(edit)
    for line in flat:
        del process.lines[line.key]
        rule = next(rule for rule in family.mode.rules if rule.pattern == line.rule.pattern)
        family.lines[line.key] = edit.config.new_line(family, rule, line.key, line.text, line.references)
    for name in active:
        _activate(edit, name)


def _activate(edit: Edit, name: str) -> None:
    """Add the line that default activation shows, where lines of address families are shown at all."""
    section = edit.section
    if section.mode.name == "router-bgp":
        if not any(line.section is not None for line in section.lines.values()):
            return
        section = _ipv4(edit)
    key = f"neighbor {name} activate"
    if key not in section.lines and f"no {key}" not in section.lines:
        rule = next(rule for rule in section.mode.rules if rule.do == "activate")
        section.lines[key] = edit.config.new_line(section, rule, key, key)


def _ipv4(edit: Edit) -> Section:
    process = edit.section if edit.section.mode.name == "router-bgp" else edit.section.parent
    if process is None:
        raise Rejected("% BGP: Error initializing topology")
    return edit.config.open(_IPV4, process)


def _flat_lines(process: Section) -> list[Line]:
    return [line for line in process.lines.values() if line.rule.flat]


def _names(process: Section) -> list[str]:
    keys = [key.split() for key in process.lines]
    return [words[1] for words in keys if words[0] == "neighbor" and words[2:] in (["remote-as"], ["peer-group"]) and not words[1][:1].isalpha()]


def _known(section: Section | None, name: str) -> bool:
    return section is not None and any(f"neighbor {name} {word}" in section.lines for word in ("remote-as", "peer-group"))


def _in_ipv4(section: Section) -> bool:
    return section.mode.name in ("bgp-af-ipv4", "bgp-af-vpnv4", "bgp-af-ipv6")


def _default_unicast(section: Section) -> bool:
    process = section if section.mode.name == "router-bgp" else section.parent
    return process is not None and "no bgp default ipv4-unicast" not in process.lines
