# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The health room: operational outputs ─► state ─► verdict and diagnosis. Pure: it names commands, others run them.

``virtual_connect`` judges that system (VC-68..VC-78), ``interconnect`` a CE of Twilio's (TI-60..TI-70), ``platform`` the device itself (VC-07),
``show`` puts verdicts into words.
"""
