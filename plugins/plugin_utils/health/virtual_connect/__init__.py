# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The health of a Virtual Connect host: ``rounds``, ``judge``, ``pending``, ``evidence``, ``diagnose``; ``site_verdict`` over both CPEs."""

from __future__ import annotations

from .carrying import healthy_peer
from .diagnosis import diagnose, evidence
from .judge import SAMPLE_SECONDS, judge, pending, rounds, site_verdict

__all__ = ["SAMPLE_SECONDS", "diagnose", "evidence", "healthy_peer", "judge", "pending", "rounds", "site_verdict"]
