#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: journal
short_description: Bring the journals of several workers together
version_added: 0.1.0
author: kyoten.onramp founders (@kyoten-onramp)
description:
  - Takes the journals that workers have sent back into the controller's journal, so that a run whose parts went over several machines is resumed and
    taken back as one.
  - Nothing is lost or there twice, and the order does not matter. Merging again changes nothing.
  - A damaged journal is refused before anything is written.
options:
  merge_from:
    description: The folders of the workers' journals.
    type: list
    elements: path
    required: true
  journal_dir:
    description: Folder of the journals (mode 0700, no secrets in them).
    type: path
    default: ~/.local/state/kyoten.onramp/journal
extends_documentation_fragment:
  - kyoten.onramp.attributes
attributes:
  diff_mode:
    support: none
seealso:
  - module: kyoten.onramp.rollout
  - module: kyoten.onramp.rollback
"""

EXAMPLES = r"""
- name: Bring the journals of two workers together
  kyoten.onramp.journal:
    merge_from:
      - 20261127T084258Z-1f3a.1/artifacts/onramp/journal
      - 20261127T084258Z-1f3a.2/artifacts/onramp/journal
"""

RETURN = r"""
gained:
  description: How many records each journal has gained, by its file.
  returned: success
  type: dict
  sample: {"branch-001@192.0.2.1_22.jsonl": 7, "runs/20261127T084258Z-1f3a.jsonl": 9}
runs:
  description: The ids of the runs that have gained records.
  returned: success
  type: list
  elements: str
  sample: [20261127T084258Z-1f3a]
codes:
  description: The code of every problem.
  returned: failed
  type: list
  elements: str
"""
