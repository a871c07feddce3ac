# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tell the state of each site from the verdicts of its routers; see the module of this name."""

from __future__ import annotations

from ..modules.virtual_connect_site_health import DOCUMENTATION
from ..plugin_utils.play.site_health import SiteHealthAction


class ActionModule(SiteHealthAction):
    """What the routers' verdicts say together."""

    DOCUMENTATION = DOCUMENTATION
    SYSTEM = "virtual_connect"
