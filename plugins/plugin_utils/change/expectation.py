# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a plan was made of, so that it is applied exactly or not at all: the intent, the lines that were read, the lines to be sent.

No text of a configuration is kept: a fingerprint and the first two words of each line read, and digests of the rest that cost a guesser dear.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..config.change import Part, sections
from ..config.model import Language
from ..problem import Problem
from .outcome import Job, Plan

_NOISE = re.compile(r"Building configuration|Current configuration|end$|Load for |Time source |ntp clock-period |\d\d:\d\d:\d\d")  # IX-34
_SHOWN = 12  # moved lines that a problem names


@dataclass(frozen=True)
class Expectation:
    """``wanted`` and ``send`` are digests, ``read`` one ``fingerprint words`` for each line of the running configuration."""

    salt: str
    wanted: str
    send: str
    read: tuple[str, ...]
    disturbs: tuple[str, ...] = ()  #: what stands now and the change may interrupt, such as the tunnel of a data centre


def expect(job: Job, plan: Plan) -> Expectation:
    """What stands now and what would be sent now."""
    salt = os.urandom(8).hex()
    read = tuple(_fingerprint(line) for line in _lines(job.driver, plan.running))
    dropped = {name for subject in job.subjects for name in subject.health.interrupted(subject.design, plan.running, plan.change.touched)}
    return Expectation(salt, wanted(job.parts, salt), _dear("\n".join(plan.change.commands), salt), read, tuple(sorted(dropped)))


def wanted(parts: Sequence[Part], salt: str) -> str:
    """The digest of what the intent makes of a device; no login is needed to compare it."""
    return _dear("\n".join(part.intended for part in parts), salt)


def moved(expected: Expectation, job: Job, plan: Plan) -> Iterator[Problem]:
    """KO-RO011 with the lines that came and went since, KO-RO012 when other commands would be sent. Nothing to send is never wrong."""
    if not plan.change.commands:
        return
    now = {_fingerprint(line): line for line in _lines(job.driver, plan.running)}
    came = [f"+ {line}" for print_, line in now.items() if print_ not in expected.read]
    went = [f"- {old.partition(' ')[2]} …" for old in expected.read if old not in now]
    if came or went:
        shown = [*went, *came]
        more = [f"… {len(shown) - _SHOWN}"] if len(shown) > _SHOWN else []
        yield Problem("KO-RO011", host=job.host, details={"lines": "; ".join([*shown[:_SHOWN], *more])})
    elif _dear("\n".join(plan.change.commands), expected.salt) != expected.send:
        yield Problem("KO-RO012", host=job.host)


def _lines(driver: Language, running: str) -> Iterator[str]:
    """Every line with the section that it stands in, secrets hidden, without the noise of a reading."""
    for header, inner in sections(driver, running).items():
        if not _NOISE.match(header):
            yield driver.mask(header)
            yield from (driver.mask(f"{header} / {line}") for line in inner)


def _fingerprint(line: str) -> str:
    words = line.rpartition(" / ")[2].split()[:2]
    return f"{hashlib.sha256(line.encode()).hexdigest()[:16]} {' '.join(words)}"


def _dear(text: str, salt: str) -> str:
    """A digest that takes milliseconds: the text may hold a short secret, and the rest of it can be guessed."""
    return hashlib.scrypt(text.encode(), salt=salt.encode(), n=2**11, r=8, p=1, dklen=16).hex()
