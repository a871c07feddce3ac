"""The devices that a lab serves: what they share is what the lab, its control channel and its inventory use of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .azure.cloud import Cloud
    from .bigip.box import BigIp
    from .fortios.gate import FortiGate
    from .ios_xe.router import Router
    from .yamaha_rtx.router import Router as Rtx

    Device = Router | Rtx | FortiGate | BigIp | Cloud
