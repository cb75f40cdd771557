"""Equal to R's survey on the data that come with it, read from the installed package."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from tests.survey_answers import (
    Compared,
    Key,
    differences,
    numbers,
    read_answers,
    read_columns,
)

from folkmoot.survey.estimation import (
    Design,
    Replicates,
    jackknife,
    make_design,
    post_stratify,
    rake,
    read_margins,
)

pytestmark = pytest.mark.live

SCRIPT: Final = Path(__file__).with_name("survey_package.R")
SCHOOLS: Final = (("met", "awarded"), "api.stu", "enroll")
PEOPLE: Final = (("HI_CHOL",), "HI_CHOL", "RIAGENDR")

Columns = Mapping[str, Sequence[str | None]]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the samples and with what R says of them."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.fail("no Rscript: `make test-live` installs r-base-core and r-cran-survey")
    folder = tmp_path_factory.mktemp("survey")
    done = subprocess.run(
        [rscript, str(SCRIPT), str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "with survey" in done.stdout
    return folder


def check(
    said: Path, case: str, columns: Columns, design: Design, asked: tuple[tuple[str, ...], str, str]
) -> Mapping[Key, float]:
    """Hold all numbers of a case against ours; return what R said."""
    found = read_answers(said / "answers.csv")[case]
    compared = {key: value for key, value in found.items() if key[0] != "design"}
    wrong, largest = differences(Compared(columns, design, *asked), compared)
    assert wrong == []
    assert largest <= 1e-6
    return found


def with_jackknife(design: Design) -> Design:
    return replace(design, replicates=jackknife(design))


def test_schools_by_strata(said: Path) -> None:
    columns = read_columns(said / "apistrat.csv")
    drawn = make_design(
        numbers(columns["pw"]), strata=columns["stype"], fpc=numbers(columns["fpc"])
    )
    assert len(check(said, "apistrat", columns, drawn, SCHOOLS)) > 250
    assert len(check(said, "apistrat-jkn", columns, with_jackknife(drawn), SCHOOLS)) > 150


@pytest.fixture
def districts(said: Path) -> tuple[Columns, Design]:
    columns = read_columns(said / "apiclus1.csv")
    return columns, make_design(
        numbers(columns["pw"]), clusters=columns["dnum"], fpc=numbers(columns["fpc"])
    )


def test_schools_by_districts(said: Path, districts: tuple[Columns, Design]) -> None:
    assert len(check(said, "apiclus1", *districts, SCHOOLS)) > 250


def test_schools_raked_and_post_stratified(said: Path, districts: tuple[Columns, Design]) -> None:
    columns, drawn = districts
    margins = read_margins(said / "margins.csv")
    raked = rake(drawn, columns, margins).design
    theirs = numbers(read_columns(said / "weights.csv")["raked"])
    np.testing.assert_allclose(raked.weights, theirs, rtol=1e-8)
    check(said, "apiclus1-raked", columns, raked, SCHOOLS)
    kinds = {"stype": margins["stype"]}
    stratified = post_stratify(drawn, columns, kinds).design
    check(said, "apiclus1-post-stratified", columns, stratified, SCHOOLS)


def test_people_examined(said: Path) -> None:
    columns = read_columns(said / "nhanes.csv")
    drawn = make_design(
        numbers(columns["WTMEC2YR"]), strata=columns["SDMVSTRA"], clusters=columns["SDMVPSU"]
    )
    assert len(check(said, "nhanes", columns, drawn, PEOPLE)) > 500
    check(said, "nhanes-jkn", columns, with_jackknife(drawn), PEOPLE)


def test_replicate_weights_that_came_with_the_data(said: Path) -> None:
    columns = read_columns(said / "scd.csv")
    weights = np.loadtxt(said / "scd_replicates.csv", delimiter=",")
    drawn = make_design(np.ones(len(weights)), replicates=Replicates(weights, "BRR"))
    found = check(said, "scd-brr", columns, drawn, (("many",), "alive", "arrests"))
    assert drawn.df == found["design", "=", "all", "df"]
