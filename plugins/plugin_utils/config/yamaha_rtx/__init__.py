# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Yamaha RTX: a flat language of numbered lines, whole lists and contexts. The door is ``plan.RTX``."""
