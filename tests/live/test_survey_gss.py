"""Small-area estimates on a real survey: samples of 500 against all 27,408 who were asked.

The General Social Survey, as the package carData has it; read where it is installed. No survey of
participation is open and large enough, so a test of ten words stands in for it: shares that differ
by age, sex and education as participation does.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from tests.smallarea_truths import Truth
from tests.statistics.test_survey_smallarea import FULL, resampled

pytestmark = pytest.mark.live

REPEATS = 200 if FULL else 40
SCRIPT = Path(__file__).with_name("gss_vocabulary.R")
COLUMNS = {"age": "ageGroup", "gender": "gender", "education": "educGroup"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.fail("no Rscript: `make test-live` installs r-base-core and r-cran-cardata")
    folder = tmp_path_factory.mktemp("gss")
    command = [rscript, str(SCRIPT), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with (folder / "gss.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_real_survey_is_found_again_from_samples(asked: list[dict[str, str]]) -> None:
    cells = np.array([[row[column] for column in COLUMNS.values()] for row in asked])
    codes = np.column_stack([np.unique(column, return_inverse=True)[1] for column in cells.T])
    groups, place = np.unique(codes, axis=0, return_inverse=True)
    people = np.bincount(place.ravel()).astype(float)
    words = np.array([float(row["vocab"]) for row in asked])
    assert len(words) == 27_408
    tables = []
    for name, is_so, share in (
        ("7 and more", words >= 7, 0.40),
        ("9 and more", words >= 9, 0.13),
        ("at most 4", words <= 4, 0.22),
    ):
        yes = np.bincount(place.ravel(), is_so)
        assert yes.sum() / people.sum() == pytest.approx(share, abs=0.01)
        truth = Truth(tuple(COLUMNS), groups, people, yes / people)
        tables.append(resampled(f"real survey: {name}", truth, REPEATS))
    assert max(table.ratio for table in tables) <= 0.70
    assert 0.92 <= np.mean([table.coverage for table in tables]) <= 0.98
    assert all(table.model < 0.5 * table.overall for table in tables)
