"""Write the time zone of each country that has one time throughout, from the tz database.

Run as ``python tools/make_country_zones.py`` where the system's zone.tab is installed; folkmoot
does not need it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

TARGET = (
    Path(__file__).resolve().parents[1] / "src" / "folkmoot" / "reference" / "country_zones.tsv"
)
HEAD = """\
# Time zones of countries that have one time throughout, by zone.tab of the tz database (public
# domain). Made by tools/make_country_zones.py, which names the countries nearly all of whose people
# live by one time, each with its reason.
"""

#: Countries with more than one time, in one of which at least 95 of 100 of their people live.
NEARLY_ONE = {
    "CL": "America/Santiago",  # the far south and Easter Island are apart
    "CN": "Asia/Shanghai",  # official throughout; many in Xinjiang also live two hours later
    "EC": "America/Guayaquil",  # the Galapagos are apart
    "ES": "Europe/Madrid",  # the Canary Islands are apart
    "NZ": "Pacific/Auckland",  # the Chatham Islands are apart
    "PT": "Europe/Lisbon",  # the Azores are apart
}
#: Winter and summer, of both halves of the world.
MOMENTS = (datetime(2024, 1, 15, tzinfo=UTC), datetime(2024, 7, 15, tzinfo=UTC))


def main() -> None:
    """Write a row a country: its code and its zone."""
    zones: dict[str, list[str]] = defaultdict(list)
    table = next(path for folder in TZPATH if (path := Path(folder) / "zone.tab").is_file())
    for line in table.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country].append(zone)
    rows = []
    for country, names in sorted(zones.items()):
        times = {tuple(moment.astimezone(ZoneInfo(name)).utcoffset() for moment in MOMENTS)
                 for name in names}  # fmt: skip
        if country in NEARLY_ONE or len(times) == 1:
            rows.append(f"{country}\t{NEARLY_ONE.get(country, names[0])}")
    TARGET.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
