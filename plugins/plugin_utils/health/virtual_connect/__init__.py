# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The health of a Virtual Connect host, as ``change.outcome.Health`` asks for it; ``site_verdict`` over both CPEs."""

from __future__ import annotations

from ..platform import supports
from .carrying import healthy_peer
from .diagnosis import diagnose, evidence
from .judge import SAMPLE_SECONDS, coming, judge, pending, rounds, site_verdict, watched
from .outage import interrupted, standing

__all__ = [
    "SAMPLE_SECONDS", "coming", "diagnose", "evidence", "healthy_peer", "interrupted", "judge", "pending", "rounds", "site_verdict", "standing",
    "supports", "watched",
]  # fmt: skip
