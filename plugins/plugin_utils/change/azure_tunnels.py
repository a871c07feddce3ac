# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One tunnel at a time: what interrupts one waits for its partner to carry, and is proven before the next (AZ-49, AZ-76)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..config.azure import Step, connected, established
from ..device.errors import DeviceError
from ..problem import OnrampError, Problem
from .azure_writer import AzureWriter, Manager

_LOOK = 5.0  #: seconds between two looks at a tunnel


class Tunnels:
    """The connections of a design, each with its partners at the same site."""

    def __init__(self, arm: Manager, writer: AzureWriter, design: Mapping[str, Any]) -> None:
        self._arm, self._writer, self._design = arm, writer, design
        self._connections = [each for each in design["resources"] if each["kind"] == "connection"]

    def write(self, step: Step) -> dict[str, Any] | None:
        """A step that interrupts its tunnel, between a look before and a proof afterwards; what ``AzureWriter.write`` gives."""
        mine = self._of(step)
        if mine is None:
            return self._writer.write(step)
        before = self._arm.get(mine["path"])
        if connected(before):
            self._partner_carries(mine)
        after = self._writer.write(step)
        if step.verb == "key":
            self._writer.reset(mine["path"])
        if connected(before) and self._design["connect_timeout"] and step.verb != "delete":
            self._back(step, mine, established(before))
        return after

    def wait(self, paths: Sequence[str], rows: Mapping[str, Any]) -> dict[str, bool]:
        """Whether each connection is Connected, within the time that the design gives. ``rows``: what was read of them last."""
        found = {path: connected(rows.get(path)) for path in paths}
        until = self._arm.now() + self._design["connect_timeout"]
        while not all(found.values()) and self._arm.now() < until:
            self._arm.wait(_LOOK)
            found.update({path: connected(self._arm.get(path)) for path, up in found.items() if not up})
        return found

    def _of(self, step: Step) -> Mapping[str, Any] | None:
        """The connection that the step interrupts, if it is there."""
        place = (step.resource["site"], step.resource["tunnel"])
        return next((each for each in self._connections if (each["site"], each["tunnel"]) == place), None)

    def _partner_carries(self, mine: Mapping[str, Any]) -> None:
        partners = [each["path"] for each in self._connections if each["site"] == mine["site"] and each is not mine]
        if not self._design["force"] and not self._until(lambda: any(connected(self._arm.get(path)) for path in partners)):
            raise OnrampError([Problem("KO-AZ076", mine["path"])])

    def _back(self, step: Step, mine: Mapping[str, Any], since: str) -> None:
        """Connected again; after another key also anew: an old association outlives its key by hours."""
        path = mine["path"]

        def _up() -> bool:
            row = self._arm.get(path)
            return connected(row) and (step.verb != "key" or not since or established(row) > since)

        if self._until(_up):
            return
        restored = step.verb == "key" and self._restored(step, mine)
        raise OnrampError([Problem("KO-AZ049B" if restored else "KO-AZ049", path, details={"seconds": self._design["connect_timeout"]})])

    def _restored(self, step: Step, mine: Mapping[str, Any]) -> bool:
        if not mine["psk_previous"]:
            return False
        try:
            self._writer.write(Step("key", {**step.resource, "psk": mine["psk_previous"]}))
            self._writer.reset(mine["path"])
        except DeviceError:
            return False
        return True

    def _until(self, holds: Callable[[], bool]) -> bool:
        until = self._arm.now() + self._design["connect_timeout"]
        while not holds():
            if self._arm.now() >= until:
                return False
            self._arm.wait(_LOOK)
        return True
