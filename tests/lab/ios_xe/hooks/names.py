"""Lines that IOS writes back in another form: host name, aliases of commands, class-maps, route-maps, banners."""

from __future__ import annotations

from ..edit import Edit, hook


@hook
def hostname(edit: Edit) -> None:
    """`no hostname` goes back to `Router`."""
    if edit.removal:
        edit.drop("hostname")
    else:
        edit.store()


@hook
def rewrite(edit: Edit) -> None:
    """An older or shorter way of saying the same: the lines named by the rule are applied instead."""
    prefix = "no " if edit.removal else ""
    for template in edit.rule.rewrite:
        text = template.format(*edit.arguments, text=edit.text, words=edit.words())
        answer = edit.config.enter(edit.section.path(), prefix + text)
        edit.path = answer.path
        edit.notes += [answer.text] if answer.text else []
        edit.changed |= answer.changed


@hook
def leave(edit: Edit) -> None:
    """`exit-address-family`."""
    edit.path = edit.section.path()[:-1]


@hook
def class_map(edit: Edit) -> None:
    """`match-all` is shown although it is the default; the name alone identifies the class."""
    words = edit.words()
    name = next(word for word in words[1:] if word not in ("match-all", "match-any"))
    key = f"class-map {name}"
    if edit.removal:
        edit.key = key
        edit.arguments = [name]
        edit.remove()
        return
    old = edit.section.text(key).split()
    kind = next((word for word in words if word.startswith("match-")), old[1] if old else "match-all")
    edit.store(f"class-map {kind} {name}", key)


@hook
def policy_class(edit: Edit) -> None:
    """`class-default` stands last whenever it was typed."""
    if edit.removal:
        edit.drop(edit.key)
        return
    line = edit.store()
    if line.text == "class class-default":
        line.order = (line.rule.rank + 1, (), 0, (0,))


@hook
def route_map(edit: Edit) -> None:
    """`route-map X` alone means `permit 10`; after `no` it means all entries."""
    words = edit.words()
    action = next((word for word in words[2:] if word in ("permit", "deny")), "permit")
    number = words[-1] if len(words) > 2 and words[-1].isdigit() else ""
    if edit.removal:
        for line in edit.section.starting(f"route-map {words[1]}"):
            if number in ("", line.key.split()[-1]):
                edit.drop(line.key)
        return
    number = number or "10"
    edit.store(f"route-map {words[1]} {action} {number}", f"route-map {words[1]} {number}")


@hook
def match_names(edit: Edit) -> None:
    """Names are added to those of a former line, and `no` takes single names away (all of them when none is given)."""
    present = edit.section.text(edit.key).removeprefix(edit.key).split()
    given = edit.text.removeprefix(edit.key).split()
    if edit.removal:
        names = [name for name in present if given and name not in given]
    else:
        names = [*present, *(name for name in given if name not in present)]
    if names:
        edit.store(f"{edit.key} {' '.join(names)}")
    else:
        edit.drop(edit.key)


@hook
def banner(edit: Edit) -> None:
    """The text between the delimiters, shown with `^C`."""
    if edit.removal:
        edit.drop(edit.key)
        return
    text = edit.arguments[-1]
    mark = "^C" if text.startswith("^C") else text[:1]
    body = text[len(mark):].partition(mark)[0]
    edit.store(f"{edit.key} ^C{body}^C")
