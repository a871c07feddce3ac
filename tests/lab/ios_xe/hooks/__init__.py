"""What the grammar's data cannot say: named rules (`check`, `then`, `do`) in Python, by subject."""

from __future__ import annotations

from ..edit import Hook
from . import access, bgp, crypto, interfaces, names, qos, stored, subinterfaces, vrf

HOOKS: dict[str, Hook] = {
    name: function
    for module in (access, bgp, crypto, interfaces, names, qos, stored, subinterfaces, vrf)
    for name, function in vars(module).items()
    if getattr(function, "is_hook", False)
}
