# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rows whose symptom no router shows: what people, Twilio's console or the SDK report (X07, X10, X11, X13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...verdict import Finding

_ROWS = {
    "call_over_internet": ("X07", "KO-HV290", "customer", "SBC target name"),
    "route_request_rejected": ("X10", "KO-HV291", "customer", "Twilio onboarding"),
    "twilio_62006": ("X11", "KO-HV292", "twilio", "Twilio console"),
    "sdk_31009": ("X13", "KO-HV293", "customer", "client log"),
}
SYMPTOMS = tuple(_ROWS)


def reported(design: Mapping[str, Any], symptoms: Iterable[str]) -> list[Finding]:
    """One finding for each of ``SYMPTOMS`` that was reported about the site."""
    facts = {
        "edges": ", ".join(design["signalling"]),
        "routes": ", ".join(design["customer_routes"]),
        "locations": ", ".join(design["locations"]),
        "media": design["media"]["prefix"],
    }
    return [_finding(design, symptom, facts) for symptom in symptoms]


def _finding(design: Mapping[str, Any], symptom: str, facts: Mapping[str, object]) -> Finding:
    row, code, who, source = _ROWS[symptom]
    return Finding("REPORTED", row, design["site"], code, who, design["host"], design["site"], tuple(facts.items()), source, (symptom,))
