"""Write docs/plan.schema.json, the JSON Schema of a plan, from the models."""

from __future__ import annotations

from pathlib import Path

from folkmoot.plan.model import schema_text

if __name__ == "__main__":
    Path(__file__).resolve().parents[1].joinpath("docs", "plan.schema.json").write_text(
        schema_text(), encoding="utf-8", newline="\n"
    )
