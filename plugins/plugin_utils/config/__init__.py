# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The config room: running and intended text in, an ordered minimal change, its inverse and a readable diff out."""
