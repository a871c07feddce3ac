"""`clear ...`: accepted; those who keep the state are told (`router.cleared`)."""

from __future__ import annotations

from ..exec import command
from ..session import Session


@command("clear logging")
async def clear_logging(session: Session, _arguments: dict[str, str]) -> None:
    """Empty the buffer of messages."""
    if (await session.ask("Clear logging buffer [confirm]")).lower() in ("", "y", "yes"):
        session.router.messages.clear()


@command("clear counters [NEWINTERFACE]")
async def clear_counters(session: Session, _arguments: dict[str, str]) -> None:
    """Counters start anew."""
    if (await session.ask("Clear \"show interface\" counters on all interfaces [confirm]")).lower() in ("", "y", "yes"):
        _tell(session, "clear counters")


@command(
    "clear ip bgp {*|A.B.C.D|ASN|vrf WORD {*|A.B.C.D}} [soft] [in|out]",
    "clear bgp {all|ipv4 unicast|vpnv4 unicast} {*|A.B.C.D|ASN} [soft] [in|out]",
    "clear crypto session [remote A.B.C.D|local A.B.C.D|fvrf WORD]",
    "clear crypto sa [peer A.B.C.D|map WORD|vrf WORD|counters]",
    "clear crypto ikev2 sa [local A.B.C.D|remote A.B.C.D|fvrf WORD|fast]",
    "clear crypto ikev2 stats",
    "clear crypto isakmp [<1-2147483647>]",
    "clear ip route {*|A.B.C.D}",
    "clear ip ospf [<1-65535>] {process|counters}",
    "clear ip access-list counters [WORD]",
    "clear access-list counters [WORD]",
    "clear ip prefix-list [WORD]",
    "clear ip nat translation *",
    "clear arp-cache",
    "clear line vty <0-98>",
    "clear configuration lock",
)
def clear(session: Session, arguments: dict[str, str]) -> None:
    """Tell the model."""
    if "lock" in arguments:
        session.router.config_lock = None
    _tell(session, " ".join(dict.fromkeys(arguments.values())))


@command("debug LINE", "undebug all", "no debug LINE")
def debug(_session: Session, _arguments: dict[str, str]) -> None:
    """Accepted; nothing is traced."""


def _tell(session: Session, text: str) -> None:
    for call in list(session.router.cleared):
        call(text)
