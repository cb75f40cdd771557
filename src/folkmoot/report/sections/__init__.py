"""The sections of the report, one module each; they share a shape and do not know each other.

``said(inp)`` gives a section's line of the summary, ``section(inp)`` the section itself.
"""

__all__: list[str] = []
