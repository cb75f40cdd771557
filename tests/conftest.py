"""Shared by every test: where the larger data sets lie, and how hard Hypothesis tries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from folkmoot.project import Project

# No deadline in either: the first example pays for imports, and machines differ. ``ci`` draws the
# same examples in every run, so that a change fails for what it changed.
settings.register_profile("fast", max_examples=25, deadline=None)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "fast"))

#: The travel community, as imports of the tests name it.
TRAVEL_SITE = "travel.stackexchange.com"

_ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the larger data sets; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("FOLKMOOT_SHARED", _ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the larger data sets are not on this machine (set FOLKMOOT_SHARED)")
    return folder


@pytest.fixture(scope="session")
def travel_folder(shared_data: Path) -> Path:
    """The whole history of the travel community, as CSV."""
    return shared_data / "travel_stackexchange_2017"


@pytest.fixture(scope="session")
def travel_project(
    travel_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """A project into which the whole travel community was imported, through the real door."""
    from folkmoot.ingest import ingest
    from folkmoot.project import init_project
    from folkmoot.sources import source

    project = init_project(tmp_path_factory.mktemp("travel") / "project")
    ingest(project, travel_folder, source("stackexchange"), {"site": TRAVEL_SITE})
    yield project
    project.close()
