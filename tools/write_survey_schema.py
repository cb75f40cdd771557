"""Write docs/survey.schema.json, the JSON Schema of survey.toml, from the models."""

from __future__ import annotations

from pathlib import Path

from folkmoot.survey.reading import mapping_schema_text

if __name__ == "__main__":
    Path(__file__).resolve().parents[1].joinpath("docs", "survey.schema.json").write_text(
        mapping_schema_text(), encoding="utf-8"
    )
