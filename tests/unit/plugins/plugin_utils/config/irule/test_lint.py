"""What is wrong with an iRule is told by line, without a device; our own rules are clean, the guide's printed text is not (BP-50 to BP-59)."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.bigip import rules
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.irule import Facts, lint
from ansible_collections.kyoten.onramp.plugins.plugin_utils.config.irule.tcl import TclError, expression, script
from ansible_collections.kyoten.onramp.plugins.plugin_utils.message_table import LANGUAGES, describe, line
from tests.unit.plugins.plugin_utils.intent.sip_load_balancer.services import designed

FACTS = Facts("192.0.2.100", 5060, frozenset({"/Common/webotx"}))
PRINTED_REQUEST = """when SIP_REQUEST_SEND {
    log local0.info "in"
    # Via
    SIP::header insert Via [format "SIP/2.0/UDP %s:%s;branch=%s" [IP::local_addr] [UDP::local_port] [SIP::via branch]]
}
# initial
if { [SIP::header Route] == "" } 仮想サーバの IP アドレス {
    を記述する
    set record_route "<sip: xxx.xxx.xxx.xxx:5060;lr>"
    SIP::header insert Record-Route $record_route
} else {
    SIP::header remove Route 0
}
"""
PRINTED_RESPONSE = """when SIP_RESPONSE {
    log local0.info "remove header"
}
if { [SIP::header Via 1]!= "" } {
    SIP::header remove Via 0
}
"""


def told(text, facts=FACTS):
    problems = lint(text, facts, "rule")
    for problem, language in product(problems, LANGUAGES):
        assert "{" not in describe(problem, language).message.replace(str(problem.details.get("name", "{")), "")
    return [(problem.code, problem.details["line"]) for problem in problems]


def event(body, name="SIP_REQUEST_SEND"):
    return f"when {name} {{\n{body}\n}}\n"


@pytest.mark.requirement("SB-42", "SB-79")
@pytest.mark.parametrize("port", [5060, 5080])
@pytest.mark.parametrize("options", [
    {}, {"irule__debug_log": True}, {"irule__record_route_register": True}, {"snat__type": "pool", "snat__addresses": ["192.0.2.50", "192.0.2.51"]},
])  # fmt: skip
def test_our_rules_are_clean(port, options):
    texts = rules(designed(virtual__port=port, **options))
    assert list(texts) == ["/Common/_sip_request_send_rule", "/Common/_sip_response_send_rule"]
    for text in texts.values():
        assert told(text, Facts("192.0.2.100", port, debug_log=True)) == []


@pytest.mark.requirement("SB-43", "SB-44", "SB-45", "SB-46", "SB-79")
def test_the_guides_printed_text_is_red():
    found = told(PRINTED_REQUEST)
    assert {("KO-SB159C", 2), ("KO-SB151", 7), ("KO-SB152", 7), ("KO-SB159", 7), ("KO-SB158", 7)} <= set(found)
    assert [code for code, _line in told(PRINTED_RESPONSE)] == ["KO-SB159C", "KO-SB151"]  # the missing blank before != is harmless
    assert line(lint(PRINTED_RESPONSE, FACTS, "rule")[1]).startswith("KO-SB151 rule: line 4: 'if' outside an event")


@pytest.mark.requirement("SB-43", "SB-44", "SB-45")
def test_the_guides_logic_is_rendered_without_its_misprints():
    texts = rules(designed(irule__strict_guide=True))
    for text in texts.values():
        assert told(text, Facts("192.0.2.100", 5060, debug_log=True)) == []
        assert text.isascii()
    request, response = texts.values()
    assert '"<sip:192.0.2.100:5060;lr>"' in request
    assert "65535" in response


@pytest.mark.requirement("SB-42", "SB-45", "SB-48", "SB-41")
@pytest.mark.parametrize(("text", "code"), [
    pytest.param("when SIP_REQUEST {", "KO-SB150", id="open brace"),
    pytest.param(event('set a "x'), "KO-SB150", id="open quote"),
    pytest.param(event("set a [SIP::method"), "KO-SB150", id="open bracket"),
    pytest.param(event("set a {b}c"), "KO-SB150", id="text behind a brace"),
    pytest.param(event('set a "b"c'), "KO-SB150", id="text behind a quote"),
    pytest.param(event("set a {*}$b"), "KO-SB150", id="expansion of 8.5"),
    pytest.param("set a 1", "KO-SB151", id="outside an event"),
    pytest.param(event("set a あ"), "KO-SB152", id="Japanese in code"),
    pytest.param(event("set a 1", "HTTP_REQUEST"), "KO-SB153", id="an event of HTTP"),
    pytest.param(event("set a 1", "SIP_REQUEST_DONE"), "KO-SB153", id="an event of MRF"),
    pytest.param(event("set a [SIP::response code]"), "KO-SB154", id="response in a request"),
    pytest.param(event("set a [SIP::method]", "SIP_RESPONSE"), "KO-SB154", id="method in a response"),
    pytest.param(event("set a [IP::server_addr]", "SIP_REQUEST"), "KO-SB154", id="before a member is chosen"),
    pytest.param(event("lassign {1 2} a b"), "KO-SB155", id="lassign"),
    pytest.param(event("set a [dict create b 1]"), "KO-SB155", id="dict"),
    pytest.param(event("set a [string reverse x]"), "KO-SB155", id="string reverse"),
    pytest.param(event('set a 1\nif { $a in {1 2} } { set b 1 }'), "KO-SB155", id="in"),
    pytest.param(event("set a [expr { 2 ** 3 }]"), "KO-SB155", id="power"),
    pytest.param(event("set a [lindex {1 2} end-1+1]"), "KO-SB155", id="index arithmetic"),
    pytest.param(event("set a [exec ls]"), "KO-SB156", id="exec"),
    pytest.param(event("xlog local0.warning x"), "KO-SB156", id="unknown"),
    pytest.param(event('set a [SIP::method]\nif { $a contains "INV" } { set b 1 }'), "KO-SB156", id="operator of F5"),
    pytest.param(event("set a [SIP::header count Via]"), "KO-SB156", id="word of MRF"),
    pytest.param(event("set a $b"), "KO-SB157", id="never set"),
    pytest.param(event('if { [SIP::method] eq "BYE" } { set b 1 }\nset a $b'), "KO-SB157", id="set on one way only"),
    pytest.param(event("set a x\nregexp {(.)} $a all first\nset b $first"), "KO-SB157", id="set only by a match"),
    pytest.param(event("append a x"), "KO-SB157", id="append to what may be there"),
    pytest.param(event('SIP::header insert Route "<sip: 192.0.2.100:5060;lr>"'), "KO-SB158", id="blank in a URI"),
    pytest.param(event('SIP::header insert Route "<sip:192.0.2.9:5060;lr>"'), "KO-SB158D", id="another address"),
    pytest.param(event('set a "xxx.xxx.xxx.xxx"'), "KO-SB159", id="placeholder"),
    pytest.param(event("log local0.info x"), "KO-SB159C", id="a line for each message"),
    pytest.param(event("pool other", "SIP_REQUEST"), "KO-SB158C", id="another pool"),
    pytest.param(event(f"set a {'x' * 65536}"), "KO-SB158B", id="too long"),
])  # fmt: skip
def test_each_mistake_is_told(text, code):
    assert [found for found, _line in told(text)] == [code]


@pytest.mark.requirement("SB-48")
def test_a_port_that_is_written_out():
    assert told(event('set a "<sip:%s:5060;lr>"'), Facts("192.0.2.100", 5080)) == [("KO-SB159B", 2)]
    assert told(event('set a "<sip:%s:5060;lr>"')) == []


@pytest.mark.requirement("SB-42")
@pytest.mark.parametrize("body", [
    'if { [SIP::method] eq "BYE" } { set b 1 } else { set b 2 }\nset a $b',
    'if { [SIP::method] eq "BYE" } { set b 1 } elseif { 1 } then { set b 3 } else { return }\nset a $b',
    "set x a\nif { [regexp {(.)} $x all first] } { set b $first }",
    "foreach each {1 2} { set a $each }",
    "set a 1\nwhile { $a < 3 } { incr a }",
    "for {set i 0} { $i < 3 } {incr i} { set a $i }",
    "switch [SIP::method] { BYE { set b 1 } default { set b 2 } }\nset a $b",
    "catch { set a 1 } reason\nset b $reason",
    "regsub {x} y z a\nset b $a",
    "set a \\\n  1\nset b ${a}",
    "# a { comment } with braces\nset a 1; set b $a",
])  # fmt: skip
def test_sound_text_is_let_through(body):
    assert told(event(body)) == []


def test_all_mistakes_at_once_by_line():
    text = event("set a $b\nset c [exec ls]\nlog local0.info x") + "set d 1\n"
    assert told(text) == [("KO-SB157", 2), ("KO-SB156", 3), ("KO-SB159C", 4), ("KO-SB151", 6)]


@given(st.text(alphabet='{}[]"\\$; \nab#', max_size=40))
def test_reading_never_fails_otherwise(text):
    for read in (script, expression):
        try:
            read(text)
        except TclError as error:
            assert error.line >= 1 and error.reason
    lint(text, FACTS, "rule")


WORDS = {
    "set a 1": ["set", "a", "1"], "set b {x [y] $z}": ["set", "b", "x [y] $z"], 'set c "x; y"': ["set", "c", "x; y"],
    "if { 1 } { set d 2 }": ["if", " 1 ", " set d 2 "], "set e [string trim {a b}]": ["set", "e", "[string trim {a b}]"],
    "set f \\\n  a\\ b": ["set", "f", "a\\ b"], "# no { command": None,
}  # fmt: skip


@pytest.mark.requirement("SB-42")
@given(st.lists(st.tuples(st.sampled_from(sorted(WORDS)), st.sampled_from(["\n", ";", " ;\n\n"])), max_size=5))
def test_commands_and_words_are_those_of_tcl(parts):
    parts = [(text, "\n" if WORDS[text] is None else end) for text, end in parts]
    found = script("".join(text + end for text, end in parts))
    assert [[word.text for word in command.words] for command in found] == [WORDS[text] for text, _end in parts if WORDS[text] is not None]
