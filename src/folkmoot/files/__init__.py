"""Reading files: opened, cut into records, every one of them counted by a second way.

Sources of activities and readers of questionnaires both stand on it.
"""

from folkmoot.files.base import Fault, Page

__all__ = ["Fault", "Page"]
