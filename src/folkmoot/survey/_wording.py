"""The questionnaire's files, read once: its structure, its words, the names of countries."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

__all__ = ["LANGUAGES", "structure", "words"]

#: Languages that the questionnaire is written in.
LANGUAGES: Final = ("en", "zh")


@cache
def structure() -> dict[str, Any]:
    """Return items, scale, sections and options, without words."""
    return tomllib.loads(_read("questionnaire.toml"))


@cache
def words(language: str) -> dict[str, Any]:
    """Return all words of one of `LANGUAGES`, by section of the file."""
    return tomllib.loads(_read(f"questionnaire.{language}.toml"))


def _read(name: str) -> str:
    return (files("folkmoot") / "reference" / name).read_text(encoding="utf-8")
