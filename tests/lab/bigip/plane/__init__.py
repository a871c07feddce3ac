"""The data plane of the simulated BIG-IP: real SIP, by the running configuration, through the configured iRules in a real Tcl (section 9)."""
