"""A first brief, to be filled in."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["template_text"]


def template_text() -> str:
    """Text of a brief that is valid as it stands, about an invented product.

    Examples
    --------
    >>> "[product]" in template_text()
    True
    """
    return files("folkmoot.brief").joinpath("template.toml").read_text(encoding="utf-8")
