# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""``show crypto ikev2 proposal`` and ``show crypto ikev2 policy`` (IX-20): evidence for a diagnosis."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import blocks, body, field

_PROPOSAL = re.compile(r"IKEv2 proposal\s*:\s*(\S+)", re.IGNORECASE)
_POLICY = re.compile(r"IKEv2 policy\s*:\s*(\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class Proposal:
    """One IKEv2 proposal in the intent's spelling: ``aes-gcm-256``, ``sha384``, 20."""

    name: str
    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    prf: tuple[str, ...]
    dh_group: tuple[int, ...]


@dataclass(frozen=True)
class Policy:
    """One IKEv2 policy: what it matches, and the proposals that it offers."""

    name: str
    fvrf: str | None
    local: tuple[str, ...]
    proposals: tuple[str, ...]


def parse(text: str) -> list[Proposal]:
    """Every proposal, the built-in ``default`` included."""
    return [_proposal(block) for block in blocks(body(text, _PROPOSAL), _PROPOSAL)]


def parse_policies(text: str) -> list[Policy]:
    """Every policy, the built-in ``default`` included."""
    return [_policy(block) for block in blocks(body(text, _POLICY), _POLICY)]


def _proposal(block: list[str]) -> Proposal:
    text = "\n".join(block[1:])
    groups = re.findall(r"Group\s+(\d+)", field(r"^DH Group\s*:\s*(.+)", text) or "", re.ASCII)
    return Proposal(
        field(_PROPOSAL.pattern, block[0]) or "", _words(field(r"^Encryption\s*:\s*(.+)", text)), _words(field(r"^Integrity\s*:\s*(.+)", text)),
        _words(field(r"^PRF\s*:\s*(.+)", text)), tuple(int(group) for group in groups),
    )  # fmt: skip


def _words(value: str | None) -> tuple[str, ...]:
    words = (value or "").lower().split()
    return tuple({"sha96": "sha1", "md596": "md5"}.get(word, word) for word in words if word != "none")


def _policy(block: list[str]) -> Policy:
    text = "\n".join(block[1:])
    fvrf = field(r"^Match fvrf\s*:\s*(\S+)", text)
    return Policy(
        field(_POLICY.pattern, block[0]) or "", None if fvrf in (None, "any", "global") else fvrf,
        tuple(re.findall(r"^Match address local\s*:\s*(\S+)", text, re.MULTILINE)), tuple(re.findall(r"^Proposal\s*:\s*(\S+)", text, re.MULTILINE)),
    )  # fmt: skip
