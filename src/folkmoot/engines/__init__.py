"""Engines: where SQL templates run. DuckDB is the first."""

from folkmoot.engines.base import Dialect, Engine, EngineSettings, Value, conform
from folkmoot.engines.duck import DuckDialect, DuckEngine

__all__ = [
    "Dialect",
    "DuckDialect",
    "DuckEngine",
    "Engine",
    "EngineSettings",
    "Value",
    "conform",
]
