"""Measures: the lake as seen at a moment, in tables of estimates with their evidence.

One module a question, each with one function of its name: `participation`, `audience`,
`communities`, `needs`, `conversations`, `trends`.
"""

__all__: list[str] = []
