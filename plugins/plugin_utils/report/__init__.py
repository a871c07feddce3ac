# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The report room: sheets and pictures for people, out of intent and design. No secret ever stands in one."""
