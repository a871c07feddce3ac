"""The Dedicated Instance side of the lab: head ends, paths, and the state that follows from both sides' configuration (IX-51, IX-52)."""
from .model import Esp, HeadEnd, Ike, LanHost, Path, Site
from .world import Event, World

__all__ = ["Esp", "Event", "HeadEnd", "Ike", "LanHost", "Path", "Site", "World"]
