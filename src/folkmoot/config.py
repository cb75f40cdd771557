"""Settings of a project: declared once, environment over file, read once.

A setting ``threads`` of section ``engine`` is read from ``[engine] threads`` in
``folkmoot.toml`` and overridden by the environment variable ``FOLKMOOT_ENGINE_THREADS``.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from folkmoot.errors import Problem, ProblemGroup

__all__ = ["EngineSection", "ImportSection", "LlmSection", "RawSection", "Settings",
           "StateSection", "read_settings"]  # fmt: skip


class _Section(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class EngineSection(_Section):
    """Where queries run and what they may use."""

    memory_limit: str = Field("2GB", description="Memory for queries; beyond it they spill.")
    threads: int = Field(2, ge=1, description="Cores for queries.")


class RawSection(_Section):
    """The raw archive, encrypted with the project's key."""

    keep: bool = Field(default=True, description="Keep raw records, so that mapping can replay.")
    retention_days: int = Field(
        365, ge=1, description="The next import deletes raw files of imports older than this."
    )


class StateSection(_Section):
    """The relational state: imports, plans, drafts, contacts."""

    url: str = Field("", description="SQLAlchemy address; empty for state.db in the project.")


class ImportSection(_Section):
    """Bounds of an import."""

    minimum_free_mib: int = Field(64, ge=0, description="Refuse to start with less free disk.")


class LlmSection(_Section):
    """A language model as a second reader; off while no address is given."""

    url: str = Field(
        "", pattern=r"^(|https?://\S+)$", description="Endpoint, such as http://127.0.0.1:11434/v1."
    )
    model: str = Field("", description="The model's name there.")
    key_variable: str = Field(
        "FOLKMOOT_LLM_KEY", description="Environment variable that holds the endpoint's key."
    )
    max_tokens: int = Field(200_000, ge=0, description="Of one run, in and out.")
    max_money: float = Field(1.0, ge=0, description="Of one run, in the currency of the prices.")
    price_in: float = Field(0.0, ge=0, description="Of a million tokens sent; 0 of one's own.")
    price_out: float = Field(0.0, ge=0, description="Of a million tokens answered.")
    timeout_seconds: float = Field(120.0, gt=0, description="For one answer.")


class Settings(_Section):
    """All settings of a project."""

    engine: EngineSection = EngineSection()
    raw: RawSection = RawSection()
    state: StateSection = StateSection()
    imports: ImportSection = ImportSection()
    llm: LlmSection = LlmSection()


def read_settings(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read ``folkmoot.toml`` under the environment; an absent file gives the defaults.

    Raises
    ------
    ProblemGroup
        With every unknown or impossible setting, by its path in the file.
    """
    values: dict[str, Any] = {}
    if path.exists():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problem = Problem("not-toml", "", str(error), "a TOML file")
            raise ProblemGroup(path.name, [problem]) from error
    for section, names in _declared().items():
        for name in names:
            variable = f"FOLKMOOT_{section}_{name}".upper()
            given = (os.environ if environment is None else environment).get(variable)
            if given is not None:
                values.setdefault(section, {})[name] = given
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise ProblemGroup(path.name, [_problem(fault) for fault in error.errors()]) from error


def _declared() -> dict[str, list[str]]:
    return {
        name: list(type(field.get_default()).model_fields)
        for name, field in Settings.model_fields.items()
    }


def _problem(fault: Any) -> Problem:
    where = ".".join(str(part) for part in fault["loc"])
    known = "; known are " + ", ".join(
        f"{section}.{name}" for section, names in _declared().items() for name in names
    )
    hint = known[2:] if fault["type"] == "extra_forbidden" else ""
    return Problem(fault["type"], where, repr(fault["input"]), fault["msg"], hint)
