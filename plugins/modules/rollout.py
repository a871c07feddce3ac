#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: rollout
short_description: Bring a fleet of routers to its intended configuration from one task, wave by wave, behind a gate
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Does for every host of the play (C(--limit) respected) what M(kyoten.onramp.cli_config) does for one, in one process and many at a time.
    Write the task with C(run_once).
  - The hosts are taken in O(waves). Behind each wave a gate counts the routers that failed, were rolled back, could not be reached, or are not
    healthy. With more than O(max_failures) of them no further router is started; those that were not started stay untouched.
  - What is wrong with an inventory, a plan or a journal is told at once, before the first login.
  - Every run has an id and a journal. A run that was stopped or killed goes on with O(resume), and is taken back with M(kyoten.onramp.rollback).
  - How careful and how patient a router is treated stands in its own variables (C(<system>_revert_minutes), C(<system>_allow_disruption) and so on).
  - In check mode all hosts are read in one wave and nothing is changed.
options:
  systems:
    description: The systems (roles) that the routers carry. Their sites are taken from the variables C(<system>_site).
    type: list
    elements: str
    required: true
    choices: [virtual_connect, interconnect, biztel]
  hosts:
    description: A pattern that selects among the hosts of the play.
    type: str
  waves:
    description:
      - Sizes of the waves, as C(serial) of a play has them. A number of hosts, or a percentage of all hosts; the last one is repeated.
      - A run that is resumed keeps the waves that it had.
    type: list
    elements: raw
    default: [1, "5%", "25%", "100%"]
  max_failures:
    description: How many hosts may fail in the whole run. A number, or a percentage of all hosts.
    type: raw
    default: 0
  pause:
    description: What happens between waves. A number of seconds, or V(ask) to be asked; where nobody can answer, the rollout stops there.
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
  verify:
    description:
      - Which routers are asked for their health. A router that was changed always is, before the change is confirmed.
      - V(changed) passes over a router that stands as intended already, which makes a run over an unchanged fleet a matter of seconds;
        M(kyoten.onramp.virtual_connect_health) tells how such routers are. V(all) asks them too, and counts the ill ones at the gate.
    type: str
    choices: [changed, all]
    default: changed
  plan:
    description: The folder of a plan (M(kyoten.onramp.plan)). Exactly it is applied, or the task fails and says which host and lines have moved.
    type: path
  resume:
    description: The id of a run that was stopped. Routers that it brought to today's intent are passed over.
    type: str
  shard:
    description:
      - Which share of the hosts is this task's, such as C(2/3), where several workers share a rollout. Every worker is given the same inventory.
        The CPEs of a site always go to one worker, because what keeps them from changing together works on one machine only.
      - Waves and gate are those of the share; workers do not stop each other.
    type: str
  run:
    description:
      - The id that the run is to have, so that the parts of one rollout, on several workers or one after the other, go into the journal as one run.
        Bring their journals together with M(kyoten.onramp.journal).
      - A part that holds one CPE of a site and not the other is refused.
    type: str
  journal_dir:
    description: Folder of the journals (mode 0700, no secrets in them).
    type: path
    default: ~/.local/state/kyoten.onramp/journal
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: With C(secret_update=always) a secret that is stored encrypted is sent on every run (IX-36).
seealso:
  - module: kyoten.onramp.cli_config
  - module: kyoten.onramp.plan
  - module: kyoten.onramp.rollback
  - module: kyoten.onramp.journal
"""

EXAMPLES = r"""
- name: Bring the fleet to its design, one router first
  kyoten.onramp.rollout:
    systems: [virtual_connect]
    waves: [1, "5%", "25%", "100%"]
    max_failures: 2
    pause: ask
  run_once: true

- name: Go on with a run that was stopped
  kyoten.onramp.rollout:
    systems: [virtual_connect]
    resume: 20261127T084258Z-1f3a
  run_once: true

- name: The second of three workers
  kyoten.onramp.rollout:
    systems: [virtual_connect]
    shard: 2/3
    run: 20261127T084258Z-1f3a
  run_once: true
"""

RETURN = r"""
run:
  description: The id of the run.
  returned: when a run was begun
  type: str
  sample: 20261127T084258Z-1f3a
hosts:
  description: How each host that was started ended, with C(status), C(failed), C(changed), C(codes), C(msg), C(message) and C(wave).
  returned: when a run was begun
  type: dict
counts:
  description: How many hosts ended in which status.
  returned: when a run was begun
  type: dict
  sample: {changed: 198, unreachable: 1, rolled_back: 1}
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
