"""Write docs/brief.schema.json, the JSON Schema of brief.toml, from the models."""

from __future__ import annotations

from pathlib import Path

from folkmoot.brief import schema_text

if __name__ == "__main__":
    Path(__file__).resolve().parents[1].joinpath("docs", "brief.schema.json").write_text(
        schema_text(), encoding="utf-8"
    )
