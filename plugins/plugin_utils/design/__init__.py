# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The design room: intent in; addresses, routes, rules, timers and sizes out. Touches nothing outside."""
