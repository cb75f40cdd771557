"""Write the names by which the questionnaire calls countries, from the Unicode CLDR.

Run as ``python tools/make_country_names.py`` with the package Babel installed, which carries the
data set; folkmoot does not need it.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from folkmoot.brief.codes import COUNTRIES

TARGET = (
    Path(__file__).resolve().parents[1] / "src" / "folkmoot" / "reference" / "country_names.csv"
)

LANGUAGES = ("en", "zh")


def main() -> None:
    """Write a row a country: its code, and its name in each language."""
    babel = importlib.import_module("babel")
    names = [babel.Locale(language).territories for language in LANGUAGES]
    rows = [",".join(("code", *LANGUAGES))]
    for code in sorted(COUNTRIES):
        found = [each[code] for each in names]
        rows.append(",".join([code, *found]))
    TARGET.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
