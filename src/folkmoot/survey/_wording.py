"""The questionnaire's files, read once: its structure, its words, the names of countries."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

__all__ = ["LANGUAGES", "country_names", "structure", "words"]

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


@cache
def country_names() -> dict[str, dict[str, str]]:
    """Return the names of countries: ISO 3166 code -> language -> name."""
    rows = csv.DictReader(_read("country_names.csv").splitlines())
    return {row["code"]: row for row in rows}


def _read(name: str) -> str:
    return (files("folkmoot") / "reference" / name).read_text(encoding="utf-8")
