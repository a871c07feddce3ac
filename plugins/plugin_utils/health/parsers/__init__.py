# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Operational outputs of Cisco IOS-XE as typed records, one small file per output (platforms/cisco_ios_xe.md, IX-17..IX-28).

Each ``parse`` takes the text of one command and returns a list: empty for empty output; ``ParseError`` for text that is neither.
"""
