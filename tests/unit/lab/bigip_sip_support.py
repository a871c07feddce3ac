"""The reference rules of the requirements (section 3), a BIG-IP that has them, and the guide's own logic for comparison."""

from __future__ import annotations

from typing import Any

from tests.lab.bigip.plane.rig import Rig
from tests.unit.lab.bigip_support import OBJECTS, Client

REQUEST = r"""when SIP_REQUEST_SEND {
    set sbBranch [SIP::via branch]
    if { [string first "z9hG4bK" $sbBranch] != 0 } {
        set sbFrom [SIP::header From]
        if { $sbFrom eq "" } { set sbFrom [SIP::header f] }
        set sbFtag ""
        regexp -nocase {;[ \t]*tag[ \t]*=[ \t]*([^;, \t]+)} $sbFrom sbAll sbFtag
        set sbBranch "[SIP::call_id].[lindex [split [SIP::header CSeq] " "] 0].$sbFtag"
        regsub -all {[^A-Za-z0-9.-]} $sbBranch "_" sbBranch
        set sbBranch "z9hG4bK.$sbBranch"
    }
    SIP::header insert Via [format "SIP/2.0/UDP %s:%s;branch=%s" [IP::local_addr] [UDP::local_port] $sbBranch]
    set sbTo [SIP::header To]
    if { $sbTo eq "" } { set sbTo [SIP::header t] }
    regsub {^.*>} $sbTo "" sbTo
    if { ![regexp -nocase {;[ \t]*tag[ \t]*=} $sbTo] && [SIP::method] ne "REGISTER" } {
        SIP::header insert Record-Route "<sip:192.0.2.100:5060;lr>"
    }
    set sbRoute [SIP::header Route 0]
    if { $sbRoute ne "" } {
        regexp {^(?:[^,"<]|"(?:[^"\\]|\\.)*"|<[^>]*>)*} $sbRoute sbFirst
        if { [regexp -nocase {<sip:(?:[^@>]*@)?192\.0\.2\.100(?::5060)?[;>]} $sbFirst] } {
            set sbRest [string trim [string range $sbRoute [expr { [string length $sbFirst] + 1 }] end]]
            set sbNew [format "<sip:%s:%s;lr>" [IP::server_addr] [UDP::server_port]]
            if { $sbRest ne "" } { append sbNew ", " $sbRest }
            SIP::header remove Route 0
            SIP::header insert Route $sbNew
        } else {
            log local0.warning "sip_load_balancer: first Route is not this virtual server, unchanged: $sbFirst"
        }
    }
}"""
RESPONSE = r"""when SIP_RESPONSE {
    set sbName Via
    set sbVia [SIP::header Via 0]
    if { $sbVia eq "" } {
        set sbName v
        set sbVia [SIP::header v 0]
    }
    regexp {^(?:[^,"]|"(?:[^"\\]|\\.)*")*} $sbVia sbFirst
    set sbHost ""
    regexp -nocase {^[ \t]*SIP[ \t]*/[ \t]*2\.0[ \t]*/[ \t]*[A-Z]+[ \t]+([^:; \t]+)} $sbFirst sbAll sbHost
    if { [lsearch -exact {192.0.2.10} $sbHost] >= 0 } {
        set sbRest [string trim [string range $sbVia [expr { [string length $sbFirst] + 1 }] end]]
        SIP::header remove $sbName 0
        if { $sbRest ne "" } { SIP::header insert $sbName $sbRest }
    } else {
        log local0.warning "sip_load_balancer: top Via is not this load balancer, unchanged: $sbFirst"
    }
}"""


def client(**changed: dict[str, Any]) -> Client:
    """A BIG-IP with the reference configuration; `changed`: by table and name, e.g. `virtual={...}`, properties that differ."""
    made = Client()
    for path, body in OBJECTS:
        more = {"_request": {"apiAnonymous": REQUEST}, "_response": {"apiAnonymous": RESPONSE}}.get(body["name"], {})
        made.do(f"POST {path}", {**body, **more, **changed.get(path.replace("/", "_"), {})})
    return made


def rig(made: Client | None = None, **options: Any) -> Rig:
    """Everybody around it, in memory."""
    return Rig((made or client()).box, **options)
