#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: rollback
short_description: Return a fleet, or one router, to what it was before a run
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Takes back what a run of M(kyoten.onramp.rollout) has changed on the hosts of the play (C(--limit) respected), under the same guard.
  - From the journal comes what of each router was ours before the run; the way there is planned from what stands now. What others have
    configured since is left alone. A second rollback of the same run changes nothing.
  - The proof is a new session in which every line stands; ask M(kyoten.onramp.virtual_connect_health) afterwards how the tunnels are.
  - A router that a later run has changed too is refused until that one was taken back.
options:
  run:
    description: The id of the run that is to be taken back.
    type: str
    required: true
  hosts:
    description: A pattern that selects among the hosts of the play.
    type: str
  waves:
    description: Sizes of the waves. A number of hosts, or a percentage of all hosts; the last one is repeated.
    type: list
    elements: raw
    default: [1, "5%", "25%", "100%"]
  max_failures:
    description: How many hosts may fail in the whole run. A number, or a percentage of all hosts.
    type: raw
    default: 0
  pause:
    description: What happens between waves. A number of seconds, or V(ask) to be asked; where nobody can answer, the rollback stops there.
    type: str
    default: "0"
  concurrency:
    description: How many routers are worked on at a time.
    type: int
    default: 50
  login_patience:
    description: How many seconds to try again, at growing intervals, while a router is out of reach or has no free line.
    type: int
    default: 10
  revert_minutes:
    description: The router's revert timer (1-120 minutes).
    type: int
    default: 5
  journal_dir:
    description: Folder of the journals. It must be the one that the run was written to.
    type: path
    default: ~/.local/state/kyoten.onramp/journal
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: kyoten.onramp.rollout
"""

EXAMPLES = r"""
- name: Take a run back
  kyoten.onramp.rollback:
    run: 20261127T084258Z-1f3a
  run_once: true
"""

RETURN = r"""
run:
  description: The id of this run, which is one of its own.
  returned: when a run was begun
  type: str
  sample: 20261127T091501Z-77aa
hosts:
  description: How each host that was started ended.
  returned: when a run was begun
  type: dict
counts:
  description: How many hosts ended in which status.
  returned: when a run was begun
  type: dict
  sample: {changed: 199}
untouched:
  description: The hosts that were not started.
  returned: when a run was begun
  type: list
  elements: str
codes:
  description: The code of every problem.
  returned: failed
  type: list
  elements: str
"""
