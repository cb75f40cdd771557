"""Reading 100,000 made-up respondents: our reader beside the libraries that only parse the file.

The plain reading gives cells; ours also checks, codes, flags and names every record.
"""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
from pyarrow import csv as arrow_csv

from folkmoot.survey.reading import read_survey
from folkmoot.survey.reading.recognise import ITEMS, options_of

RESPONDENTS = 100_000
META = ["StartDate", "EndDate", "Duration (in seconds)", "Finished", "ResponseId", "IPAddress"]


def _codes(seed: int) -> dict[str, list[str]]:
    generator = np.random.default_rng(seed)
    codes = [option.code for option in options_of(ITEMS[0])]
    return {item: generator.choice(codes, RESPONDENTS).tolist() for item in ITEMS}


def _write_csv(path: Path, answers: dict[str, list[str]]) -> None:
    end = "2026-03-02 10:05:00"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*META, "DistributionChannel", *answers])
        for number, row in enumerate(zip(*answers.values(), strict=True)):
            meta = ["2026-03-02 10:00:00", end, 300, "True", f"R_{number}", f"192.0.2.{number}"]
            writer.writerow([*meta, "anonymous", *row])


def _write_sav(path: Path, answers: dict[str, list[str]]) -> None:
    frame = pd.DataFrame({item: np.array(codes, dtype=float) for item, codes in answers.items()})
    words = {float(each.code): each.label["en"] for each in options_of(ITEMS[0])}
    pyreadstat.write_sav(frame, path, variable_value_labels=dict.fromkeys(answers, words))


def _seconds(read: Callable[[], object]) -> float:
    began = time.perf_counter()
    read()
    return time.perf_counter() - began


def main() -> None:
    """Read a CSV and an SPSS file, each by us and by the library beneath."""
    answers = _codes(1)
    with tempfile.TemporaryDirectory() as folder:
        text, spss = Path(folder) / "answers.csv", Path(folder) / "answers.sav"
        _write_csv(text, answers)
        _write_sav(spss, answers)
        plain = {
            text: _seconds(lambda: arrow_csv.read_csv(text)),
            spss: _seconds(lambda: pyreadstat.read_sav(spss, output_format="dict")),
        }
        for path, beside in plain.items():
            ours = _seconds(lambda path=path: read_survey(path))  # type: ignore[misc]
            print(
                f"{path.suffix}: {RESPONDENTS:,} respondents x {len(ITEMS)} items in {ours:.1f} s, "
                f"{ours / beside:.1f} x parsing alone ({beside:.2f} s)"
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MiB")


if __name__ == "__main__":
    main()
