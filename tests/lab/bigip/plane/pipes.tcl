# `tclsh` as a server of Python: each line is words in hexadecimal.
fconfigure stdin -translation lf
fconfigure stdout -translation lf -buffering line

proc send {args} {
    set words {}
    foreach word $args {
        set hex [binary encode hex [encoding convertto utf-8 $word]]
        if {$hex eq ""} { set hex - }
        lappend words $hex
    }
    puts $words
}

proc receive {} {
    if {[gets stdin line] < 0} { exit }
    set words {}
    foreach word $line {
        if {$word eq "-"} { set word "" }
        lappend words [encoding convertfrom utf-8 [binary decode hex $word]]
    }
    return $words
}

proc f5 {args} {
    send call {*}$args
    return [lindex [receive] 1]
}

source [file join [file dirname [info script]] engine.tcl]

while 1 {
    set result [{*}[lrange [receive] 1 end]]
    send done $result
}
