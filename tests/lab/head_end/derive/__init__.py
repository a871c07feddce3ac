"""From both sides' configuration to the state that a router would show (IX-52)."""
from .records import View
from .state import RouterState

__all__ = ["RouterState", "View"]
