# What both interpreters run: rules live in an interpreter of their own that has Tcl 8.4's commands only, and F5's as aliases.
# `f5 args..` is Python's; it answers `0 result` or `1 error`.
interp create -safe rules

proc f5_call {args} {
    set answer [f5 {*}$args]
    set text [string range $answer 2 end]
    if {[string index $answer 0]} { return -code error $text }
    return $text
}

proc f5_side {side script} {
    f5_call side $side
    set code [catch {rules eval $script} result]
    f5_call side back
    return -code $code $result
}

proc f5_when {event args} {
    set priority 500
    foreach {name value} [lrange $args 0 end-1] { if {$name eq "priority"} { set priority $value } }
    lappend ::when $event $priority [lindex $args end]
}

proc prepare {keep known} {
    interp alias rules clock {} clock
    foreach name $known {
        if {[namespace qualifiers $name] ne ""} { rules eval [list namespace eval ::[namespace qualifiers $name] {}] }
        interp alias rules ::$name {} f5_call $name
    }
    foreach side {clientside serverside} { interp alias rules $side {} f5_side $side }
    interp alias rules call {} rules eval
    interp alias rules when {} f5_when
    foreach name {timing priority nodelete nowrite definition-signature} { interp alias rules $name {} list }
    foreach name [rules eval {info commands}] {
        if {[lsearch -exact $keep $name] < 0 && [lsearch -exact $known $name] < 0} { rules hide $name }
    }
    return "0 "
}

# → code, a blank, the result: for a rule the list of its events, priorities, bodies
proc load_rule {text} {
    set ::when {}
    rules expose proc
    set code [catch {rules eval $text} result]
    rules hide proc
    if {$code} { return "1 $result" }
    return "0 $::when"
}

# Variables live as long as the flow: each has a namespace.
proc run_event {flow body} {
    set code [catch {rules invokehidden namespace eval ::flow$flow $body} result]
    if {$code == 0 || $code == 2} { return "0 $result" }
    return "1 $result"
}

proc drop_flow {flow} {
    catch {rules invokehidden namespace delete ::flow$flow}
    return "0 "
}
